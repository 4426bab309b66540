import type { ESTree } from 'meriyah';
import { folderFor } from './fold.ts';
import { gatesAmong } from './gates.ts';
import { flatTexts, type Invocation, invocationOf } from './invoke.ts';
import { originOf } from './origin.ts';
import { parse } from './parse.ts';
import { roleOf, shownName } from './roles.ts';
import type { Scope } from './scope.ts';
import { type Mark, survey } from './survey.ts';
import type { ComputedFrom, RevealedBy } from './unfold.ts';
import { type Folder, isKnown, type Known, unknown, type Value } from './values.ts';

/** A list of arguments that is handed on as it is. */
const handedIn = { decoded: false, parts: 1 };

interface At {
  /** Offset in the source. */
  readonly at: number;
}

export interface Findings {
  readonly revealed: Map<string, At & { readonly by: RevealedBy }>;
  readonly literals: Map<string, number>;
  loads: (At & { readonly value: string; readonly revealed: boolean })[];
  readonly computed: (At & { readonly what: 'load' | 'start' | 'evaluate'; readonly how: ComputedFrom })[];
  readonly calls: (At & {
    readonly name: string;
    readonly args: readonly (string | undefined)[];
    readonly kind: 'start' | 'evaluate' | 'network';
  })[];
  readonly paths: (At & { readonly value: string })[];
  gates: readonly (At & { readonly kind: 'delayed' | 'time-or-ci-gate'; readonly what: string })[];
  incomplete: boolean;
}

const budget = { steps: 200_000, characters: 2 << 20 };
const most = { literals: 20_000, revealed: 5_000, found: 2_000, calls: 500, cut: 4_096, nested: 2 };
const shortest = 3;
/** In characters: what it takes to begin with another program, however short. */
const parserCost = 2_000;
/** Told in the place of what only the machine knows. */
const standIns = ['node', '~', '.'];
const mostInner = 1 << 18;

interface Reading {
  readonly folder: Folder;
  readonly source: string;
  readonly findings: Findings;
  /** Of what was put together: what is inside of it is not told again. */
  done: number;
  /** Texts that stand in the source as they are. */
  readonly plain: Set<string>;
  readonly level: number;
  /** Where the last chain of additions begins. */
  chained: number;
  /** Characters of texts that are evaluated, and read as programs too. */
  inner: number;
}

/** What a program says once its constants are put together; `level` counts the texts that it lies in itself. */
export function read(program: ESTree.Program, source: string, level: number): Findings {
  const surveyed = survey(program);
  const left = { steps: budget.steps >> level, characters: budget.characters >> level, decodings: 0 };
  const findings: Findings = {
    ...{ revealed: new Map(), literals: new Map(), loads: [], computed: [], calls: [], paths: [], gates: [] },
    incomplete: false,
  };
  const folder = folderFor(surveyed, source, left);
  const reading: Reading = {
    folder,
    source,
    findings,
    done: 0,
    plain: new Set(standIns),
    level,
    chained: -1,
    inner: mostInner >> level,
  };
  for (const mark of surveyed.marks) visit(reading, mark);
  for (const path of findings.paths) reading.plain.add(path.value);
  tellArguments(reading);
  findings.loads = findings.loads.map((one) => ({
    ...one,
    revealed: one.revealed || !reading.plain.has(one.value),
  }));
  findings.gates = gatesAmong(surveyed, folder, [...findings.calls, ...findings.computed]);
  findings.incomplete ||= left.steps < 0 || left.characters < 0;
  return findings;
}

function visit(reading: Reading, { node, scope }: Mark): void {
  const { folder } = reading;
  const at = node.start ?? 0;
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'string') literal(reading, node.value, node);
      return;
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (typeof node.source?.value === 'string') loaded(reading, node.source.value, { at, revealed: false });
      return;
    case 'TemplateLiteral':
      if (node.expressions.length > 0) fragments(reading, node, scope);
      else literal(reading, node.quasis[0]?.value.cooked ?? '', node);
      return;
    case 'BinaryExpression':
      if (node.operator === '+') fragments(reading, node, scope);
      return;
    case 'MemberExpression':
      if (node.computed) made(reading, node.property, scope);
      return;
    case 'AssignmentExpression':
      extension(reading, node, scope);
      return;
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression': {
      const invocation = invocationOf(folder, node, scope);
      if (isKnown(invocation.target)) called(reading, node, scope, invocation, invocation.target);
      made(reading, node, scope);
      return;
    }
    default:
      return;
  }
}

