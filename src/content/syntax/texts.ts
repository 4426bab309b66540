import type { ESTree } from 'meriyah';
import { most, type Reading, reveal } from './reading.ts';
import { lookUp, type Scope } from './scope.ts';
import { type Folder, isKnown, itemsOf } from './values.ts';

export function literal({ findings, source, plain }: Reading, value: string, node: ESTree.Node): void {
  const at = node.start ?? 0;
  const raw = value.length + 2 < (node.end ?? 0) - at ? source.slice(at, node.end) : '';
  if (/\\(?:x[2-7]|u00[2-7]|u\{0{0,4}[2-7])/.test(raw)) {
    reveal(findings, value, at, 'decoding');
    return;
  }
  plain.add(value);
  if (findings.literals.size >= most.literals) findings.incomplete = true;
  else if (!findings.literals.has(value.slice(0, most.cut)))
    findings.literals.set(value.slice(0, most.cut), at);
}

/** A text that an expression comes to, unless it stands in the source as it is. */
export function made(reading: Reading, node: ESTree.Node, scope: Scope): boolean {
  const { folder, findings } = reading;
  const at = node.start ?? 0;
  if (at < reading.done || node.type === 'Literal' || node.type === 'Identifier') return false;
  const { decodings } = folder.budget;
  const value = folder.evaluate(node, scope);
  if (typeof value !== 'string') return false;
  reading.done = node.end ?? 0;
  const by = folder.budget.decodings > decodings ? 'decoding' : 'joining';
  if (!isPath(folder, node, scope, value)) reveal(findings, value, at, by);
  else if (findings.paths.length < most.found) findings.paths.push({ value: value.slice(0, most.cut), at });
  return true;
}

const mostTurns = 32;

/** `for (const parts of names) … parts.join('')`: each list of pieces is a name, and none of them stands anywhere. */
export function madeInTurn(reading: Reading, node: ESTree.CallExpression, scope: Scope): void {
  const { callee, arguments: args } = node;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
  const [by] = args;
  if (callee.property.name !== 'join' || by?.type !== 'Literal' || by.value !== '') return;
  const binding = callee.object.type === 'Identifier' ? lookUp(scope, callee.object.name) : undefined;
  if (binding?.each === undefined) return;
  const { folder, findings } = reading;
  const items = itemsOf(folder.evaluate(binding.each.of, binding.each.scope), folder.budget) ?? [];
  for (const item of items.slice(0, mostTurns)) {
    const pieces = itemsOf(item, folder.budget);
    if (pieces !== undefined && pieces.length > 1 && pieces.every((one) => typeof one === 'string'))
      reveal(findings, pieces.join(''), node.start ?? 0, 'joining');
  }
}

/** What path.join gives, or what begins at the file's own folder or the home directory. */
function isPath(folder: Folder, node: ESTree.Node, scope: Scope, value: string): boolean {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const callee = folder.evaluate(node.callee, scope);
    return isKnown(callee) && /^(?:mod:path(?:\.|$)|URL$|mod:url\.)/.test(callee.name);
  }
  if (!/^[.~]\//.test(value)) return false;
  let first: ESTree.Node = node;
  while (first.type === 'BinaryExpression') first = first.left;
  return (
    first.type !== 'Literal' && (first.type !== 'TemplateLiteral' || first.quasis[0]?.value.cooked === '')
  );
}

/** Where the whole cannot be made out, neighbours that can. */
export function fragments(
  reading: Reading,
  node: ESTree.BinaryExpression | ESTree.TemplateLiteral,
  scope: Scope,
): void {
  const at = node.start ?? 0;
  // The left parts of a chain begin where it does, and were seen with it.
  const seen = node.type === 'BinaryExpression' && at === reading.chained;
  if (node.type === 'BinaryExpression') reading.chained = at;
  if (seen || made(reading, node, scope) || at < reading.done) return;
  const parts = node.type === 'TemplateLiteral' ? templateParts(node) : chain(node);
  let run: string[] = [];
  let pieces = 0;
  const flush = (): void => {
    if (pieces > 1) reveal(reading.findings, run.join(''), at, 'joining');
    run = [];
    pieces = 0;
  };
  for (const part of parts) {
    const value = typeof part === 'string' ? part : reading.folder.evaluate(part, scope);
    if (typeof value !== 'string') flush();
    else if (value !== '') {
      run.push(value);
      pieces += 1;
    }
  }
  flush();
}

function templateParts({ quasis, expressions }: ESTree.TemplateLiteral): readonly (string | ESTree.Node)[] {
  return quasis.flatMap((quasi, index) => {
    const expression = expressions[index];
    const text = quasi.value.cooked ?? '';
    return expression === undefined ? [text] : [text, expression];
  });
}

function chain(node: ESTree.BinaryExpression): readonly ESTree.Node[] {
  const parts: ESTree.Node[] = [];
  let left: ESTree.Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    parts.push(left.right);
    left = left.left;
  }
  return [...parts, left].reverse();
}
