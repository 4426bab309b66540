import { join } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { readable } from './covered-content.ts';
import { plain } from './display.ts';

/** What npm's resolver reads of a project without asking what it is. */
const readByNpm = [
  'package.json',
  'npm-shrinkwrap.json',
  'package-lock.json',
  join('node_modules', '.package-lock.json'),
];
const sizeLimitBytes = 256 * 1024 * 1024;

/** A pipe or device in the place of a project's file, a link to /dev/zero for instance, would be read for ever. */
export async function refuseEndlessFiles(
  files: Pick<Files, 'info' | 'realPath'>,
  { global, localPrefix }: Pick<NpmConfig, 'global' | 'localPrefix'>,
): Promise<void> {
  if (global) return;
  for (const name of readByNpm) {
    const path = join(localPrefix, name);
    const real = await readable(path, files.realPath(path));
    const info = real === undefined ? undefined : await readable(path, files.info(real));
    if (info === undefined) continue;
    if (info.kind === 'file' && info.size <= sizeLimitBytes) continue;
    const found = info.kind === 'file' ? `one of ${info.size} bytes` : 'something else';
    throw new NpqError('config-invalid', {
      message: `Expected ${plain(path)} to be a plain file of at most ${sizeLimitBytes} bytes, found ${found}.`,
      hint: 'Look at what it is and where it leads, and remove it.',
    });
  }
}
