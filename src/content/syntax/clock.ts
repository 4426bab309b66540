import type { ESTree } from 'meriyah';
import type { Scope } from './scope.ts';
import { type Folder, isKnown, textOf, unknown, type Value } from './values.ts';

/** In milliseconds, or in seconds: a number as large as this is a date of this century. */
const aDate = 1e9;
const calendar = /^get(?:UTC)?(?:FullYear|Month|Date|Day|Hours|Time)$/;

/** Reads the clock, at the place or in the variable's one value. */
export function isNow(node: ESTree.Node, scope: Scope, folder: Folder): boolean {
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
export function dateOf(
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
