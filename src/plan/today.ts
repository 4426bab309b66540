import type { Node } from '@npmcli/arborist';
import type { PackageId } from '../model/package-id.ts';

/** One place of today's lockfile, or of the tree on disk where there is none. */
export interface Recorded extends PackageId {
  readonly integrity: string | undefined;
  readonly resolved: string | undefined;
}

/** Copied out before arborist builds on it, and with the nodes themselves: what is still there stays locked. */
export interface Today {
  readonly from: 'lockfile' | 'disk';
  /** Where npm has no lockfile of its own, it follows a yarn.lock for what it resolves anew. */
  readonly followsYarn: boolean;
  readonly places: ReadonlyMap<string, Recorded>;
  readonly nodes: ReadonlySet<Node>;
}

export const nothing: Today = { from: 'disk', followsYarn: false, places: new Map(), nodes: new Set() };

export function record(tree: Node, from: Today['from']): Today {
  const nodes = [...tree.inventory.values()].filter((node) => node.parent !== null);
  return {
    from,
    followsYarn: from === 'disk' && (tree.meta?.yarnLock?.entries?.size ?? 0) > 0,
    places: new Map(nodes.map((node) => [node.location, recordedOf(node)])),
    nodes: new Set(nodes),
  };
}

export function recordedOf(node: Node): Recorded {
  return {
    name: node.packageName ?? node.name,
    version: node.version,
    integrity: node.integrity ?? undefined,
    resolved: node.resolved ?? undefined,
  };
}

/** Taken over from today, without asking the registry. */
export function isLocked(node: Node, today: Today): boolean {
  const recorded = today.places.get(node.location);
  return today.nodes.has(node) && recorded !== undefined && recorded.version === node.version;
}

/** Found in node_modules where there is no lockfile: npm leaves it as it is. */
export function isOnDisk(node: Node, today: Today): boolean {
  return today.from === 'disk' && isLocked(node, today);
}
