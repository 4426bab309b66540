import { crc32, inflateRawSync } from 'node:zlib';
import { messageOf } from '../../../errors.ts';
import type { OpenFile } from '../../../host/host.ts';
import { readZipDirectory, type ZipLimits } from './zip-directory.ts';
import { encryptedFlags, methodOf, type ZipEntry } from './zip-entry.ts';
import { ZipError } from './zip-error.ts';

type Readable = Pick<OpenFile, 'size' | 'read'>;

export interface ZipContent {
  /** How many there are to come. */
  readonly count: number;
  /** The content of every entry, whole and as its checksum says, in the order of the file. */
  readonly contents: AsyncIterable<Buffer>;
}

const localSignature = 0x04034b50;
const localBytes = 30;
/** A name and an extra field of the longest kind, before the content. */
const longestHeader = localBytes + 2 * 0xffff;
const windowBytes = 4 * 1024 * 1024;

/**
 * Opens an archive of many small files. Throws a ZipError for the first thing that is not as it should be, also
 * while it is read.
 */
export async function openZip(file: Readable, limits: ZipLimits): Promise<ZipContent> {
  const entries = await readZipDirectory(file, limits);
  return { count: entries.length, contents: contents(file, entries) };
}

async function* contents(file: Readable, entries: readonly ZipEntry[]): AsyncGenerator<Buffer> {
  let window: Buffer = Buffer.alloc(0);
  let windowAt = 0;
  for (const [index, entry] of entries.entries()) {
    const limit = entries[index + 1]?.offset ?? file.size;
    const needed = Math.min(longestHeader + entry.packedSize, limit - entry.offset);
    if (entry.offset < windowAt || entry.offset + needed > windowAt + window.length) {
      windowAt = entry.offset;
      window = await file.read(windowAt, Math.max(needed, Math.min(windowBytes, file.size - windowAt)));
    }
    const from = entry.offset - windowAt;
    yield unpacked(entry, window.subarray(from, from + needed));
  }
}

/** `bytes` begin with the entry's own header, which may not contradict the directory. */
function unpacked(entry: ZipEntry, bytes: Buffer): Buffer {
  if (bytes.length < localBytes || bytes.readUInt32LE(0) !== localSignature) {
    throw new ZipError('inconsistent', 'an entry is not where the directory says');
  }
  if ((bytes.readUInt16LE(6) & encryptedFlags) !== 0)
    throw new ZipError('encrypted', 'an entry is encrypted');
  const nameEnd = localBytes + bytes.readUInt16LE(26);
  const start = nameEnd + bytes.readUInt16LE(28);
  const contradicts =
    methodOf(bytes.readUInt16LE(8)) !== entry.method ||
    bytes.toString('latin1', localBytes, nameEnd) !== entry.name;
  if (contradicts) throw new ZipError('inconsistent', 'an entry is another one than the directory says');
  if (start + entry.packedSize > bytes.length) {
    throw new ZipError('inconsistent', 'an entry reaches into the next one');
  }
  const packed = bytes.subarray(start, start + entry.packedSize);
  const content = entry.method === 'stored' ? packed : inflated(packed, entry.size);
  if (content.length !== entry.size) {
    throw new ZipError('wrong-size', `an entry has ${content.length} bytes and promised ${entry.size}`);
  }
  if (crc32(content) !== entry.checksum) {
    throw new ZipError('wrong-checksum', 'the content of an entry is not what its checksum says');
  }
  return content;
}

/** Never more than was promised, and the promise was capped: a bomb ends here. */
function inflated(packed: Buffer, size: number): Buffer {
  try {
    const most = Math.max(1, size);
    return inflateRawSync(packed, { maxOutputLength: most, chunkSize: Math.max(64, size + 1) });
  } catch (error) {
    throw new ZipError('wrong-size', `an entry cannot be unpacked: ${messageOf(error)}`, error);
  }
}
