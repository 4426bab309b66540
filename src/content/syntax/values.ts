import type { ESTree } from 'meriyah';
import type { Scope } from './scope.ts';

/** What cannot be made out without running the program. */
export const unknown: unique symbol = Symbol('unknown');

export type Constant = string | number | boolean | null | undefined;

/** Something of the platform, by a name of its own: `require`, `mod:child_process.exec`, `String.fromCharCode`. */
export interface Known {
  readonly kind: 'known';
  readonly name: string;
  /** It was not come by in the way in which honest code does: by a computed name, by an escaped one. */
  readonly veiled: boolean;
  readonly bound?: readonly Value[];
}

export interface List {
  readonly kind: 'list';
  readonly length: number;
  at(index: number): Value;
  /** Of one that a function makes while it is followed, and may change. */
  readonly items?: Value[];
}

export interface Fields {
  readonly kind: 'fields';
  get(name: string): Value;
}

export type FunctionNode =
  | ESTree.FunctionDeclaration
  | ESTree.FunctionExpression
  | ESTree.ArrowFunctionExpression;

export interface Lambda {
  readonly kind: 'lambda';
  readonly node: FunctionNode;
  readonly frame: Frame | undefined;
}

export interface Bytes {
  readonly kind: 'bytes';
  readonly bytes: Buffer;
}

export interface Pattern {
  readonly kind: 'pattern';
  readonly source: string;
  readonly flags: string;
}

export type Value = Constant | Known | List | Fields | Lambda | Bytes | Pattern | typeof unknown;

/** The variables of one call of a function that is being followed. */
export interface Frame {
  readonly values: Map<object, Value>;
  readonly outer: Frame | undefined;
  /** Something was done that cannot be followed. */
  lost: boolean;
}

/** What one file may cost. */
export interface Budget {
  steps: number;
  characters: number;
  /** How often something was decoded, and not only put together. */
  decodings: number;
}

export interface Folder {
  readonly budget: Budget;
  evaluate(node: ESTree.Node, scope: Scope, frame?: Frame): Value;
  /** Unknown where the function does what is not followed. */
  apply(lambda: Lambda, args: readonly Value[]): Value;
  /** What a thing of the platform gives back when it is called with these. */
  native(target: Known, args: readonly Value[]): Value;
  /** What a property of a value is. */
  member(of: Value, key: string | number, veiled: boolean): Value;
}

export function known(name: string, veiled = false): Known {
  return { kind: 'known', name, veiled };
}

export function listOf(items: readonly Value[]): List {
  return { kind: 'list', length: items.length, at: (index) => items[index] };
}

export function growing(items: Value[]): List {
  return {
    kind: 'list',
    get length() {
      return items.length;
    },
    at: (index) => items[index],
    items,
  };
}

export function isKnown(value: Value): value is Known {
  return typeof value === 'object' && value !== null && value.kind === 'known';
}

export function isConstant(value: Value): value is Constant {
  return value !== unknown && (typeof value !== 'object' || value === null);
}

const mostItems = 20_000;
const deepestList = 20;

/** Undefined where it is too long to be gone through. */
export function itemsOf(value: Value, budget: Budget): readonly Value[] | undefined {
  if (typeof value === 'string') return value.length > mostItems ? undefined : [...value];
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'bytes') return value.bytes.length > mostItems ? undefined : [...value.bytes];
  if (value.kind !== 'list' || value.length > mostItems) return undefined;
  budget.steps -= value.length;
  if (budget.steps < 0) return undefined;
  return Array.from({ length: value.length }, (_, index) => value.at(index));
}

/** As `String(x)` would, of constants and lists of them. */
export function textOf(value: Value, budget: Budget, depth = 0): string | undefined {
  if (isConstant(value)) return String(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'bytes') return value.bytes.toString();
  // A list may hold itself.
  if (value.kind !== 'list' || depth > deepestList) return undefined;
  const parts: string[] = [];
  for (const item of itemsOf(value, budget) ?? [unknown]) {
    const part = item === null || item === undefined ? '' : textOf(item, budget, depth + 1);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.join(',');
}

/** Takes the characters from the budget; unknown where there are too few left. */
export function produced(folder: Folder, text: string | undefined): Value {
  if (text === undefined) return unknown;
  folder.budget.characters -= text.length;
  return folder.budget.characters < 0 ? unknown : text;
}
