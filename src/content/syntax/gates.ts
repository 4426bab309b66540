import type { ESTree } from 'meriyah';
import { dateOf, isNow } from './clock.ts';
import { invocationOf } from './invoke.ts';
import type { Scope } from './scope.ts';
import type { Mark, Survey } from './survey.ts';
import { childrenOf } from './tree.ts';
import { type Folder, isKnown, unknown } from './values.ts';

export interface Gate {
  readonly at: number;
  readonly kind: 'delayed' | 'time-or-ci-gate';
  readonly what: string;
}

/** In milliseconds: nobody waits so long for anything but not to be seen. */
const longWait = 10 * 60_000;
const mostGates = 100;
const mostNodes = 80;
/** So many nodes or marks that are only looked at are one step. */
const looksAStep = 8;
const asking = new Set<ESTree.Node['type']>([
  'CallExpression',
  'IfStatement',
  'ConditionalExpression',
  'LogicalExpression',
] as const);

const machines =
  /^process\.env\.(?:CI|CONTINUOUS_INTEGRATION|BUILD_NUMBER|BUILD_ID|GITHUB_ACTIONS|GITHUB_WORKSPACE|GITLAB_CI|TRAVIS|CIRCLECI|APPVEYOR|JENKINS_(?:URL|HOME)|TEAMCITY_VERSION|BUILDKITE|TF_BUILD|CODEBUILD_\w{1,40}|DRONE|BITBUCKET_\w{1,40}|VERCEL|NETLIFY|CODESPACES|RUNNER_\w{1,40})$|^mod:(?:is-ci|ci-info\.\w{1,20})$/;

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

/**
 * What holds one of `sites` back until a time has come, for long, or on machines that build; as far as the file's
 * steps go, so that it shows where they ended.
 */
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
  for (const mark of marks) {
    if (!asking.has(mark.node.type)) continue;
    if (gates.length >= mostGates || folder.budget.steps < 0) break;
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
  const first = firstAt(starts, from);
  for (let index = first; index < marks.length && looked < 50; index += 1) {
    const mark = marks[index];
    if ((index - first) % looksAStep === 0) folder.budget.steps -= 1;
    if (folder.budget.steps < 0) break;
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
    if (step % looksAStep === 0) folder.budget.steps -= 1;
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
