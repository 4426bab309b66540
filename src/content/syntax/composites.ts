import type { ESTree } from 'meriyah';
import type { Scope } from './scope.ts';
import {
  type Folder,
  type Frame,
  isKnown,
  itemsOf,
  listOf,
  produced,
  textOf,
  unknown,
  type Value,
} from './values.ts';

export function template(
  folder: Folder,
  node: ESTree.TemplateLiteral,
  scope: Scope,
  frame: Frame | undefined,
): Value {
  const parts: string[] = [];
  for (const [index, quasi] of node.quasis.entries()) {
    const expression = node.expressions[index];
    const value =
      expression === undefined ? '' : textOf(folder.evaluate(expression, scope, frame), folder.budget);
    if (value === undefined || quasi.value.cooked === null) return unknown;
    parts.push(quasi.value.cooked, value);
  }
  return produced(folder, parts.join(''));
}

export function logical(
  folder: Folder,
  node: ESTree.LogicalExpression,
  scope: Scope,
  frame: Frame | undefined,
): Value {
  const left = folder.evaluate(node.left, scope, frame);
  if (isKnown(left) && node.operator !== '&&') return left;
  const right = (): Value => folder.evaluate(node.right, scope, frame);
  if (left === unknown) return knownOr(right());
  const truthy = typeof left === 'object' ? left !== null : Boolean(left);
  if (node.operator === '??') return left === null || left === undefined ? right() : left;
  return truthy === (node.operator === '&&') ? right() : left;
}

export function conditional(
  folder: Folder,
  node: ESTree.ConditionalExpression,
  scope: Scope,
  frame: Frame | undefined,
): Value {
  const test = folder.evaluate(node.test, scope, frame);
  const branch = (one: ESTree.Node): Value => folder.evaluate(one, scope, frame);
  if (test === unknown || isKnown(test)) {
    const first = knownOr(branch(node.consequent));
    return first === unknown ? knownOr(branch(node.alternate)) : first;
  }
  return branch((typeof test === 'object' ? test !== null : test) ? node.consequent : node.alternate);
}

export function array(
  folder: Folder,
  node: ESTree.ArrayExpression,
  scope: Scope,
  frame: Frame | undefined,
): Value {
  const { elements } = node;
  const one = (element: ESTree.Node | null | undefined): Value =>
    element === null || element === undefined ? undefined : folder.evaluate(element, scope, frame);
  if (!elements.some((element) => element?.type === 'SpreadElement'))
    return { kind: 'list', length: elements.length, at: (index) => one(elements[index]) };
  const items: Value[] = [];
  for (const element of elements) {
    if (element?.type !== 'SpreadElement') items.push(one(element));
    else {
      const spread = itemsOf(one(element.argument), folder.budget);
      if (spread === undefined) return unknown;
      items.push(...spread);
    }
  }
  return listOf(items);
}

export function property(
  folder: Folder,
  node: ESTree.ObjectExpression,
  name: string,
  scope: Scope,
  frame?: Frame,
): Value {
  folder.budget.steps -= node.properties.length >> 4;
  if (node.properties.length > 5_000) return unknown;
  let value: Value;
  for (const one of node.properties) {
    if (one.type !== 'Property') {
      value = one.type === 'SpreadElement' ? unknown : value;
      continue;
    }
    const plain = !one.computed && one.key.type === 'Identifier';
    const key =
      plain && one.key.type === 'Identifier'
        ? one.key.name
        : textOf(folder.evaluate(one.key, scope, frame), folder.budget);
    if (key === undefined) value = unknown;
    else if (key === name) value = one.kind === 'init' ? folder.evaluate(one.value, scope, frame) : unknown;
  }
  return value;
}

/** One of two is enough where it leads to the platform; texts have to be certain. */
function knownOr(value: Value): Value {
  return isKnown(value) || (typeof value === 'object' && value?.kind === 'lambda') ? value : unknown;
}
