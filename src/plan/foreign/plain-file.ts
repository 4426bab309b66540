import type { Files } from '../../host/host.ts';
import { malformed, tooLarge } from './decode.ts';

/** The text of a file of the project; a pipe or device in its place would never come to an end. */
export async function readPlain(
  files: Pick<Files, 'readText' | 'info' | 'realPath'>,
  path: string,
  label: string,
  limitBytes: number,
): Promise<string | undefined> {
  const real = await files.realPath(path);
  const info = real === undefined ? undefined : await files.info(real);
  if (real === undefined || info === undefined) return undefined;
  if (info.kind !== 'file') throw malformed(label, 'found no plain file');
  if (info.size > limitBytes) throw tooLarge(label, `${limitBytes} bytes`);
  return files.readText(real);
}