function literal({ findings, source, plain }: Reading, value: string, node: ESTree.Node): void {
  const at = node.start ?? 0;
  const raw = value.length + 2 < (node.end ?? 0) - at ? source.slice(at, node.end) : '';
  if (/\\(?:x[2-7]|u00[2-7]|u\{0{0,4}[2-7])/.test(raw)) {
    reveal(findings, value, at, 'decoding');
    return;
  }
  plain.add(value);
  if (findings.literals.size >= most.literals) findings.incomplete = true;
  else if (!findings.literals.has(value.slice(0, most.cut)))
    findings.literals.set(value.slice(0, most.cut), at);
}

function reveal(findings: Findings, value: string, at: number, by: RevealedBy): void {
  if (value.length < shortest || findings.revealed.has(value)) return;
  if (findings.revealed.size >= most.revealed) findings.incomplete = true;
  else findings.revealed.set(value, { at, by });
}

/** A text that an expression comes to, unless it stands in the source as it is. */
function made(reading: Reading, node: ESTree.Node, scope: Scope): boolean {
  const { folder, findings } = reading;
  const at = node.start ?? 0;
  if (at < reading.done || node.type === 'Literal' || node.type === 'Identifier') return false;
  const { decodings } = folder.budget;
  const value = folder.evaluate(node, scope);
  if (typeof value !== 'string') return false;
  reading.done = node.end ?? 0;
  const by = folder.budget.decodings > decodings ? 'decoding' : 'joining';
  if (!isPath(folder, node, scope, value)) reveal(findings, value, at, by);
  else if (findings.paths.length < most.found) findings.paths.push({ value: value.slice(0, most.cut), at });
  return true;
}

/** What path.join gives, or what begins at the file's own folder or the home directory. */
function isPath(folder: Folder, node: ESTree.Node, scope: Scope, value: string): boolean {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const callee = folder.evaluate(node.callee, scope);
    return isKnown(callee) && /^(?:mod:path(?:\.|$)|URL$|mod:url\.)/.test(callee.name);
  }
  if (!/^[.~]\//.test(value)) return false;
  let first: ESTree.Node = node;
  while (first.type === 'BinaryExpression') first = first.left;
  return (
    first.type !== 'Literal' && (first.type !== 'TemplateLiteral' || first.quasis[0]?.value.cooked === '')
  );
}

/** Where the whole cannot be made out, neighbours that can. */
function fragments(
  reading: Reading,
  node: ESTree.BinaryExpression | ESTree.TemplateLiteral,
  scope: Scope,
): void {
  const at = node.start ?? 0;
  // The left parts of a chain begin where it does, and were seen with it.
  const seen = node.type === 'BinaryExpression' && at === reading.chained;
  if (node.type === 'BinaryExpression') reading.chained = at;
  if (seen || made(reading, node, scope) || at < reading.done) return;
  const parts = node.type === 'TemplateLiteral' ? templateParts(node) : chain(node);
  let run: string[] = [];
  let pieces = 0;
  const flush = (): void => {
    if (pieces > 1) reveal(reading.findings, run.join(''), at, 'joining');
    run = [];
    pieces = 0;
  };
  for (const part of parts) {
    const value = typeof part === 'string' ? part : reading.folder.evaluate(part, scope);
    if (typeof value !== 'string') flush();
    else if (value !== '') {
      run.push(value);
      pieces += 1;
    }
  }
  flush();
}

function templateParts({ quasis, expressions }: ESTree.TemplateLiteral): readonly (string | ESTree.Node)[] {
  return quasis.flatMap((quasi, index) => {
    const expression = expressions[index];
    const text = quasi.value.cooked ?? '';
    return expression === undefined ? [text] : [text, expression];
  });
}

function chain(node: ESTree.BinaryExpression): readonly ESTree.Node[] {
  const parts: ESTree.Node[] = [];
  let left: ESTree.Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    parts.push(left.right);
    left = left.left;
  }
  return [...parts, left].reverse();
}

function called(reading: Reading, node: ESTree.Node, scope: Scope, given: Invocation, target: Known): void {
  const role = roleOf(target.name);
  if (role === undefined) return;
  const at = node.start ?? 0;
  const code = role === 'timer' ? typeof given.args[0] === 'string' : role === 'evaluate';
  if (role === 'timer' && !code) return;
  const { findings } = reading;
  const which = target.name === 'Function' ? given.args.length - 1 : target.name === 'process.dlopen' ? 1 : 0;
  const argument = given.args[which];
  const kind = code || evaluatesText(target.name, given.args[1]) ? 'evaluate' : role;
  if (kind === 'start' || kind === 'evaluate' || kind === 'network')
    note(findings, {
      at,
      kind,
      name: shownName(target.name),
      args: flatTexts(given.args, 4, reading.folder.budget),
    });
  if (role === 'network' || which < 0 || given.args.length === 0) return;
  const what = kind === 'evaluate' ? 'evaluate' : kind === 'load' ? 'load' : 'start';
  const from = given.nodes[which];
  const options = alternatives(reading.folder, argument, from, scope);
  for (const one of options) {
    if (typeof one === 'string') {
      if (what === 'load') loaded(reading, one, { at, revealed: target.veiled });
      if (what === 'evaluate') within(reading, one, at);
    } else if (findings.computed.length < most.calls && (one === unknown || isKnown(one))) {
      const origin = from === undefined ? handedIn : originOf(reading.folder, from, scope);
      const how = origin.decoded ? 'decoded' : origin.parts > 1 ? 'expression' : 'parameter';
      findings.computed.push({ at, what, how });
    }
  }
}

