import type { Files } from '../host/host.ts';

/** Stands in the first lines of every script that npq puts in the place of a package manager. */
export const shimMark = 'This is npq in the place of';

/**
 * Whether this program, past its links, leads back to npq. One that npq took for a package manager, and started, would start npq,
 * which would start it again.
 */
export async function isOwnShim(
  files: Pick<Files, 'info' | 'openForReading'>,
  program: string,
): Promise<boolean> {
  if ((await files.info(program))?.kind !== 'file') return false;
  const file = await files.openForReading(program);
  if (file === undefined) return false;
  try {
    return (await file.read(0, 256)).toString('latin1').includes(shimMark);
  } finally {
    await file.close();
  }
}
