import { exitCodes } from '../cli/exit-codes.ts';
import { type Folders, ownFolders } from '../config/folders.ts';
import { NpqError } from '../errors.ts';
import { databasePath } from '../evidence/advisories/database/place.ts';
import { databaseStatus } from '../evidence/advisories/database/status.ts';
import { updateDatabase } from '../evidence/advisories/database/update.ts';
import { DumpRefused } from '../evidence/advisories/database/whole.ts';
import { createHttp } from '../evidence/http.ts';
import type { Host } from '../host/host.ts';
import type { DatabaseStatus } from '../model/database-status.ts';
import { findNpm } from '../plan/find-npm.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { loadNpmConfig } from '../plan/npm-config.ts';
import { requirePlainFiles } from '../plan/project-files.ts';
import { renderDatabaseStatus, renderDatabaseStatusJson, renderDatabaseUpdate } from '../report/database.ts';
import { startProgress } from '../report/progress.ts';
import { npqVersion } from '../version.ts';
import { ownNpmOptions } from './own-npm-options.ts';
import { loadOwnWord } from './settings.ts';

/** `npq db update`. Answers the exit code. */
export async function updateAdvisories(host: Host): Promise<number> {
  const { npm, folders } = await surroundings(host);
  const path = databasePath(folders);
  if (path === undefined || folders.cache === undefined) throw nowhereToKeep();
  const { settings } = await loadOwnWord(host, npm, folders, {});
  const { services, advisoryMaxAgeDays: maxAgeDays } = settings;
  const options = await ownNpmOptions(host, npm, folders.cache);
  const http = createHttp({ npm: options, userAgent: `npq/${npqVersion}`, clock: host.clock });
  const progress = startProgress(host.terminal, host.clock);
  try {
    const steps = { stage: progress.stage, count: progress.bar };
    const { files, clock } = host;
    const service = services['osv-dump'];
    const updated = await updateDatabase({ files, clock, http, service, path, steps });
    const now = clock.now();
    // Read from end to end, as whoever asks for its status would.
    const status = await databaseStatus(files, path, { now, maxAgeDays });
    progress.stop();
    host.terminal.out(renderDatabaseUpdate(updated, status, now));
    return exitCodeOf(status);
  } catch (error) {
    if (!(error instanceof DumpRefused)) throw error;
    throw notUpdated(services['osv-dump'].name, error);
  } finally {
    progress.stop();
  }
}

/** `npq db status`. Zero only where the database would answer. */
export async function showAdvisories(host: Host, json: boolean): Promise<number> {
  const { npm, folders } = await surroundings(host);
  const { settings } = await loadOwnWord(host, npm, folders, {});
  const { advisoryMaxAgeDays: maxAgeDays } = settings;
  const now = host.clock.now();
  const status = await databaseStatus(host.files, databasePath(folders), { now, maxAgeDays });
  host.terminal.out(json ? renderDatabaseStatusJson(status, npqVersion) : renderDatabaseStatus(status, now));
  return exitCodeOf(status);
}

function exitCodeOf({ state }: DatabaseStatus): number {
  return state === 'usable' ? exitCodes.passed.code : exitCodes.incomplete.code;
}

async function surroundings(host: Host): Promise<{ npm: NpmInstallation; folders: Folders }> {
  const npm = await findNpm(host, host.env.cwd);
  await requirePlainFiles(host, undefined);
  const { localPrefix } = await loadNpmConfig(host, npm, ['config']);
  return { npm, folders: await ownFolders(host, localPrefix) };
}

function nowhereToKeep(): NpqError {
  return new NpqError('state-unwritable', {
    message: 'Expected a folder to keep the advisories in, found none: there is no home folder.',
    hint: 'Name one with NPQ_HOME.',
  });
}

function notUpdated(service: string, refused: DumpRefused): NpqError {
  return new NpqError('service-failed', {
    message: `Expected ${service} to bring the advisories, it did not: ${refused.message}.\nThe local database is as it was.`,
    hint: 'Repeat `npq db update`; another address for it can stand in npq.json, as services.osv-dump.',
    cause: refused,
  });
}
