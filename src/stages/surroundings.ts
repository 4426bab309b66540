import { type Folders, ownFolders } from '../config/folders.ts';
import type { Host } from '../host/host.ts';
import { findNpm } from '../plan/find-npm.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { type LoadedNpmConfig, loadNpmConfig } from '../plan/npm-config.ts';
import { requirePlainFiles } from '../plan/project-files.ts';
import { type LoadedAgreements, loadAgreements } from '../trust/agreements.ts';
import { loadOwnWord, type OwnWord } from './settings.ts';

/** What npq's own commands know of where they were called. */
export interface Surroundings {
  readonly npm: NpmInstallation;
  readonly config: LoadedNpmConfig;
  readonly folders: Folders;
  readonly agreements: LoadedAgreements;
  readonly own: OwnWord;
}

export async function ownSurroundings(host: Host): Promise<Surroundings> {
  const npm = await findNpm(host, host.env.cwd);
  await requirePlainFiles(host, undefined);
  const config = await loadNpmConfig(host, npm, ['install']);
  const folders = await ownFolders(host, config.localPrefix);
  const [agreements, own] = await Promise.all([
    loadAgreements(host, folders),
    loadOwnWord(host, npm, folders, {}),
  ]);
  return { npm, config, folders, agreements, own };
}
