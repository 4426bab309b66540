import type { ESTree } from 'meriyah';
import {
  type Binding,
  declare,
  functionScope,
  inner,
  leavesOf,
  lookUp,
  type Scope,
  type Write,
} from './scope.ts';
import { collect, worth } from './tree.ts';
import { type FunctionNode, known } from './values.ts';

/** A node that says something, with the scope in which its names are looked up. */
export type Mark = Readonly<{ node: ESTree.Node; scope: Scope }>;

export interface Survey {
  readonly root: Scope;
  /** In the order of the source, what is outside before what is in it. */
  readonly marks: readonly Mark[];
  /** Of functions, blocks and loops: the scope of what is in them. */
  readonly scopeOf: ReadonlyMap<ESTree.Node, Scope>;
}

const enters = new Set<ESTree.Node['type']>([
  ...(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'BlockStatement'] as const),
  ...(['CatchClause', 'ForStatement', 'SwitchStatement', 'ForInStatement', 'ForOfStatement'] as const),
  ...(['ClassDeclaration', 'VariableDeclaration', 'ImportDeclaration'] as const),
  ...(['AssignmentExpression', 'UpdateExpression', 'CallExpression'] as const),
]);

const changers = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse'],
  ...['fill', 'copyWithin', 'set', 'write'],
]);

interface Step {
  readonly node: ESTree.Node;
  readonly scope: Scope;
  /** The block whose own statement this is. */
  readonly straightIn: Scope | undefined;
}

interface Walk {
  readonly root: Scope;
  readonly marks: Mark[];
  readonly scopeOf: Map<ESTree.Node, Scope>;
  /** Names are looked up once everything is declared. */
  readonly later: (() => void)[];
}

/** One pass over a program, without recursion: what is declared, what is written, and what is worth a look. */
export function survey(program: ESTree.Program): Survey {
  const root = inner(undefined, undefined);
  const walk: Walk = { root, marks: [], scopeOf: new Map(), later: [] };
  // Three stacks side by side: an object for each of some 10^5 nodes would cost as much as all the rest.
  const nodes: ESTree.Node[] = [program];
  const scopes: Scope[] = [root];
  const straights: (Scope | undefined)[] = [undefined];
  const children: ESTree.Node[] = [];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const scope = scopes.pop() ?? root;
    const straight = straights.pop();
    if (worth(node)) walk.marks.push({ node, scope });
    const within = enters.has(node.type) ? enter({ node, scope, straightIn: straight }, walk) : scope;
    if (within !== scope) walk.scopeOf.set(node, within);
    const block = node.type === 'Program' || node.type === 'BlockStatement';
    const through = node.type === 'ExpressionStatement' || node.type === 'VariableDeclaration';
    const straightIn = block ? within : through ? straight : undefined;
    const count = collect(node, children);
    for (let at = count - 1; at >= 0; at -= 1) {
      const child = children[at];
      if (child === undefined) continue;
      nodes.push(child);
      scopes.push(within);
      straights.push(straightIn);
    }
  }
  for (const act of walk.later) act();
  return walk;
}

/** The scope of a node's children. */
function enter(step: Step, walk: Walk): Scope {
  const { node, scope } = step;
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return enterFunction(node, scope);
    case 'BlockStatement':
      // The body of a function shares the scope of its parameters.
      return scope.fn?.body === node ? scope : inner(scope, scope.fn);
    case 'CatchClause': {
      const within = inner(scope, scope.fn);
      for (const leaf of leavesOf(node.param)) declare(within, leaf.name, 'parameter');
      return within;
    }
    case 'ForStatement':
    case 'SwitchStatement':
      return inner(scope, scope.fn);
    case 'ForInStatement':
    case 'ForOfStatement': {
      const within = inner(scope, scope.fn);
      const left = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : undefined;
      for (const leaf of leavesOf(left ?? null)) {
        const binding = declare(within, leaf.name, 'loop');
        binding.writes.push(handed(within, node.start ?? 0));
        if (leaf.path.length === 0) binding.each = { of: node.right, scope };
      }
      return within;
    }
    case 'ClassDeclaration':
      if (node.id !== null) declare(scope, node.id.name, 'function').mutated = true;
      return scope;
    case 'VariableDeclaration':
      declareVariables(step, node);
      return scope;
    case 'ImportDeclaration':
      declareImports(node, scope);
      return scope;
    case 'AssignmentExpression':
      assign(step, node, walk);
      return scope;
    case 'UpdateExpression': {
      const { argument } = node;
      if (argument.type === 'Identifier') write(walk, scope, argument.name, handed(scope, node.start ?? 0));
      return scope;
    }
    case 'CallExpression':
      enterCall(node, scope, walk);
      return scope;
    default:
      return scope;
  }
}

