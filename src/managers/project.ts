import { dirname, join } from 'node:path';
import type { Host } from '../host/host.ts';
import type { ManagerKind, ManagerProject } from './manager.ts';

/** Managers look for their files in every folder above; the user's own home and what lies above it is no project's. */
export async function managerProject(
  { env, files }: Pick<Host, 'env' | 'files'>,
  kind: Pick<ManagerKind, 'lockfiles'>,
): Promise<ManagerProject> {
  const [cwd, home] = await Promise.all([
    files.realPath(env.cwd),
    env.home === undefined ? undefined : files.realPath(env.home),
  ]);
  const folders = [...upFrom(cwd ?? env.cwd, home)];
  const root =
    (await nearest(files, folders, kind.lockfiles)) ??
    (await nearest(files, folders, ['package.json'])) ??
    folders[0] ??
    env.cwd;
  return { root, folders };
}

function* upFrom(start: string, home: string | undefined): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (folder === home || dirname(folder) === folder) {
      // Who works right in the home folder has his project there.
      if (folder === start) yield folder;
      return;
    }
    yield folder;
  }
}

async function nearest(
  files: Pick<Host['files'], 'info'>,
  folders: readonly string[],
  names: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    const found = await Promise.all(names.map((name) => files.info(join(folder, name))));
    if (found.some((info) => info !== undefined)) return folder;
  }
  return undefined;
}
