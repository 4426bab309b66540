import type { ESTree } from 'meriyah';
import { operate } from './arithmetic.ts';
import { type Binding, lookUp, type Scope } from './scope.ts';
import {
  type Budget,
  type Folder,
  type Frame,
  growing,
  isKnown,
  itemsOf,
  type Lambda,
  listOf,
  textOf,
  unknown,
  type Value,
} from './values.ts';

/** How a statement ended: with what is to be done next, or with what the function gives back. */
type End = 'next' | 'break' | 'continue' | 'lost' | { readonly value: Value };

interface Running {
  readonly folder: Folder;
  readonly scopeOf: ReadonlyMap<ESTree.Node, Scope>;
  readonly frame: Frame;
}

/** More than a decoder of one text needs; what takes longer is left alone. */
const mostSteps = 20_000;

/**
 * Follows a function of the program: its own variables, conditions and loops. Unknown as soon as it does something
 * that cannot be followed, so that nothing is said that the program does not do.
 */
export function run(
  folder: Folder,
  lambda: Lambda,
  { scope, scopeOf }: { readonly scope: Scope; readonly scopeOf: ReadonlyMap<ESTree.Node, Scope> },
  args: readonly Value[],
): Value {
  const frame: Frame = { values: new Map(), outer: lambda.frame, lost: false };
  const { node } = lambda;
  if (!bindParameters(folder, node.params, scope, frame, args)) return unknown;
  const { body } = node;
  if (body === null || body === undefined) return unknown;
  if (body.type !== 'BlockStatement') return folder.evaluate(body, scope, frame);
  const { steps } = folder.budget;
  // Its own allowance, so that one endless loop does not use up what the rest of the file needs.
  folder.budget.steps = Math.min(steps, mostSteps);
  const allowed = folder.budget.steps;
  const end = block({ folder, scopeOf, frame }, body.body, scope);
  folder.budget.steps = steps - (allowed - Math.max(0, folder.budget.steps));
  if (frame.lost) return unknown;
  if (typeof end === 'object') return end.value;
  return end === 'next' ? undefined : unknown;
}

function bindParameters(
  folder: Folder,
  params: readonly ESTree.Parameter[],
  scope: Scope,
  frame: Frame,
  args: readonly Value[],
): boolean {
  for (const [index, param] of params.entries()) {
    const rest = param.type === 'RestElement';
    const target = param.type === 'AssignmentPattern' ? param.left : rest ? param.argument : param;
    const binding = target.type === 'Identifier' ? scope.names.get(target.name) : undefined;
    if (binding === undefined) return false;
    const given = rest ? listOf(args.slice(index)) : args[index];
    const fallback = param.type === 'AssignmentPattern' && given === undefined ? param.right : undefined;
    frame.values.set(binding, fallback === undefined ? given : folder.evaluate(fallback, scope, frame));
  }
  return true;
}

function block(running: Running, body: readonly ESTree.Statement[], scope: Scope): End {
  for (const statement of body) {
    const end = execute(running, statement, scope);
    if (end !== 'next') return end;
  }
  return 'next';
}

function execute(running: Running, node: ESTree.Statement, scope: Scope): End {
  const { folder, frame, scopeOf } = running;
  folder.budget.steps -= 1;
  if (folder.budget.steps < 0 || frame.lost) return 'lost';
  switch (node.type) {
    case 'VariableDeclaration':
      return declareAll(running, node, scope);
    case 'ExpressionStatement':
      folder.evaluate(node.expression, scope, frame);
      return 'next';
    case 'ReturnStatement':
      return { value: node.argument === null ? undefined : folder.evaluate(node.argument, scope, frame) };
    case 'BlockStatement':
      return block(running, node.body, scopeOf.get(node) ?? scope);
    case 'IfStatement': {
      const test = truth(folder.evaluate(node.test, scope, frame));
      if (test === undefined) return 'lost';
      const branch = test ? node.consequent : node.alternate;
      return branch === null ? 'next' : execute(running, branch, scope);
    }
    case 'ForStatement': {
      const within = scopeOf.get(node) ?? scope;
      if (node.init?.type === 'VariableDeclaration') declareAll(running, node.init, within);
      else if (node.init !== null) folder.evaluate(node.init, within, frame);
      return loop(running, node.test, node.body, node.update, within);
    }
    case 'WhileStatement':
      return loop(running, node.test, node.body, null, scope);
    case 'ForOfStatement':
      return forOf(running, node, scopeOf.get(node) ?? scope);
    case 'BreakStatement':
      return node.label === null ? 'break' : 'lost';
    case 'ContinueStatement':
      return node.label === null ? 'continue' : 'lost';
    case 'FunctionDeclaration':
    case 'EmptyStatement':
      return 'next';
    default:
      return 'lost';
  }
}

