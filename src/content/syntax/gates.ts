import type { ESTree } from 'meriyah';
import { invocationOf } from './invoke.ts';
import type { Scope } from './scope.ts';
import { childrenOf, type Mark, type Survey } from './survey.ts';
import { type Folder, isKnown, textOf, unknown, type Value } from './values.ts';

export interface Gate {
  readonly at: number;
  readonly kind: 'delayed' | 'time-or-ci-gate';
  readonly what: string;
}

/** In milliseconds: nobody waits so long for anything but not to be seen. */
const longWait = 10 * 60_000;
const mostGates = 100;
const mostNodes = 80;
/** Conditions of one file that are looked at; a large bundle has some thousands. */
const mostAsked = 5_000;
const asking = new Set<ESTree.Node['type']>([
  'CallExpression',
  'IfStatement',
  'ConditionalExpression',
  'LogicalExpression',
] as const);
/** In milliseconds, or in seconds: a number as large as this is a date of this century. */
const aDate = 1e9;

const machines =
  /^process\.env\.(?:CI|CONTINUOUS_INTEGRATION|BUILD_NUMBER|BUILD_ID|GITHUB_ACTIONS|GITHUB_WORKSPACE|GITLAB_CI|TRAVIS|CIRCLECI|APPVEYOR|JENKINS_(?:URL|HOME)|TEAMCITY_VERSION|BUILDKITE|TF_BUILD|CODEBUILD_\w{1,40}|DRONE|BITBUCKET_\w{1,40}|VERCEL|NETLIFY|CODESPACES|RUNNER_\w{1,40})$|^mod:(?:is-ci|ci-info\.\w{1,20})$/;
const calendar = /^get(?:UTC)?(?:FullYear|Month|Date|Day|Hours|Time)$/;

const timers = /(?:^|\.)set(?:Timeout|Interval)$/;

