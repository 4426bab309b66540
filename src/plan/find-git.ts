import { posix, win32 } from 'node:path';
import type { Host } from '../host/host.ts';
import { isInside, pathEntries, reached } from './find-npm.ts';

/** The git of the PATH; nothing that one of these folders, or a package, brings under this name. */
export async function findGit(
  { env, files }: Pick<Host, 'env' | 'files'>,
  outside: readonly string[],
): Promise<string | undefined> {
  const windows = env.platform === 'win32';
  const path = windows ? win32 : posix;
  const places = await Promise.all(outside.map(async (one) => (await files.realPath(one)) ?? one));
  for (const folder of pathEntries(env, path)) {
    const program = await reached(files, path.join(folder, windows ? 'git.exe' : 'git'));
    if (program === undefined || folder.split(/[\\/]/).includes('node_modules')) continue;
    if (places.every((place) => !isInside(path, program, place))) return program;
  }
  return undefined;
}
