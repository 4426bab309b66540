import { messageOf, NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { plain } from './display.ts';

const sizeLimitBytes = 16 * 1024 * 1024;

/** What agreeing covers: a label, and the content that it stands for. */
export interface Covered {
  readonly label: string;
  readonly content: Buffer | string | undefined;
}

/**
 * The bytes behind a path that a stranger wrote, through links; for anything but a plain file of bearable
 * size only what it is, since reading `/dev/zero` would never end.
 */
export async function coveredContent(
  files: Pick<Files, 'info' | 'readBytes' | 'realPath'>,
  path: string,
  /** In place of the path in an error, which may hold the value of a variable. */
  shown = path,
): Promise<Covered> {
  const real = await readable(shown, files.realPath(path));
  if (real === undefined) return { label: path, content: undefined };
  const info = await readable(shown, files.info(real));
  if (info?.kind !== 'file') return { label: path, content: info?.kind };
  if (info.size > sizeLimitBytes) return { label: path, content: `file of ${info.size} bytes` };
  return { label: path, content: await readable(shown, files.readBytes(real)) };
}

export async function readable<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new NpqError('config-invalid', {
      message: plain(`${file} cannot be read: ${messageOf(error)}`),
      hint: 'Make it readable, or remove it.',
      cause: error,
    });
  }
}