interface Indexed {
  readonly marks: readonly Mark[];
  /** Of the marks, ascending: what is outside begins no later than what is in it. */
  readonly starts: readonly number[];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What holds one of `sites` back until a time has come, for long, or on machines that build. */
export function gatesAmong(
  { marks }: Survey,
  folder: Folder,
  sites: readonly { readonly at: number }[],
): readonly Gate[] {
  if (sites.length === 0) return [];
  const gates: Gate[] = [];
  const places = sites.map(({ at }) => at).sort((one, other) => one - other);
  const holds = ({ from, to }: Range): boolean => (places[firstAt(places, from)] ?? Infinity) < to;
  const indexed: Indexed = { marks, starts: marks.map(({ node }) => node.start ?? 0) };
  let asked = 0;
  for (const mark of marks) {
    if (!asking.has(mark.node.type)) continue;
    asked += mark.node.type === 'CallExpression' ? 0 : 1;
    if (gates.length >= mostGates || asked > mostAsked) break;
    const gate =
      mark.node.type === 'CallExpression'
        ? wait(mark, folder, holds)
        : condition(mark, indexed, folder, holds);
    if (gate !== undefined) gates.push(gate);
  }
  return gates;
}

/** The index of the first place that is not before `from`. */
function firstAt(places: readonly number[], from: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rangeOf(node: ESTree.Node): Range {
  return { from: node.start ?? 0, to: node.end ?? 0 };
}

/** `setTimeout(f, 3600000)` around what is looked for, or before it. */
function wait({ node, scope }: Mark, folder: Folder, holds: (range: Range) => boolean): Gate | undefined {
  if (node.type !== 'CallExpression' || node.arguments.length === 0) return undefined;
  const callee = folder.evaluate(node.callee, scope);
  if (!isKnown(callee) || !timers.test(callee.name)) return undefined;
  const { target, args } = invocationOf(folder, node, scope);
  if (!isKnown(target) || !timers.test(target.name)) return undefined;
  const promised = target.name.startsWith('mod:timers/promises');
  const milliseconds = args[promised ? 0 : 1];
  if (typeof milliseconds !== 'number' || !(milliseconds >= longWait)) return undefined;
  const [callback] = args;
  const lambda = typeof callback === 'object' && callback !== null && callback.kind === 'lambda';
  const then = scope.fn === undefined || promised ? Number.POSITIVE_INFINITY : (scope.fn.end ?? 0);
  const range = lambda
    ? rangeOf(callback.node)
    : { from: node.end ?? 0, to: promised ? then : Number.POSITIVE_INFINITY };
  if (!holds(range)) return undefined;
  return { at: node.start ?? 0, kind: 'delayed', what: `${Math.round(milliseconds / 60_000)} min` };
}

function condition(
  { node, scope }: Mark,
  indexed: Indexed,
  folder: Folder,
  holds: (range: Range) => boolean,
): Gate | undefined {
  const [test, ...branches] =
    node.type === 'IfStatement' || node.type === 'ConditionalExpression'
      ? [node.test, node.consequent, ...(node.alternate === null ? [] : [node.alternate])]
      : node.type === 'LogicalExpression' && node.operator !== '??'
        ? [node.left, node.right]
        : [];
  if (test === undefined) return undefined;
  const what = asks(test, scope, folder);
  if (what === undefined) return undefined;
  const [first] = branches;
  const after =
    first !== undefined && exits(first) ? [{ from: node.end ?? 0, to: scope.fn?.end ?? Infinity }] : [];
  const ranges = [...branches.map(rangeOf), ...after];
  const held = ranges.some((range) => holds(range) || calls(range, indexed, folder).some(holds));
  return held ? { at: node.start ?? 0, kind: 'time-or-ci-gate', what } : undefined;
}

/** Bodies of the program's own functions that are called in a range; the first fifty calls are looked at. */
function calls({ from, to }: Range, { marks, starts }: Indexed, folder: Folder): readonly Range[] {
  const found: Range[] = [];
  let looked = 0;
  for (let index = firstAt(starts, from); index < marks.length && looked < 50; index += 1) {
    const mark = marks[index];
    if (mark === undefined || (mark.node.start ?? 0) >= to) break;
    if (mark.node.type !== 'CallExpression') continue;
    looked += 1;
    const callee = folder.evaluate(mark.node.callee, mark.scope);
    if (typeof callee === 'object' && callee?.kind === 'lambda') found.push(rangeOf(callee.node));
  }
  return found;
}

/** Leaves the function, or the program. */
function exits(branch: ESTree.Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch;
  if (last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement') return true;
  const call = last?.type === 'ExpressionStatement' ? last.expression : undefined;
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { property } = call.callee;
  return property.type === 'Identifier' && property.name === 'exit';
}

const asked = new Set<ESTree.Node['type']>(['MemberExpression', 'Identifier', 'CallExpression']);

/** What a condition asks for: a date that has come, a machine that builds. */
function asks(test: ESTree.Node, scope: Scope, folder: Folder): string | undefined {
  const stack: ESTree.Node[] = [test];
  for (let step = 0; step < mostNodes; step += 1) {
    const node = stack.pop();
    if (node === undefined) return undefined;
    const value = asked.has(node.type) ? folder.evaluate(node, scope) : unknown;
    if (isKnown(value) && machines.test(value.name)) return value.name.replace(/^mod:/, '');
    if (node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator)) {
      const date =
        (isNow(node.left, scope, folder) &&
          dateOf(folder.evaluate(node.right, scope), node.left, folder, node.right, scope)) ||
        (isNow(node.right, scope, folder) &&
          dateOf(folder.evaluate(node.left, scope), node.right, folder, node.left, scope));
      if (typeof date === 'string') return date;
    }
    stack.push(...childrenOf(node));
  }
  return undefined;
}

/** Reads the clock, at the place or in the variable's one value. */
function isNow(node: ESTree.Node, scope: Scope, folder: Folder): boolean {
  return clockOf(node, scope, folder) !== undefined;
}

function clockOf(
  node: ESTree.Node,
  scope: Scope,
  folder: Folder,
  hop = 0,
): 'moment' | 'calendar' | undefined {
  if (hop > 6) return undefined;
  switch (node.type) {
    case 'UnaryExpression':
      return clockOf(node.argument, scope, folder, hop + 1);
    case 'NewExpression':
      return node.arguments.length === 0 && named(folder.evaluate(node.callee, scope), 'Date')
        ? 'moment'
        : undefined;
    case 'Identifier': {
      const write = singleWrite(node.name, scope);
      return write === undefined ? undefined : clockOf(write.node, write.scope, folder, hop + 1);
    }
    case 'CallExpression': {
      if (named(folder.evaluate(node.callee, scope), 'Date.now')) return 'moment';
      if (node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier')
        return undefined;
      const { name } = node.callee.property;
      const inner = calendar.test(name) ? clockOf(node.callee.object, scope, folder, hop + 1) : undefined;
      return inner === undefined || name === 'getTime' ? inner : 'calendar';
    }
    default:
      return undefined;
  }
}

function singleWrite(
  name: string,
  scope: Scope,
): { readonly node: ESTree.Node; readonly scope: Scope } | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const binding = at.names.get(name);
    if (binding === undefined) continue;
    const [only, ...more] = binding.writes;
    if (only?.node === undefined || more.length > 0 || only.path.length > 0) return undefined;
    return { node: only.node, scope: only.scope };
  }
  return undefined;
}

function named(value: Value, name: string): boolean {
  return isKnown(value) && value.name === name;
}

/** The date that the clock is compared with. */
function dateOf(
  value: Value,
  now: ESTree.Node,
  folder: Folder,
  node: ESTree.Node,
  scope: Scope,
): string | undefined {
  if (typeof value === 'number') {
    const clock = clockOf(now, scope, folder);
    return value >= aDate || clock === 'calendar' ? `date ${value}` : undefined;
  }
  if (node.type === 'Identifier') {
    const write = singleWrite(node.name, scope);
    return write === undefined ? undefined : dateOf(unknown, now, folder, write.node, write.scope);
  }
  const inner = node.type === 'UnaryExpression' ? node.argument : node;
  if (
    inner.type === 'CallExpression' &&
    inner.callee.type === 'MemberExpression' &&
    inner.arguments.length === 0
  )
    return dateOf(unknown, now, folder, inner.callee.object, scope);
  if (inner.type !== 'NewExpression' && inner.type !== 'CallExpression') return undefined;
  const callee = folder.evaluate(inner.callee, scope);
  if (!named(callee, 'Date') && !named(callee, 'Date.parse') && !named(callee, 'Date.UTC')) return undefined;
  const parts = inner.arguments.map((one) => folder.evaluate(one, scope));
  const texts = parts.map((part) => (part === unknown ? undefined : textOf(part, folder.budget)));
  return parts.length > 0 && texts.every((text) => text !== undefined)
    ? `date ${texts.join('-')}`
    : undefined;
}
