import { Readable } from 'node:stream';
import { type Reading, type ReadOptions, readTarball } from '../../src/content/read-tarball.ts';
import { type RawEntry, rawTarball } from '../world/tarballs.ts';

export const manifestEntry: RawEntry = {
  path: 'package/package.json',
  body: '{"name":"pkg","version":"1.0.0"}',
};

/** A tarball with a package.json in front of these entries. */
export function tarballWith(...entries: readonly RawEntry[]): Buffer {
  return rawTarball([manifestEntry, ...entries]);
}

/** Reads bytes that arrive in pieces. */
export function readBytes(bytes: Buffer, options: ReadOptions = {}, pieceBytes = 1_000): Promise<Reading> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  return readTarball(Readable.from(pieces, { objectMode: true }), options);
}

export async function contentOf(bytes: Buffer, options?: ReadOptions) {
  const reading = await readBytes(bytes, options);
  if (reading.status !== 'read') throw new Error(`${reading.reason}: ${reading.detail}`);
  return reading.content;
}
