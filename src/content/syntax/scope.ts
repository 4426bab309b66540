import type { ESTree } from 'meriyah';
import type { FunctionNode, Known, Value } from './values.ts';

/** One step from a value into it, as patterns take it: a property's name, or a key that has to be computed. */
export type Step = string | number | ESTree.Node;

/** One place at which a variable gets a value. */
export interface Write {
  readonly operator: string;
  /** Absent for what is counted up, or gets what a loop hands out. */
  readonly node: ESTree.Node | undefined;
  readonly path: readonly Step[];
  readonly scope: Scope;
  readonly at: number;
  /** The block whose own statement it is, so that it happens once, and in order. */
  readonly straightIn: Scope | undefined;
}

/** `object.key = value`, where the object is a variable. */
export interface MemberWrite {
  readonly key: ESTree.Node | string;
  readonly node: ESTree.Node;
  readonly scope: Scope;
}

export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  readonly from: 'variable' | 'parameter' | 'loop' | 'function' | 'import';
  readonly writes: Write[];
  readonly members: MemberWrite[];
  /** What it holds is changed in place, by push or by an index. */
  mutated: boolean;
  fn?: FunctionNode;
  /** The list that a loop goes through; what it holds is one of the list's at a time. */
  each?: { readonly of: ESTree.Node; readonly scope: Scope };
  known?: Known;
  /** Of the variable outside of every function and loop; `busy` while it is being made out. */
  value?: { readonly of: Value; readonly decoded: boolean } | 'busy';
}

export interface Scope {
  readonly outer: Scope | undefined;
  /** The function that it belongs to. */
  readonly fn: FunctionNode | undefined;
  readonly names: Map<string, Binding>;
}

export function inner(outer: Scope | undefined, fn: FunctionNode | undefined): Scope {
  return { outer, fn, names: new Map() };
}

/** Declared twice, it is one variable still. */
export function declare(scope: Scope, name: string, from: Binding['from']): Binding {
  const there = scope.names.get(name);
  if (there !== undefined) return there;
  const binding: Binding = { name, scope, from, writes: [], members: [], mutated: false };
  scope.names.set(name, binding);
  return binding;
}

/** Deeper than any hand nests; what lies further out is not found. */
const mostScopes = 500;

export function lookUp(scope: Scope, name: string): Binding | undefined {
  let at: Scope | undefined = scope;
  for (let step = 0; at !== undefined && step < mostScopes; step += 1) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
    at = at.outer;
  }
  return undefined;
}

/** Where `var` declares. */
export function functionScope(scope: Scope): Scope {
  let at = scope;
  while (at.outer !== undefined && at.outer.fn === at.fn) at = at.outer;
  return at;
}

export interface Leaf {
  readonly name: string;
  readonly path: readonly Step[];
  readonly fallback?: ESTree.Node;
}

/** The variables of a pattern, and the ways to their values. Patterns deeper than 20 are cut. */
export function leavesOf(pattern: ESTree.Node | null, path: readonly Step[] = []): readonly Leaf[] {
  if (pattern === null || path.length > 20) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [{ name: pattern.name, path }];
    case 'AssignmentPattern':
      return leavesOf(pattern.left, path);
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => {
        if (property.type !== 'Property') return leavesOf(property.argument, [...path, property]);
        return leavesOf(property.value, [...path, keyStep(property)]);
      });
    case 'ArrayPattern':
      return pattern.elements.flatMap((element, index) => leavesOf(element, [...path, index]));
    case 'RestElement':
      return leavesOf(pattern.argument, [...path, pattern]);
    default:
      return [];
  }
}

function keyStep({ key, computed }: ESTree.Property): Step {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return key.value;
  return key;
}
