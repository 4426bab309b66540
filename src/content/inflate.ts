import * as zlib from 'node:zlib';

/** Tarballs of more packed bytes are read piece by piece as they come. */
export const atOncePackedBytes = 1024 * 1024;
const atOnceBytes = 4 * 1024 * 1024;
/** With room for what follows the last byte, or zlib would be given a second piece to find that it has ended. */
const slack = 64;
/** What is said wrongly must not have zlib asked for a few bytes at a time. */
const leastPiece = 64 * 1024;

/**
 * All of a small tarball's bytes, inflated in one go beside the thread that reads; undefined where it is no gzip, is
 * not whole, or inflates to more than `most` bytes or 4 MB: npm's parser says what it makes of that.
 */
export function inflatedAtOnce(packed: Buffer, most: number): Promise<Buffer | undefined> {
  if (!isGzip(packed) || packed.length < 18) return Promise.resolve(undefined);
  const maxOutputLength = Math.min(atOnceBytes, most);
  // A gzip file ends with its length.
  const said = packed.readUInt32LE(packed.length - 4);
  if (said > maxOutputLength) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    zlib.gunzip(
      packed,
      { maxOutputLength, chunkSize: Math.max(said + slack, leastPiece) },
      (error, bytes) => {
        resolve(error !== null || repacked(bytes) ? undefined : bytes);
      },
    );
  });
}

/** The parser would inflate it again. */
function repacked(bytes: Buffer): boolean {
  return isGzip(bytes) || (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x28b52ffd);
}

export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
