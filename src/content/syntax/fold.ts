import type { ESTree } from 'meriyah';
import { operate, unary } from './arithmetic.ts';
import { array, conditional, logical, property, template } from './composites.ts';
import { invocationOf, result } from './invoke.ts';
import { memberValue } from './member.ts';
import { native } from './natives.ts';
import { globalNamed, isGlobal, isGlobalObject } from './platform.ts';
import { change, run } from './run.ts';
import { type Binding, lookUp, type Scope } from './scope.ts';
import type { Survey } from './survey.ts';
import {
  type Budget,
  type Folder,
  type Frame,
  isKnown,
  known,
  textOf,
  unknown,
  type Value,
} from './values.ts';
import { added, inOrder, once, overlaid } from './variables.ts';

/** What is asked for more than once, and takes more than a look. */
const keeps = new Set<ESTree.Node['type']>([
  ...([
    'BinaryExpression',
    'CallExpression',
    'NewExpression',
    'MemberExpression',
    'TemplateLiteral',
  ] as const),
  ...([
    'ConditionalExpression',
    'LogicalExpression',
    'ImportExpression',
    'TaggedTemplateExpression',
  ] as const),
]);

/** Further down nothing is made out; the stack of a reader has to be left some room. */
const deepest = 120;
/** A function that so often gave nothing, and never anything, is a helper as honest code has them. */
const mostMisses = 100;

