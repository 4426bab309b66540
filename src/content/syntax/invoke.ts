import type { ESTree } from 'meriyah';
import { native } from './natives.ts';
import type { Scope } from './scope.ts';
import {
  type Budget,
  type Folder,
  type Frame,
  isKnown,
  itemsOf,
  textOf,
  unknown,
  type Value,
} from './values.ts';

/** A call with its detours taken out: `call`, `apply`, `bind`, Reflect. */
export interface Invocation {
  readonly target: Value;
  readonly self: Value;
  readonly args: readonly Value[];
  /** Of the arguments, where each has one of its own. */
  readonly nodes: readonly (ESTree.Node | undefined)[];
}

type Called =
  | ESTree.CallExpression
  | ESTree.NewExpression
  | ESTree.TaggedTemplateExpression
  | ESTree.ImportExpression;

/** A list as long as this is no list of arguments. */
const mostArguments = 20_000;
const mostDetours = 4;
const nothing: Invocation = { target: unknown, self: unknown, args: [], nodes: [] };

export function invocationOf(folder: Folder, node: Called, scope: Scope, frame?: Frame): Invocation {
  if (node.type === 'ImportExpression') {
    const args: readonly Value[] = [folder.evaluate(node.source, scope, frame)];
    return {
      target: { kind: 'known', name: 'import', veiled: false },
      self: undefined,
      args,
      nodes: [node.source],
    };
  }
  const { target, self } = targetOf(
    folder,
    node.type === 'TaggedTemplateExpression' ? node.tag : node.callee,
    scope,
    frame,
  );
  if (target === unknown) return nothing;
  if (node.type === 'TaggedTemplateExpression') {
    const args: readonly Value[] = [folder.evaluate(node.quasi, scope, frame)];
    return { target, self, args, nodes: [node.quasi] };
  }
  const args: Value[] = [];
  const nodes: (ESTree.Node | undefined)[] = [];
  for (const one of node.arguments) {
    if (one.type !== 'SpreadElement') {
      args.push(folder.evaluate(one, scope, frame));
      nodes.push(one);
      continue;
    }
    const spread = itemsOf(folder.evaluate(one.argument, scope, frame), folder.budget) ?? [unknown];
    if (args.length + spread.length > mostArguments) return nothing;
    for (const value of spread) {
      args.push(value);
      nodes.push(one.argument);
    }
  }
  return straightened(
    { target, self, args, nodes },
    elementsOf(nodes[1]) ?? elementsOf(nodes[2]),
    folder.budget,
  );
}

function targetOf(
  folder: Folder,
  callee: ESTree.Node,
  scope: Scope,
  frame: Frame | undefined,
): { readonly target: Value; readonly self: Value } {
  if (callee.type === 'ChainExpression' || callee.type === 'ParenthesizedExpression')
    return targetOf(folder, callee.expression, scope, frame);
  if (callee.type !== 'MemberExpression')
    return { target: folder.evaluate(callee, scope, frame), self: undefined };
  return {
    target: folder.evaluate(callee, scope, frame),
    self: folder.evaluate(callee.object, scope, frame),
  };
}

function elementsOf(node: ESTree.Node | undefined): readonly (ESTree.Node | undefined)[] | undefined {
  return node?.type === 'ArrayExpression' ? node.elements.map((one) => one ?? undefined) : undefined;
}

function straightened(
  given: Invocation,
  listed: readonly (ESTree.Node | undefined)[] | undefined,
  budget: Budget,
): Invocation {
  let { target, self, args, nodes } = given;
  for (let detour = 0; detour < mostDetours && isKnown(target); detour += 1) {
    const { name, bound } = target;
    if (bound !== undefined) {
      args = [...bound, ...args];
      nodes = [...bound.map(() => undefined), ...nodes];
      target = { ...target, bound: [] };
    }
    if (name === 'Reflect.apply' || name === 'Reflect.construct') {
      target = veiled(args[0]);
      self = args[1];
      const list = name === 'Reflect.apply' ? args[2] : args[1];
      args = itemsOf(list, budget) ?? [unknown];
      nodes = listed ?? [];
      continue;
    }
    const way = /\.(call|apply)$/.exec(name)?.[1];
    if (way === undefined || self === unknown || !isCallable(self)) break;
    target = self;
    self = args[0];
    args = way === 'call' ? args.slice(1) : (itemsOf(args[1], budget) ?? (args.length < 2 ? [] : [unknown]));
    nodes = way === 'call' ? nodes.slice(1) : (listed ?? []);
  }
  return { target, self, args, nodes };
}

function isCallable(value: Value): boolean {
  return typeof value === 'object' && value !== null && (value.kind === 'known' || value.kind === 'lambda');
}

function veiled(value: Value): Value {
  return isKnown(value) ? { ...value, veiled: true } : value;
}

/** What a call gives back, where that can be made out. */
export function result(folder: Folder, { target, self, args }: Invocation): Value {
  if (isKnown(target)) {
    if (target.name.endsWith('.bind') && isKnown(self))
      return { ...self, bound: [...(self.bound ?? []), ...args.slice(1)] };
    return native(folder, target, self, args);
  }
  if (typeof target !== 'object' || target === null || target.kind !== 'lambda') return unknown;
  if (target.node.async || target.node.generator) return unknown;
  const value = args.includes(unknown) ? unknown : folder.apply(target, args);
  const [module] = args;
  // What a bundler wraps a module with gives, in effect, the module back.
  return value === unknown && isKnown(module) && module.name.startsWith('mod:') ? module : value;
}

/** As a process is told its arguments: texts, those of a list one by one, undefined for what is not known. */
export function flatTexts(
  args: readonly Value[],
  most: number,
  budget: Budget,
): readonly (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  for (const arg of args.slice(0, most)) {
    const list = typeof arg === 'object' && arg !== null && arg.kind === 'list';
    const each: readonly Value[] = list ? (itemsOf(arg, budget) ?? [unknown]) : [arg];
    for (const one of each.slice(0, list ? mostWords : most))
      texts.push(
        one === unknown || typeof one === 'object' ? undefined : textOf(one, budget)?.slice(0, 4_096),
      );
  }
  return texts.slice(0, mostWords);
}

/** Of a command: some tools take their program as the last word of many. */
const mostWords = 24;