/** What either branch of a condition gives, where the whole is not certain; at most eight. */
function alternatives(
  folder: Folder,
  value: Value,
  node: ESTree.Node | undefined,
  scope: Scope,
  depth = 0,
): readonly Value[] {
  if (value !== unknown || node === undefined || depth > 2) return [value];
  const both = (...nodes: readonly ESTree.Node[]): readonly Value[] =>
    nodes.flatMap((one) => alternatives(folder, folder.evaluate(one, scope), one, scope, depth + 1));
  if (node.type === 'ConditionalExpression') return both(node.consequent, node.alternate);
  if (node.type === 'LogicalExpression') return both(node.left, node.right);
  return [value];
}

/** A worker takes a text in place of a file. */
function evaluatesText(name: string, options: Value): boolean {
  if (!name.endsWith('Worker') || typeof options !== 'object' || options === null) return false;
  return options.kind === 'fields' && options.get('eval') === true;
}

/** What is loaded or called with a text that does not stand in the source is told with the text. */
function tellArguments({ findings, plain }: Reading): void {
  for (const { args, at } of findings.calls)
    for (const arg of args)
      if (arg !== undefined && !/^[.~]\//.test(arg)) reveal(findings, arg, at, 'decoding');
  for (const { value, at } of findings.loads) reveal(findings, value, at, 'decoding');
  for (const value of findings.revealed.keys()) if (plain.has(value)) findings.revealed.delete(value);
}

function note(findings: Findings, call: Findings['calls'][number]): void {
  if (findings.calls.length < most.calls) findings.calls.push(call);
  else findings.incomplete = true;
}

function loaded(reading: Reading, value: string, { at, revealed }: { at: number; revealed: boolean }): void {
  const { findings } = reading;
  if (findings.loads.length >= most.found) {
    findings.incomplete = true;
    return;
  }
  findings.loads.push({ value: value.slice(0, most.cut), at, revealed });
  const data = /^data:[\w./+-]{0,60}(;[\w=-]{1,40})?(;base64)?,/.exec(value);
  if (data === null) return;
  const body = value.slice(data[0].length);
  const encoded = data[0].endsWith(';base64,');
  const text = encoded ? Buffer.from(body, 'base64').toString() : unescapedText(body);
  note(findings, { at, kind: 'evaluate', name: 'import', args: [text.slice(0, most.cut)] });
  reveal(findings, text, at, 'decoding');
  within(reading, text, at);
}

function unescapedText(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_whole, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** A text that is evaluated is a program of its own. */
function within(reading: Reading, code: string, at: number): void {
  const { findings, level } = reading;
  reading.inner -= code.length + parserCost;
  const parsed = level < most.nested && reading.inner >= 0 ? parse(code) : undefined;
  if (parsed === undefined) findings.incomplete = true;
  if (parsed === undefined || 'failed' in parsed) return;
  const inner = read(parsed.program, code, level + 1);
  for (const [value, { by }] of inner.revealed) reveal(findings, value, at, by);
  for (const { value } of inner.loads)
    loaded({ ...reading, level: most.nested }, value, { at, revealed: true });
  for (const call of inner.calls) note(findings, { ...call, at });
  for (const one of inner.computed)
    if (findings.computed.length < most.calls) findings.computed.push({ ...one, at });
  findings.incomplete ||= inner.incomplete;
}

/** `require.extensions['.txt'] = …` makes programs of what are none. */
function extension({ folder, findings }: Reading, node: ESTree.AssignmentExpression, scope: Scope): void {
  const { left } = node;
  if (left.type !== 'MemberExpression') return;
  const holder = folder.evaluate(left.object, scope);
  if (!isKnown(holder) || holder.name !== 'require.extensions') return;
  const key = left.computed ? folder.evaluate(left.property, scope) : undefined;
  const args = [typeof key === 'string' ? key : undefined];
  note(findings, { at: node.start ?? 0, kind: 'evaluate', name: holder.name, args });
}
