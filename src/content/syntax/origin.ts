import type { ESTree } from 'meriyah';
import { lookUp, type Scope } from './scope.ts';
import { type Folder, isKnown, unknown } from './values.ts';

const decoders =
  /^(?:atob|unescape|String\.from(?:CharCode|CodePoint)|Buffer(?:\.from)?|Buffer\.prototype\.toString|TextDecoder\b.{0,40}|mod:crypto\.(?:create|public|private)?[dD]ecipher\w{0,4}|mod:crypto\.(?:public|private)Decrypt|mod:zlib\.\w{1,30})$/;
/** Of a value that is not known, by the name of what is called: deciphers, streams and helpers of that kind. */
const decodes =
  /^(?:decipher|decrypt|decode|inflate|gunzip|unzip|ungzip|brotliDecompress|deobfuscate|xor)(?:Sync|Raw\w*|Str(?:ing)?|Base64|Data|Payload|Code)?$/i;

export interface Origin {
  readonly decoded: boolean;
  /** How many things are only known when it runs: variables, results, properties. */
  readonly parts: number;
}

/** Nodes that one argument is followed through: what takes more is an expression in any case. */
const mostNodes = 300;

/** What an argument is made of that cannot be made out. */
export function originOf(folder: Folder, node: ESTree.Node, scope: Scope): Origin {
  const parts = new Set<string>();
  const seen = new Set<object>();
  let decoded = false;
  const stack: { readonly node: ESTree.Node; readonly scope: Scope }[] = [{ node, scope }];
  for (let step = 0; step < mostNodes; step += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    if (folder.evaluate(next.node, next.scope) !== unknown && next.node !== node) continue;
    const add = (...nodes: readonly ESTree.Node[]): void => {
      for (const one of nodes) stack.push({ node: one, scope: next.scope });
    };
    const one = next.node;
    switch (one.type) {
      case 'Identifier': {
        const binding = lookUp(next.scope, one.name);
        const writes = binding?.from === 'variable' ? binding.writes : [];
        if (binding === undefined || writes.length === 0 || seen.has(binding)) {
          if (binding === undefined || !seen.has(binding)) parts.add(one.name);
          break;
        }
        seen.add(binding);
        if (writes.some((write) => write.node === undefined)) parts.add(one.name);
        for (const write of writes.slice(0, 20))
          if (write.node !== undefined) stack.push({ node: write.node, scope: write.scope });
        break;
      }
      case 'BinaryExpression':
        decoded ||= one.operator === '^';
        add(one.left, one.right);
        break;
      case 'LogicalExpression':
        add(one.left, one.right);
        break;
      case 'ConditionalExpression':
        add(one.consequent, one.alternate);
        break;
      case 'TemplateLiteral':
        add(...one.expressions);
        break;
      case 'AwaitExpression':
      case 'SpreadElement':
        add(one.argument);
        break;
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        add(one.expression);
        break;
      case 'AssignmentExpression':
        add(one.right);
        break;
      case 'ArrayExpression':
        for (const element of one.elements) if (element !== null) add(element);
        break;
      case 'SequenceExpression': {
        const last = one.expressions.at(-1);
        if (last !== undefined) add(last);
        break;
      }
      case 'CallExpression':
      case 'NewExpression': {
        const target = folder.evaluate(one.callee, next.scope);
        const method = one.callee.type === 'MemberExpression' ? propertyName(one.callee) : undefined;
        const name = method ?? (one.callee.type === 'Identifier' ? one.callee.name : '');
        decoded ||= isKnown(target) ? decoders.test(target.name) : decodes.test(name);
        if (one.callee.type === 'MemberExpression' && target === unknown) add(one.callee.object);
        else if (isKnown(target) && target.name.startsWith('mod:path'))
          add(...one.arguments.slice(one.arguments.length > 1 ? 1 : 0));
        else if (isKnown(target) || one.arguments.length > 0) add(...one.arguments);
        if (target === unknown && one.callee.type !== 'MemberExpression' && one.arguments.length === 0)
          parts.add(`${one.start}`);
        break;
      }
      case 'MemberExpression':
        add(one.object);
        if (one.computed) add(one.property);
        break;
      default:
        parts.add(one.type === 'ThisExpression' ? 'this' : `${one.start}`);
    }
  }
  if (stack.length > 0) parts.add('more').add('and more');
  return { decoded, parts: parts.size };
}

function propertyName({ property, computed }: ESTree.MemberExpression): string | undefined {
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}
