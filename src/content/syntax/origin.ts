import type { ESTree } from 'meriyah';
import { lookUp, type Scope } from './scope.ts';
import { collect } from './tree.ts';
import { type Folder, isKnown, unknown } from './values.ts';

const decoders =
  /^(?:atob|unescape|String\.from(?:CharCode|CodePoint)|Buffer(?:\.from)?|Buffer\.prototype\.toString|TextDecoder\b.{0,40}|mod:crypto\.(?:create|public|private)?[dD]ecipher\w{0,4}|mod:crypto\.(?:public|private)Decrypt|mod:zlib\.\w{1,30})$/;
/** Of a value that is not known, by the name of what is called: deciphers, streams and helpers of that kind. */
const decodes =
  /^(?:decipher|decrypt|decode|inflate|gunzip|unzip|ungzip|brotliDecompress|deobfuscate|xor)(?:Sync|Raw\w*|Str(?:ing)?|Base64|Data|Payload|Code)?$/i;

/** Of a function that gives the value back: it makes letters out of numbers, or bytes out of a text. */
const remakes = /^(?:fromCharCode|fromCodePoint|atob|unescape|createDecipheriv)$/;
/** npm hands package.json to its scripts; whoever takes code from there lets two files tell what neither does. */
const ownWords = /^process\.env\.npm_package_(?!name$|version$|json$)/;

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
        decoded ||= typeof target === 'object' && target?.kind === 'lambda' && remade(target.node);
        decoded ||= one.arguments.some((each) => isFunction(each) && remade(each));
        // A decoder that is handed to what goes through a list.
        decoded ||= one.arguments.some((each) => each.type === 'Identifier' && each.name === 'atob');
        if (one.callee.type === 'MemberExpression' && target === unknown) add(one.callee.object);
        else if (isKnown(target) && target.name.startsWith('mod:path'))
          add(...one.arguments.slice(one.arguments.length > 1 ? 1 : 0));
        else if (isKnown(target) || one.arguments.length > 0) add(...one.arguments);
        if (target === unknown && one.callee.type !== 'MemberExpression' && one.arguments.length === 0)
          parts.add(`${one.start}`);
        break;
      }
      case 'MemberExpression': {
        const value = folder.evaluate(one, next.scope);
        decoded ||= isKnown(value) && ownWords.test(value.name);
        add(one.object);
        if (one.computed) add(one.property);
        break;
      }
      default:
        parts.add(one.type === 'ThisExpression' ? 'this' : `${one.start}`);
    }
  }
  if (stack.length > 0) parts.add('more').add('and more');
  return { decoded, parts: parts.size };
}

function isFunction(node: ESTree.Node): boolean {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
}

/** Whatever a function is called, letters that it puts together number by number were taken apart by somebody. */
function remade(fn: ESTree.Node): boolean {
  const nodes: ESTree.Node[] = [fn];
  const children: ESTree.Node[] = [];
  for (let step = 0; step < mostNodes; step += 1) {
    const node = nodes.pop();
    if (node === undefined) return false;
    if (node.type === 'BinaryExpression' && node.operator === '^') return true;
    if (node.type === 'MemberExpression' && remakes.test(propertyName(node) ?? '')) return true;
    if (node.type === 'Identifier' && remakes.test(node.name)) return true;
    if (node.type === 'CallExpression' && node.arguments.some(isEncoding) && isFrom(node.callee)) return true;
    const count = collect(node, children);
    nodes.push(...children.slice(0, count));
  }
  return false;
}

function isEncoding(node: ESTree.Node): boolean {
  return node.type === 'Literal' && (node.value === 'hex' || node.value === 'base64');
}

function isFrom(callee: ESTree.Node): boolean {
  return callee.type === 'MemberExpression' && propertyName(callee) === 'from';
}

function propertyName({ property, computed }: ESTree.MemberExpression): string | undefined {
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}
