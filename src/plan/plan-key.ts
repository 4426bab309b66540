import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Env, Files } from '../host/host.ts';
import { npqVersion } from '../version.ts';
import type { NpmConfig } from './npm.ts';

/** Raised by hand when a plan is made or written in another way than before. */
const shape = 2;

/** All that arborist reads of a project without workspaces and folders, where the lockfile names everything. */
const projectFiles = ['package.json', 'npm-shrinkwrap.json', 'package-lock.json', 'yarn.lock'];

export interface PlanKeyInput {
  readonly files: Pick<Files, 'readBytes'>;
  readonly env: Pick<Env, 'platform' | 'arch' | 'nodeVersion'>;
  readonly config: NpmConfig;
  readonly verb: string;
  readonly publicRegistries: ReadonlySet<string>;
}

export interface PlanKey {
  /** Everything that the plan of a lockfile depends on, in one hash. Times of files are not among it. */
  readonly key: string;
  /** The project's files as they were hashed. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

export async function planKey(input: PlanKeyInput): Promise<PlanKey> {
  const { files, env, config, verb, publicRegistries } = input;
  const contents = new Map<string, Buffer>();
  const hashes: (readonly [string, string])[] = [];
  for (const name of projectFiles) {
    const bytes = await files.readBytes(join(config.installPath, name));
    if (bytes !== undefined) contents.set(name, bytes);
    hashes.push([name, bytes === undefined ? 'absent' : sha256(bytes)]);
  }
  const { root, version } = config.npm;
  const depends = [
    ...[shape, npqVersion, root, version, verb, config.installPath, config.global, hashes],
    ...[env.platform, env.arch, env.nodeVersion, [...publicRegistries].sort(), config.workspaces],
    // As they were written: what npm makes of them, such as `before` of a minimal age, changes with the hour.
    config.layers.map(({ name, source, data }) => [name, source, [...data].sort(byName)]),
  ];
  return { key: sha256(JSON.stringify(depends)), contents };
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
