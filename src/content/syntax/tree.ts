import type { ESTree } from 'meriyah';

export function childrenOf(node: ESTree.Node): readonly ESTree.Node[] {
  const children: ESTree.Node[] = [];
  collect(node, children);
  return children;
}

/** Names, literals and the like have nothing below them. */
const leaves = new Set<ESTree.Node['type']>([
  'Identifier',
  'Literal',
  'ThisExpression',
  'Super',
  'TemplateElement',
  'PrivateIdentifier',
] as const);

/** Into a list that is used again and again; how many there are. */
export function collect(node: ESTree.Node, into: ESTree.Node[]): number {
  let count = 0;
  if (leaves.has(node.type)) return count;
  const fields: object = node;
  for (const key in fields) {
    const value: unknown = fields[key as keyof typeof fields];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const one of value) if (isNode(one)) into[count++] = one;
    } else if (isNode(value)) into[count++] = value;
  }
  return count;
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

const marked = new Set<ESTree.Node['type']>([
  ...(['CallExpression', 'NewExpression', 'ImportExpression', 'TaggedTemplateExpression'] as const),
  ...(['ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration'] as const),
  ...([
    'BinaryExpression',
    'TemplateLiteral',
    'MemberExpression',
    'Literal',
    'AssignmentExpression',
  ] as const),
  ...(['IfStatement', 'ConditionalExpression', 'LogicalExpression'] as const),
]);

/** Honest code is full of numbers, of plain properties and of sums that are none of texts. */
export function worth(node: ESTree.Node): boolean {
  if (!marked.has(node.type)) return false;
  if (node.type === 'Literal') return typeof node.value === 'string';
  if (node.type === 'MemberExpression') return node.computed && node.property.type !== 'Literal';
  if (node.type === 'BinaryExpression') return node.operator === '+';
  if (node.type === 'ExportNamedDeclaration') return node.source !== null && node.source !== undefined;
  return node.type !== 'AssignmentExpression' || node.left.type === 'MemberExpression';
}
