import { join, relative } from 'node:path';
import { hasCode, NpqError } from '../errors.ts';
import type { ChangedFile } from '../waive/file.ts';
import type { Session } from './session.ts';

/** Whose npq.json is written. */
export type WaiverFile = 'project' | 'user';

/** Where npq's schema lies for a project that has npq among its dependencies; editors look for it there. */
export const schemaAddress = './node_modules/npq-diligence/schema/npq-v1.schema.json';

export interface WrittenFile extends ChangedFile {
  readonly path: string;
  /** As people see it. */
  readonly shown: string;
  /** What stood there; undefined where there was no file. */
  readonly was: string | undefined;
}

/** Reads, changes and replaces the file as a whole, while no other npq does. */
export async function changeFile(
  session: Session,
  whose: WaiverFile,
  change: (text: string | undefined) => Promise<ChangedFile>,
): Promise<WrittenFile> {
  const { files, env } = session.host;
  const path = pathOf(session, whose);
  const shown = whose === 'project' ? relative(env.cwd, path) || path : path;
  try {
    return await files.exclusively(path, async () => {
      const real = await plainFile(session, path, whose);
      const was = real === undefined ? undefined : await files.readText(real);
      const changed = await change(was);
      if (real === undefined && whose === 'user') await files.writeAtomic(path, changed.text);
      else if (changed.text !== was) await files.replace(real ?? path, changed.text);
      return { ...changed, path, shown, was };
    });
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw new NpqError('state-unwritable', {
      message: `The waiver could not be written to ${path}: ${error.code}. The file is as it was.`,
      hint: 'Make the file and its folder writable, and repeat the command.',
      cause: error,
    });
  }
}

function pathOf({ config, folders }: Session, whose: WaiverFile): string {
  const folder = whose === 'user' ? folders.config : config.localPrefix;
  if (folder !== undefined && (whose === 'user' || !config.global)) return join(folder, 'npq.json');
  throw new NpqError('usage', {
    message: `Expected ${whose === 'user' ? 'a home folder to keep your own npq.json in' : 'a project'}, found none.`,
    hint: whose === 'user' ? 'Name a folder with NPQ_HOME.' : 'Go to the project, or write --file user.',
  });
}

/** A project's link may lead anywhere, into files of the user's; the user's own leads where the user wants it. */
async function plainFile(
  { host: { files } }: Session,
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