function declareAll({ folder, frame }: Running, node: ESTree.VariableDeclaration, scope: Scope): End {
  for (const { id, init } of node.declarations) {
    const binding = id.type === 'Identifier' ? lookUp(scope, id.name) : undefined;
    if (binding === undefined) return 'lost';
    const value = init === null ? undefined : folder.evaluate(init, scope, frame);
    frame.values.set(binding, init?.type === 'ArrayExpression' ? ownList(value, folder.budget) : value);
  }
  return 'next';
}

function ownList(value: Value, budget: Budget): Value {
  const items = itemsOf(value, budget);
  return items === undefined ? unknown : growing([...items]);
}

function loop(
  running: Running,
  test: ESTree.Expression | null,
  body: ESTree.Statement,
  update: ESTree.Expression | null,
  scope: Scope,
): End {
  const { folder, frame } = running;
  for (;;) {
    folder.budget.steps -= 1;
    if (folder.budget.steps < 0 || frame.lost) return 'lost';
    const going = test === null ? true : truth(folder.evaluate(test, scope, frame));
    if (going === undefined) return 'lost';
    if (!going) return 'next';
    const end = execute(running, body, scope);
    if (end === 'break') return 'next';
    if (end !== 'next' && end !== 'continue') return end;
    if (update !== null) folder.evaluate(update, scope, frame);
  }
}

function forOf(running: Running, node: ESTree.ForOfStatement, scope: Scope): End {
  const { folder, frame } = running;
  const items = itemsOf(folder.evaluate(node.right, scope, frame), folder.budget);
  const id = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
  const binding = id?.type === 'Identifier' ? lookUp(scope, id.name) : undefined;
  if (items === undefined || binding === undefined) return 'lost';
  for (const item of items) {
    frame.values.set(binding, item);
    const end = execute(running, node.body, scope);
    if (end === 'break') return 'next';
    if (end !== 'next' && end !== 'continue') return end;
  }
  return 'next';
}

function truth(value: Value): boolean | undefined {
  if (value === unknown || isKnown(value)) return undefined;
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** An assignment inside a function that is followed: to its own variables, or to a place in its own lists. */
export function change(
  folder: Folder,
  node: ESTree.AssignmentExpression | ESTree.UpdateExpression,
  scope: Scope,
  frame: Frame,
): Value {
  const target = node.type === 'UpdateExpression' ? node.argument : node.left;
  if (target.type === 'MemberExpression') return put(folder, node, target, scope, frame);
  const binding = target.type === 'Identifier' ? lookUp(scope, target.name) : undefined;
  const at = binding === undefined ? undefined : holderOf(frame, binding);
  if (binding === undefined || at === undefined) return lost(frame);
  const before = at.values.get(binding);
  if (node.type === 'UpdateExpression') {
    const number = typeof before === 'number' ? before : Number.NaN;
    const after = node.operator === '++' ? number + 1 : number - 1;
    at.values.set(binding, after);
    return node.prefix ? after : number;
  }
  const right = folder.evaluate(node.right, scope, frame);
  const after =
    node.operator === '=' ? right : combined(node.operator, at.values.get(binding), right, folder.budget);
  if (typeof after === 'string') folder.budget.characters -= after.length >> 4;
  at.values.set(binding, folder.budget.characters < 0 ? unknown : after);
  return after;
}

function combined(operator: ESTree.AssignmentOperator, left: Value, right: Value, budget: Budget): Value {
  if (operator === '||=' || operator === '&&=' || operator === '??=') return unknown;
  return operate(operator.slice(0, -1) as ESTree.BinaryOperator, left, right, budget);
}

function holderOf(frame: Frame, binding: Binding): Frame | undefined {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.outer)
    if (at.values.has(binding)) return at;
  return undefined;
}

function put(
  folder: Folder,
  node: ESTree.AssignmentExpression | ESTree.UpdateExpression,
  { object, property, computed }: ESTree.MemberExpression,
  scope: Scope,
  frame: Frame,
): Value {
  const list = folder.evaluate(object, scope, frame);
  const items = typeof list === 'object' && list !== null && list.kind === 'list' ? list.items : undefined;
  const key = computed ? folder.evaluate(property, scope, frame) : unknown;
  const index = typeof key === 'number' ? key : Number(textOf(key, folder.budget) ?? Number.NaN);
  if (items === undefined || node.type === 'UpdateExpression' || !(index >= 0 && index < 20_000))
    return lost(frame);
  const right = folder.evaluate(node.right, scope, frame);
  const after = node.operator === '=' ? right : combined(node.operator, items[index], right, folder.budget);
  while (items.length < index) items.push(undefined);
  items[index] = after;
  return after;
}

/** What it changes belongs to others: nothing that follows from it is certain. */
function lost(frame: Frame): Value {
  frame.lost = true;
  return unknown;
}
