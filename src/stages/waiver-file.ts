import { join, relative } from 'node:path';
import { lockedError, lockOn } from '../config/layers.ts';
import { readLayer } from '../config/settings-layer.ts';
import { hasCode, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { bothFiles } from '../trust/both-files.ts';
import type { ChangedFile } from '../waive/file.ts';
import { judgeProject } from './project-settings.ts';
import { knownSettings } from './settings-known.ts';
import type { Surroundings } from './surroundings.ts';

type Around = Pick<Surroundings, 'config' | 'folders' | 'agreements' | 'own'> & { readonly host: Host };

/** Whose npq.json is written. */
export type WaiverFile = 'project' | 'user';

/** Where npq's schema lies for a project that has npq among its dependencies; editors look for it there. */
export const schemaAddress = './node_modules/npq-diligence/schema/npq-v1.schema.json';

export interface WrittenFile extends ChangedFile {
  readonly path: string;
  /** As people see it. */
  readonly shown: string;
}

/**
 * Reads, changes and replaces the file as a whole, while no other npq does. What would not be understood is not
 * written; and where the project's file counted before, whoever changed it himself is not asked to agree to it.
 */
export async function changeFile(
  around: Around,
  whose: WaiverFile,
  change: (text: string | undefined) => Promise<ChangedFile>,
): Promise<WrittenFile> {
  const { files, env } = around.host;
  const path = pathOf(around, whose);
  const lock = lockOn('waivers', around.own.locked);
  if (lock !== undefined) throw lockedError('waivers', { origin: whose, file: path }, lock);
  const shown = whose === 'project' ? relative(env.cwd, path) || path : path;
  try {
    return await files.exclusively(path, async () => {
      const real = await plainFile(around, path, whose);
      const was = real === undefined ? undefined : await files.readText(real);
      const changed = await change(was);
      const keep = await understood(around, path, whose, was, changed.text);
      if (real === undefined && whose === 'user') await files.writeAtomic(path, changed.text);
      else if (changed.text !== was) await files.replace(real ?? path, changed.text);
      await keep();
      return { ...changed, path, shown };
    });
  } catch (error) {
    if (error instanceof NpqError || !hasCode(error)) throw error;
    throw new NpqError('state-unwritable', {
      message: `The waiver could not be written to ${path}: ${error.code}. The file is as it was.`,
      hint: 'Make the file and its folder writable, and repeat the command.',
      cause: error,
    });
  }
}

/** Throws where npq would not understand the new text; else what makes the new one count as the old one did. */
async function understood(
  { host, own, agreements }: Around,
  path: string,
  whose: WaiverFile,
  was: string | undefined,
  text: string,
): Promise<() => Promise<void>> {
  if (whose === 'user') {
    await readLayer(knownSettings, { text, file: path, origin: 'user' });
    return async () => {};
  }
  const inspectionOf = async (content: string) =>
    (await judgeProject(own, { text: content, path, origin: 'project' })).inspection;
  const { hash } = await inspectionOf(text);
  const before = was === undefined ? undefined : await inspectionOf(was);
  const npmrc = { kind: 'fine', notes: [] } as const;
  const asked = bothFiles(npmrc, before, { agreements, vouched: [], cwd: host.env.cwd }).wants;
  return async () => {
    if (asked === undefined) await agreements.remember('settings', hash, path);
  };
}

function pathOf({ config, folders }: Around, whose: WaiverFile): string {
  const folder = whose === 'user' ? folders.config : config.localPrefix;
  if (folder !== undefined && (whose === 'user' || !config.global)) return join(folder, 'npq.json');
  throw new NpqError('usage', {
    message: `Expected ${whose === 'user' ? 'a home folder to keep your own npq.json in' : 'a project'}, found none.`,
    hint: whose === 'user' ? 'Name a folder with NPQ_HOME.' : 'Go to the project, or write --file user.',
  });
}

/** A project's link may lead anywhere, into files of the user's; the user's own leads where the user wants it. */
async function plainFile(
  { host: { files } }: Around,
  path: string,
  whose: WaiverFile,
): Promise<string | undefined> {
  const info = await files.info(path);
  if (info === undefined || info.kind === 'file') return info && path;
  if (info.kind === 'link' && whose === 'user') return (await files.realPath(path)) ?? path;
  throw new NpqError('config-invalid', {
    message: `Expected ${path} to be a plain file, found ${info.kind === 'link' ? 'a link' : 'something else'}.`,
    hint: 'npq writes no file that a project leads it to: write the waiver there yourself, or --file user.',
  });
}
