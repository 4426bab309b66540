import { crc32 } from 'node:zlib';
import * as v from 'valibot';

/**
 * The local database is one file, its numbers little-endian:
 *
 *     magic      8 bytes, with the number of the format
 *     length     4 bytes, of the header in bytes
 *     checksum   4 bytes, CRC-32 over header, hashes and table
 *     header     JSON, see `DatabaseHeader`
 *     hashes     4 bytes for each name, ascending
 *     table      8 bytes for each block: where it ends, counted from the first, and its CRC-32
 *     blocks     deflated, each with the lines of `namesInBlock` names, in the order of the hashes
 *
 * A line is a JSON array: the name, then its records. Opening reads all but the blocks, and a name that the
 * database does not have is answered from the hashes alone.
 */
export const magic = 'npqadv1\n';
export const prologueBytes = 16;
export const hashBytes = 4;
export const tableRowBytes = 8;
export const namesInBlock = 16;
/** Of one block, unpacked. What was written is far smaller. */
export const mostBlockBytes = 64 * 1024 * 1024;

const Time = v.pipe(v.string(), v.isoTimestamp());
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const DatabaseHeader = v.object({
  records: Count,
  names: Count,
  /** Records of the source that could not be understood, and are not in here. */
  unreadable: Count,
  /** Of the newest change in the source, and never after `madeAt`: a date in the future would hide what follows. */
  newest: Time,
  /** When the source was last asked. */
  madeAt: Time,
  /** When it was last fetched as a whole. */
  wholeAt: Time,
});
export type DatabaseHeader = v.InferOutput<typeof DatabaseHeader>;

/** The file is not what was written. */
export class DatabaseDamaged extends Error {
  override readonly name = 'DatabaseDamaged';
}

/** Two names may share one, so that the line says its name itself; it need not be more than fast. */
export function hashOf(name: string): number {
  return crc32(name);
}