/** Makes expressions out, as far as they are made of constants. */
export function folderFor({ root, scopeOf }: Survey, source: string, budget: Budget): Folder {
  const memo = new Map<ESTree.Node, { readonly value: Value; readonly decoded: boolean }>();
  const misses = new Map<ESTree.Node, number>();
  let shared: Map<string, Value> | undefined;
  let depth = 0;

  const folder: Folder = {
    budget,
    evaluate(node, scope, frame) {
      const kept = frame === undefined && keeps.has(node.type);
      const before = kept ? memo.get(node) : undefined;
      if (before !== undefined) {
        if (before.decoded) budget.decodings += 1;
        return before.value;
      }
      if (kept || frame !== undefined) budget.steps -= 1;
      if (budget.steps < 0 || depth >= deepest) return unknown;
      const { decodings } = budget;
      depth += 1;
      const value = evaluateOne(node, scope, frame);
      depth -= 1;
      if (kept) memo.set(node, { value, decoded: budget.decodings > decodings });
      return value;
    },
    apply(lambda, args) {
      const scope = scopeOf.get(lambda.node);
      const vain = misses.get(lambda.node) ?? 0;
      if (scope === undefined || depth >= deepest || vain > mostMisses) return unknown;
      depth += 1;
      const value = run(folder, lambda, { scope, scopeOf }, args);
      depth -= 1;
      // What has given a text once may always be asked again.
      misses.set(lambda.node, value !== unknown && value !== undefined ? Number.NEGATIVE_INFINITY : vain + 1);
      return value;
    },
    native: (target, args) => native(folder, target, undefined, args),
    member: (of, key, veiled) => {
      if (isKnown(of) && isGlobalObject(of.name) && !isGlobal(String(key)))
        return globalVariable(String(key));
      // Letters that are picked out of a text spell another one.
      if (typeof of === 'string' && typeof key === 'number') budget.decodings += 1;
      return memberValue(of, key, veiled);
    },
  };

  function evaluateOne(node: ESTree.Node, scope: Scope, frame: Frame | undefined): Value {
    switch (node.type) {
      case 'Literal':
        if ('regex' in node) return { kind: 'pattern', source: node.regex.pattern, flags: node.regex.flags };
        return typeof node.value === 'bigint' ? unknown : node.value;
      case 'Identifier':
        return identifier(node, scope, frame);
      case 'TemplateLiteral':
        return template(folder, node, scope, frame);
      case 'BinaryExpression':
        return binary(node, scope, frame);
      case 'UnaryExpression':
        if (node.operator === 'void') return undefined;
        return unary(node.operator, folder.evaluate(node.argument, scope, frame), budget);
      case 'LogicalExpression':
        return logical(folder, node, scope, frame);
      case 'ConditionalExpression':
        return conditional(folder, node, scope, frame);
      case 'SequenceExpression': {
        const last = node.expressions.at(-1);
        return last === undefined ? unknown : folder.evaluate(last, scope, frame);
      }
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        return folder.evaluate(node.expression, scope, frame);
      case 'AwaitExpression':
        return folder.evaluate(node.argument, scope, frame);
      case 'AssignmentExpression':
      case 'UpdateExpression':
        if (frame !== undefined) return change(folder, node, scope, frame);
        return node.type === 'AssignmentExpression' && node.operator === '='
          ? folder.evaluate(node.right, scope)
          : unknown;
      case 'MemberExpression': {
        const key = keyOf(node, scope, frame);
        if (key === undefined) return unknown;
        return folder.member(folder.evaluate(node.object, scope, frame), key, node.computed);
      }
      case 'MetaProperty':
        return node.meta.name === 'import' ? known('import.meta') : unknown;
      case 'ArrayExpression':
        return array(folder, node, scope, frame);
      case 'ObjectExpression':
        return { kind: 'fields', get: (name) => property(folder, node, name, scope, frame) };
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { kind: 'lambda', node, frame };
      case 'CallExpression':
      case 'NewExpression':
      case 'TaggedTemplateExpression':
      case 'ImportExpression':
        return result(folder, invocationOf(folder, node, scope, frame));
      default:
        return unknown;
    }
  }

  function keyOf(node: ESTree.MemberExpression, scope: Scope, frame?: Frame): string | number | undefined {
    if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
    const key = folder.evaluate(node.property, scope, frame);
    return typeof key === 'number' ? key : key === unknown ? undefined : textOf(key, budget);
  }

  function identifier(node: ESTree.Identifier, scope: Scope, frame: Frame | undefined): Value {
    const binding = lookUp(scope, node.name);
    if (binding === undefined) {
      const escaped =
        (node.end ?? 0) - (node.start ?? 0) > node.name.length && source.startsWith('\\', skip(node));
      return isGlobal(node.name) ? globalNamed(node.name, escaped) : globalVariable(node.name);
    }
    for (let at = frame; at !== undefined; at = at.outer)
      if (at.values.has(binding)) return at.values.get(binding);
    return variable(binding, node.start ?? 0, scope);
  }

  /** Where in a name its first escape stands, or past its end. */
  function skip(node: ESTree.Identifier): number {
    const found = source.slice(node.start, node.end).indexOf('\\');
    return found === -1 ? source.length : (node.start ?? 0) + found;
  }

  function globalVariable(name: string): Value {
    const own = root.names.get(`global ${name}`);
    if (own !== undefined && own.writes.length > 0) return variable(own, 0, root);
    shared ??= globalMembers();
    return shared.has(name) ? shared.get(name) : unknown;
  }

  /** `global['r'] = require`: what is put there is a variable of every file. */
  function globalMembers(): Map<string, Value> {
    const found = new Map<string, Value>();
    shared = found;
    for (const whole of ['global', 'globalThis', 'window', 'self'])
      for (const { key, node, scope } of root.names.get(`global ${whole}`)?.members ?? []) {
        const name = typeof key === 'string' ? key : folder.evaluate(key, scope);
        if (typeof name === 'string' && !found.has(name)) found.set(name, veil(folder.evaluate(node, scope)));
      }
    return found;
  }

  function variable(binding: Binding, at: number, from: Scope): Value {
    if (binding.known !== undefined) return binding.known;
    const { writes, fn, value, name } = binding;
    if (fn !== undefined && writes.length === 0) return { kind: 'lambda', node: fn, frame: undefined };
    if (binding.from === 'parameter' && writes.length === 0)
      return name === 'require' || name === 'module' ? known(name) : unknown;
    if (binding.mutated || value === 'busy' || writes.length === 0) return unknown;
    if (value !== undefined) {
      if (value.decoded) budget.decodings += 1;
      return value.of;
    }
    const { decodings } = budget;
    binding.value = 'busy';
    const made = writes.length === 1 ? once(folder, binding) : inOrder(folder, binding, at, from);
    const whole = binding.members.length === 0 ? made : overlaid(folder, binding, made);
    delete binding.value;
    if (writes.length === 1) binding.value = { of: whole, decoded: budget.decodings > decodings };
    return whole;
  }

  /** Along the left side without recursion: texts are split over thousands of lines by honest people, too. */
  function binary(node: ESTree.BinaryExpression, scope: Scope, frame: Frame | undefined): Value {
    const spine: ESTree.BinaryExpression[] = [];
    let left: ESTree.Node = node;
    while (left.type === 'BinaryExpression' && !(frame === undefined && memo.has(left))) {
      spine.push(left);
      left = left.left;
    }
    const { decodings } = budget;
    let value = folder.evaluate(left, scope, frame);
    for (const one of spine.reverse()) {
      if (value !== unknown) {
        budget.steps -= 1;
        const right = budget.steps < 0 ? unknown : folder.evaluate(one.right, scope, frame);
        value =
          one.operator === '+' ? added(folder, value, right) : operate(one.operator, value, right, budget);
      }
      if (frame === undefined) memo.set(one, { value, decoded: budget.decodings > decodings });
    }
    return value;
  }

  return folder;
}

function veil(value: Value): Value {
  return isKnown(value) ? { ...value, veiled: true } : value;
}
