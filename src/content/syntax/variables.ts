import { operate } from './arithmetic.ts';
import type { Binding, Scope, Step } from './scope.ts';
import { type Folder, itemsOf, listOf, textOf, unknown, type Value } from './values.ts';

export function once(folder: Folder, { writes: [only] }: Binding): Value {
  if (only?.node === undefined || only.operator !== '=') return unknown;
  return follow(folder, folder.evaluate(only.node, only.scope), only.path, only.scope);
}

/** `let s = 'child'; s += '_process';` where each happens once, one after the other. */
export function inOrder(folder: Folder, { writes, scope }: Binding, at: number, from: Scope): Value {
  const straight = writes.every((write) => write.straightIn === scope && write.node !== undefined);
  if (!straight || writes.length > 1_000) return unknown;
  let value: Value;
  folder.budget.steps -= writes.length;
  for (const { operator, node, path, at: written, scope: where } of writes) {
    if (from.fn === scope.fn && written > at) break;
    if (node === undefined) return unknown;
    const right = follow(folder, folder.evaluate(node, where), path, where);
    if (operator === '=') value = right;
    else if (operator === '+=') value = added(folder, value, right);
    else return unknown;
  }
  return value;
}

/** A sum of texts shares what it is made of: only what is added costs. */
export function added(folder: Folder, left: Value, right: Value): Value {
  const made = operate('+', left, right, folder.budget);
  if (typeof made === 'string') folder.budget.characters -= typeof right === 'string' ? right.length : 8;
  return folder.budget.characters < 0 ? unknown : made;
}

function follow(folder: Folder, value: Value, path: readonly Step[], scope: Scope): Value {
  let at = value;
  for (const step of path) {
    if (typeof step === 'object' && (step.type === 'RestElement' || step.type === 'SpreadElement'))
      return unknown;
    const key = typeof step === 'object' ? folder.evaluate(step, scope) : step;
    if (typeof key !== 'string' && typeof key !== 'number') return unknown;
    at = folder.member(at, key, false);
  }
  return at;
}

/** With what is put into it afterwards, as long as each place gets one thing. */
export function overlaid(folder: Folder, { members }: Binding, base: Value): Value {
  folder.budget.steps -= members.length;
  if (members.length > 1_000) return unknown;
  const put = new Map<string, Value | typeof unknown>();
  for (const { key, node, scope } of members) {
    const name = typeof key === 'string' ? key : textOf(folder.evaluate(key, scope), folder.budget);
    if (name === undefined) return unknown;
    put.set(name, put.has(name) ? unknown : folder.evaluate(node, scope));
  }
  if (typeof base === 'object' && base !== null && base.kind === 'fields')
    return { kind: 'fields', get: (name) => (put.has(name) ? put.get(name) : base.get(name)) };
  if (typeof base !== 'object' || base === null || base.kind !== 'list') return base;
  const items = [...(itemsOf(base, folder.budget) ?? [])];
  for (const [name, value] of put) {
    if (!/^\d{1,4}$/.test(name)) return unknown;
    items[Number(name)] = value;
  }
  return listOf(Array.from(items));
}
