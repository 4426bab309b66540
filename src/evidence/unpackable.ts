import { readTarball } from '../content/read-tarball.ts';

/**
 * Whether a tarball is one that may be unpacked to see what it bundles. Arborist unpacks onto the disk without
 * any limit while it plans; here the bytes are read in memory first, under the limits that hold for all tarballs.
 */
export async function isUnpackable(
  address: string,
  options: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const { default: pacote } = await import('pacote');
  const ending = new AbortController();
  const reading = await pacote.tarball.stream(address, (stream) => readTarball(stream), {
    ...options,
    signal: ending.signal,
  });
  if (reading.status === 'read') return true;
  ending.abort();
  return reading.reason !== 'too-large';
}
