import { join } from 'node:path';
import type { Inspecting, Said } from './manager.ts';
import { readRc } from './read-rc.ts';

/**
 * Managers read the .npmrc of more folders than npm does, a workspace's root for one. npm's own reading of such a
 * file, and so the look at its keys, is not to be had: it needs a yes as a whole.
 */
export async function npmrcAbove(
  { files, project }: Pick<Inspecting, 'files' | 'project'>,
  npmsFolder: string,
): Promise<readonly Said[]> {
  const known = await files.realPath(npmsFolder);
  const found = await Promise.all(
    project.folders.map(async (folder): Promise<readonly Said[]> => {
      if (folder === known || folder === npmsFolder) return [];
      const file = join(folder, '.npmrc');
      const lines = ((await readRc(files, file)) ?? '')
        .split(/\r?\n/)
        .filter((line) => /^\s*[^\s#;]/.test(line));
      if (lines.length === 0) return [];
      const text = `npm would not read this file here, and what its ${lines.length} settings do is not known.`;
      return [{ file, key: '.npmrc', text, kind: 'dangerous', names: [file] }];
    }),
  );
  return found.flat();
}