function handed(scope: Scope, at: number): Write {
  return { operator: '?', node: undefined, path: [], scope, at, straightIn: undefined };
}

function enterFunction(node: FunctionNode, scope: Scope): Scope {
  const within = inner(scope, node);
  for (const param of node.params)
    for (const leaf of leavesOf(param)) declare(within, leaf.name, 'parameter');
  if (node.type === 'FunctionDeclaration' && node.id !== null)
    declare(scope, node.id.name, 'function').fn ??= node;
  if (node.type === 'FunctionExpression' && node.id !== null && !within.names.has(node.id.name))
    declare(within, node.id.name, 'function').fn = node;
  return within;
}

function declareVariables({ scope, straightIn }: Step, node: ESTree.VariableDeclaration): void {
  const where = node.kind === 'var' ? functionScope(scope) : scope;
  for (const { id, init } of node.declarations) {
    for (const { name, path } of leavesOf(id)) {
      const binding = declare(where, name, 'variable');
      if (init === null) continue;
      binding.writes.push({ operator: '=', node: init, path, scope, at: init.start ?? 0, straightIn });
    }
  }
}

function declareImports(node: ESTree.ImportDeclaration, scope: Scope): void {
  const module = moduleName(node.source.value);
  for (const specifier of node.specifiers) {
    const binding = declare(scope, specifier.local.name, 'import');
    const imported = specifier.type === 'ImportSpecifier' ? specifier.imported : undefined;
    const key = imported?.type === 'Identifier' ? imported.name : imported?.value;
    binding.known = known(key === undefined || key === 'default' ? module : `${module}.${key}`);
  }
}

/** How a loaded module is called among known things: one name for `fs` and `node:fs`. */
export function moduleName(specifier: string): string {
  return `mod:${specifier.replace(/^node:/, '').slice(0, 200)}`;
}

function assign({ scope, straightIn }: Step, node: ESTree.AssignmentExpression, walk: Walk): void {
  const { left, right, operator } = node;
  const at = node.start ?? 0;
  if (left.type === 'MemberExpression') {
    const { object, property, computed } = left;
    if (object.type !== 'Identifier') return;
    const key = !computed && property.type === 'Identifier' ? property.name : property;
    walk.later.push(() => {
      const binding = find(walk, scope, object.name);
      if (operator === '=') binding.members.push({ key, node: right, scope });
      else binding.mutated = true;
    });
    return;
  }
  for (const { name, path } of leavesOf(left))
    write(walk, scope, name, { operator, node: right, path, scope, at, straightIn });
}

function write(walk: Walk, scope: Scope, name: string, one: Write): void {
  walk.later.push(() => find(walk, scope, name).writes.push(one));
}

/** What nobody declares belongs to everybody. */
function find(walk: Walk, scope: Scope, name: string): Binding {
  return lookUp(scope, name) ?? declare(walk.root, `global ${name}`, 'variable');
}

/** A function that is called where it stands gets what stands beside it; so does what waits for an import. */
function enterCall(node: ESTree.CallExpression, scope: Scope, walk: Walk): void {
  const { callee, arguments: args } = node;
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
    const method = callee.property.name;
    const { object } = callee;
    if (changers.has(method) && object.type === 'Identifier')
      walk.later.push(() => change(find(walk, scope, object.name), 0));
    if (isFunction(object) && method === 'call') hand(object, args.slice(1), scope, walk);
    const then = args[0];
    if (method === 'then' && object.type === 'ImportExpression' && isFunction(then))
      hand(then, [{ type: 'AwaitExpression', argument: object }], scope, walk);
  }
  if (isFunction(callee)) hand(callee, args, scope, walk);
}

function isFunction(node: ESTree.Node | undefined): node is FunctionNode {
  return node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression';
}

function hand(fn: FunctionNode, args: readonly ESTree.Node[], scope: Scope, walk: Walk): void {
  walk.later.push(() => {
    const within = walk.scopeOf.get(fn);
    for (const [index, param] of fn.params.entries()) {
      const node = args[index];
      if (node === undefined || args.slice(0, index + 1).some((one) => one.type === 'SpreadElement')) return;
      for (const { name, path } of leavesOf(param)) {
        const at = fn.start ?? 0;
        within?.names.get(name)?.writes.push({ operator: '=', node, path, scope, at, straightIn: undefined });
      }
    }
  });
}

/** Through the parameter that a list was handed over as, to the list. */
function change(binding: Binding, hop: number): void {
  binding.mutated = true;
  const [only] = binding.writes;
  if (hop > 8 || only?.node?.type !== 'Identifier') return;
  const source = lookUp(only.scope, only.node.name);
  if (source !== undefined && !source.mutated) change(source, hop + 1);
}
