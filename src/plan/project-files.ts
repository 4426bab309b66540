import { dirname, join, resolve } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';

/** What npm's configuration reader opens while it looks for the project; stage 0 looks at the others. */
const names = ['.npmrc', 'package.json'];

/**
 * A pipe or device under one of these names would hold up npm's own reader for ever, before anything was
 * looked at: it is refused instead. npm walks up from the folder it is in, and so does this.
 */
export async function requirePlainFiles(
  {
    env,
    files,
  }: { readonly env: Pick<Host['env'], 'cwd'>; readonly files: Pick<Host['files'], 'info' | 'realPath'> },
  prefix: string | undefined,
): Promise<void> {
  const folders = prefix === undefined ? upFrom(env.cwd) : [resolve(env.cwd, prefix)];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  await Promise.all(
    paths.map(async (path) => {
      let info = await files.info(path);
      if (info?.kind === 'link') {
        const real = await files.realPath(path);
        info = real === undefined ? undefined : await files.info(real);
      }
      if (info?.kind !== 'other') return;
      throw new NpqError('config-invalid', {
        message: `Expected a plain file at ${JSON.stringify(path)}, found a pipe, socket or device, from which npm would read for ever.`,
        hint: 'Remove it, and find out who put it there.',
      });
    }),
  );
}

function upFrom(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upFrom(above)];
}
