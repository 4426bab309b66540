import type { Node } from '@npmcli/arborist';

export type ShortestPaths = ReadonlyMap<Node, readonly Node[]>;

/** For every node a shortest way to it from the root, by breadth; the root itself is on none. */
export function shortestPaths(root: Node): ShortestPaths {
  const paths = new Map<Node, readonly Node[]>();
  const queue: { readonly node: Node; readonly path: readonly Node[] }[] = [{ node: root.target, path: [] }];
  for (const { node, path } of queue) {
    for (const { to } of node.edgesOut.values()) {
      if (!to || paths.has(to)) continue;
      const longer = [...path, to];
      paths.set(to, longer);
      // What a link leads to has its dependencies; the link itself has none.
      queue.push({ node: to.target, path: longer });
    }
  }
  return paths;
}
