import type { ESTree } from 'meriyah';
import { folderFor } from './fold.ts';
import { gatesAmong } from './gates.ts';
import { flatTexts, type Invocation, invocationOf } from './invoke.ts';
import { originOf } from './origin.ts';
import { parse } from './parse.ts';
import { type Findings, most, type Reading, reveal } from './reading.ts';
import { roleOf, shownName } from './roles.ts';
import type { Scope } from './scope.ts';
import { type Mark, survey } from './survey.ts';
import { fragments, literal, made, madeInTurn } from './texts.ts';
import { type Folder, isKnown, type Known, unknown, type Value } from './values.ts';

/** A list of arguments that is handed on as it is. */
const handedIn = { decoded: false, parts: 1 };

const budget = { steps: 80_000, least: 16_000, characters: 2 << 20 };
/** So much of a parser's work is a step less: a file that took long to parse may not take as long to follow. */
const workAStep = 6;
/** In characters: what it takes to begin with another program, however short. */
const parserCost = 2_000;
/** Told in the place of what only the machine knows. */
const standIns = ['node', '~', '.'];
const mostInner = 1 << 18;

interface Program {
  readonly program: ESTree.Program;
  readonly work: number;
}

/**
 * What a program says once its constants are put together; `level` counts the texts that it lies in itself. At most
 * `most` steps are taken: what lies in a text takes them from what is around it.
 */
export function read(parsed: Program, source: string, level: number, most: number): Findings {
  const surveyed = survey(parsed.program);
  const steps = Math.max(budget.least, budget.steps - Math.floor(parsed.work / workAStep));
  const given = Math.max(0, Math.min(steps >> level, most));
  const left = { steps: given, characters: budget.characters >> level, decodings: 0 };
  const findings: Findings = {
    ...{ revealed: new Map(), literals: new Map(), loads: [], computed: [], calls: [], paths: [], gates: [] },
    incomplete: false,
    taken: 0,
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
  findings.taken = given - left.steps;
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
      if (!made(reading, node, scope) && node.type === 'CallExpression') madeInTurn(reading, node, scope);
      return;
    }
    default:
      return;
  }
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
  if (parsed === undefined || ('failed' in parsed && parsed.failed !== 'syntax')) findings.incomplete = true;
  if (parsed === undefined || 'failed' in parsed) return;
  const { budget: left } = reading.folder;
  const inner = read(parsed, code, level + 1, left.steps);
  left.steps -= inner.taken;
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
