import type { Host } from '../host/host.ts';
import { lookingOptions } from '../plan/looking.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { loadNpmConfig } from '../plan/npm-config.ts';

/**
 * What npq keeps is the user's, for all projects: the .npmrc of the one that npq happens to be called in may
 * name no registry, no proxy and no certificate for it. `folder` is npq's own.
 */
export async function ownNpmOptions(
  host: Host,
  npm: NpmInstallation,
  folder: string,
): Promise<Readonly<Record<string, unknown>>> {
  const elsewhere = { ...host, env: { ...host.env, cwd: folder } };
  return lookingOptions(await loadNpmConfig(elsewhere, npm, ['config']));
}
