import type { Node } from '@npmcli/arborist';
import { hasCode } from '../errors.ts';
import { loadArborist } from './arborist.ts';
import { lookingOptions } from './looking.ts';
import type { NpmConfig } from './npm.ts';
import { specOf } from './origin.ts';
import { type Recorded, recordedOf } from './today.ts';

/** One entry of a lockfile, told so that it can be compared with one of another lockfile. */
export interface LockfileEntry extends Recorded {
  /** Everything that npm takes from it, but for its place and what only says why it is there. */
  readonly text: string;
  /** What it asks for that no registry is to serve, as `name spec`. */
  readonly exotic: readonly string[];
}

/** By place; undefined where there is no lockfile. Reads the files of this folder alone, and asks nobody. */
export async function lockfileEntries(
  config: Pick<NpmConfig, 'npm' | 'flat'>,
  path: string,
): Promise<ReadonlyMap<string, LockfileEntry> | undefined> {
  const { Arborist } = await loadArborist(config.npm);
  try {
    const tree = await new Arborist({ ...lookingOptions(config), path, ignoreExtension: true }).loadVirtual();
    const nodes = [...tree.inventory.values()].filter((node) => node.location !== '');
    return new Map(nodes.map((node) => [node.location, entryOf(node)]));
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOLOCK') return undefined;
    throw error;
  }
}

function entryOf(node: Node): LockfileEntry {
  const recorded = recordedOf(node);
  const { name, version, resolved, integrity } = recorded;
  const edges = [...node.edgesOut.values()].filter(({ type }) => type !== 'workspace');
  const asks = edges.map((edge) => [edge.name, edge.type, edge.spec] as const).sort(byName);
  const form = [node.isLink ? node.target.location : null, node.inDepBundle === true];
  // Two places with the same bytes are the same wherever they are; without a hash the place is all there is.
  const place = integrity === undefined ? node.location : null;
  return {
    ...recorded,
    text: JSON.stringify([
      name,
      version,
      resolved ?? null,
      integrity ?? null,
      form,
      place,
      asks,
      node.package['bin'] ?? null,
      // Without this word in the lockfile npm runs no script of it.
      node.package['hasInstallScript'] === true,
      node.package['bundleDependencies'] ?? null,
    ]),
    exotic: edges
      .filter((edge) => specOf(edge)?.registry !== true)
      .map(({ name: of, spec }) => `${of} ${spec}`),
  };
}

function byName([left]: readonly [string, ...string[]], [right]: readonly [string, ...string[]]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
