import { join } from 'node:path';
import { exitCodes } from '../../cli/exit-codes.ts';
import type { Folders } from '../../config/folders.ts';
import { hasCode } from '../../errors.ts';
import type { Host } from '../../host/host.ts';
import type { DatabaseStatus } from '../../model/database-status.ts';
import { fine, type Health, note, problem } from '../../model/health.ts';
import type { Trust } from '../../provenance/trust.ts';
import { ageWords, counted } from '../../report/words.ts';

const elsewhere = 'Make the folder writable, or name another one with NPQ_HOME.';

/** npq's own folders, each tried with a file that does not stay. */
export async function folderHealth(
  host: Pick<Host, 'files' | 'env'>,
  folders: Folders,
): Promise<readonly Health[]> {
  if (folders.state === undefined && folders.cache === undefined) {
    const why = folders.notes[0] ?? 'There is no home folder.';
    return [
      note('folders', `nothing is kept between runs. ${why}`, { next: 'Name a folder with NPQ_HOME.' }),
    ];
  }
  const tried = [
    { topic: 'state folder', folder: folders.state, stops: true },
    { topic: 'cache folder', folder: folders.cache, stops: false },
  ];
  return Promise.all(
    tried.map(async ({ topic, folder, stops }) => {
      if (folder === undefined) return note(topic, 'there is none', { next: 'Name one with NPQ_HOME.' });
      const refused = await refusal(host, folder);
      const data = { folder, writable: refused === undefined };
      if (refused === undefined) return fine(topic, `${folder}, writable`, { data });
      const said = `${folder} cannot be written to (${refused})`;
      // An install whose receipt cannot be kept ends as a failed one; what is cached can be fetched again.
      return stops
        ? problem(topic, said, { data, next: elsewhere, exitCode: exitCodes.config.code })
        : note(topic, said, { data, next: elsewhere });
    }),
  );
}

/** The system's code; undefined where a file could be written and removed. */
async function refusal(
  { files, env }: Pick<Host, 'files' | 'env'>,
  folder: string,
): Promise<string | undefined> {
  const path = join(folder, `.tried-${env.randomToken()}`);
  try {
    await files.writeAtomic(path, '');
    await files.remove(path);
    return undefined;
  } catch (error) {
    if (!hasCode(error)) throw error;
    return error.code;
  }
}

export function databaseHealth(status: DatabaseStatus, now: Date): Health {
  const topic = 'advisories';
  const next = 'npq db update';
  const data = { state: status.state, ...('newest' in status ? { newest: status.newest } : {}) };
  switch (status.state) {
    case 'none':
      return note(topic, 'no local database: OSV is asked in every run', { data, next });
    case 'damaged':
      return note(topic, `the local database is damaged: ${status.why}`, { data, next });
    case 'too-old':
    case 'in-the-future':
      return note(topic, `the local database can no longer say that there is nothing: ${status.why}`, {
        data,
        next,
      });
    case 'usable': {
      const age = ageWords(status.newest, now.toISOString()) ?? 'no time';
      const has = counted(status.records, 'advisory', 'advisories');
      return fine(topic, `local database with ${has}, the newest change ${age} ago`, { data });
    }
  }
}

const originWords: Readonly<Record<Trust['origin'], string>> = {
  embedded: 'those that npq brings along',
  refreshed: "refreshed from Sigstore's repository",
  file: 'those of your own file',
};

/** `notes`: what the store itself has to say of them; that they are old, for one. */
export function trustHealth({ origin, date }: Trust, notes: readonly string[], now: Date): Health {
  const topic = 'trusted keys';
  const data = { origin, date };
  const age = ageWords(date, now.toISOString());
  const said = `${originWords[origin]}, of ${date.slice(0, 10)}${age === undefined ? '' : `, ${age} old`}`;
  if (notes.length === 0) return fine(topic, said, { data });
  const next = 'Let this machine reach the repository, or name a file with NPQ_TRUSTED_ROOT.';
  return note(topic, `${said}. ${notes.join(' ')}`, { data, next });
}
