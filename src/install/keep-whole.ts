import { basename, join } from 'node:path';
import { hasCode } from '../errors.ts';
import type { Files } from '../host/host.ts';

const names = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json'];

/** The project's own files as they were before npm ran. */
export interface Kept {
  /**
   * To be called where npm failed. npm writes these files in place: a full disk or a kill leaves half of one.
   * Then all are put back as they were; answers what there is to tell.
   */
  restoreBroken(): Promise<readonly string[]>;
}

export async function keepWhole(files: Files, project: string): Promise<Kept> {
  const paths = names.map((name) => join(project, name));
  const before = await Promise.all(paths.map(async (path) => ({ path, text: await read(files, path) })));
  return {
    async restoreBroken() {
      const now = await Promise.all(
        before.map(async (file) => ({ ...file, now: await read(files, file.path) })),
      );
      const changed = now.filter((file) => file.now !== file.text);
      if (!changed.some((file) => !isWhole(file.now))) return [];
      return Promise.all(changed.map(({ path, text }) => putBack(files, path, text)));
    },
  };
}

async function read(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.readBytes(path);
  return bytes?.toString('utf8');
}

/** A file that npm took away or never made is none that it left half written. */
function isWhole(text: string | undefined): boolean {
  if (text === undefined) return true;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    // Half of a JSON document is none.
    return false;
  }
}

async function putBack(files: Files, path: string, text: string | undefined): Promise<string> {
  try {
    if (text === undefined) await files.remove(path);
    else await files.rewrite(path, text);
    return `npm left ${basename(path)} half written or alone; it is again as it was before.`;
  } catch (error) {
    if (!hasCode(error)) throw error;
    return `npm left ${basename(path)} half written, and it could not be put back (${error.code}): take it from version control.`;
  }
}
