import type { OpenFile } from '../../../host/host.ts';
import { readEntry, type ZipEntry } from './zip-entry.ts';
import { ZipError } from './zip-error.ts';

/** What of an archive may be believed before its content has been seen. */
export interface ZipLimits {
  readonly entries: number;
  readonly directoryBytes: number;
  /** Of one entry, packed or unpacked. */
  readonly entryBytes: number;
  /** Of all entries together, unpacked. */
  readonly contentBytes: number;
}

type Readable = Pick<OpenFile, 'size' | 'read'>;

interface DirectoryPlace {
  readonly entries: number;
  readonly offset: number;
  readonly size: number;
  /** Where the records at the end begin; everything else lies before it. */
  readonly end: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const longestComment = 0xffff;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const end64Signature = 0x06064b50;
const end64Bytes = 56;

/**
 * The entries as the directory at the end names them, by their place in the file. An entry that lies in another
 * one would unpack the same bytes again and again, so that is refused as a whole.
 */
export async function readZipDirectory(file: Readable, limits: ZipLimits): Promise<readonly ZipEntry[]> {
  const place = await findDirectory(file);
  if (place.entries > limits.entries) {
    throw new ZipError(
      'too-many-entries',
      `expected ${limits.entries} entries at most, found ${place.entries}`,
    );
  }
  if (place.size > limits.directoryBytes) {
    throw new ZipError('too-large', `its directory alone has ${place.size} bytes`);
  }
  if (place.offset + place.size > place.end) {
    throw new ZipError('inconsistent', 'its directory reaches beyond its end');
  }
  const bytes = await file.read(place.offset, place.size);
  if (bytes.length < place.size) throw new ZipError('inconsistent', 'its directory is cut off');

  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  let contentBytes = 0;
  for (let index = 0; index < place.entries; index += 1) {
    const { entry, next } = readEntry(bytes, at, limits.entryBytes);
    at = next;
    contentBytes += entry.size;
    if (contentBytes > limits.contentBytes) {
      throw new ZipError('too-large', `it unpacks to more than ${limits.contentBytes} bytes`);
    }
    if (names.has(entry.name)) throw new ZipError('duplicate-name', 'two entries have one name');
    names.add(entry.name);
    entries.push(entry);
  }
  if (at !== bytes.length) throw new ZipError('inconsistent', 'its directory holds more than it counts');
  return inOrder(entries, place.offset);
}

function inOrder(entries: ZipEntry[], directoryOffset: number): readonly ZipEntry[] {
  entries.sort((left, right) => left.offset - right.offset);
  for (const [index, entry] of entries.entries()) {
    const end = entries[index + 1]?.offset ?? directoryOffset;
    if (entry.offset + entry.packedSize >= end) {
      throw new ZipError('inconsistent', 'an entry reaches into the next one');
    }
  }
  return entries;
}

async function findDirectory(file: Readable): Promise<DirectoryPlace> {
  const tailAt = Math.max(0, file.size - endBytes - longestComment);
  const tail = await file.read(tailAt, file.size - tailAt);
  const at = endRecord(tail);
  if (at === undefined) throw new ZipError('not-a-zip', 'it does not end as a zip file ends');
  const onDisks = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)];
  const [entriesHere, entries] = [tail.readUInt16LE(at + 8), tail.readUInt16LE(at + 10)];
  const [size, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  const end = tailAt + at;
  const is64 = entries === 0xffff || size === 0xffffffff || offset === 0xffffffff;
  if (is64 && end >= locatorBytes) {
    const found = await findDirectory64(file, end - locatorBytes);
    if (found !== undefined) return found;
  }
  if (onDisks.some((disk) => disk !== 0) || entriesHere !== entries) {
    throw new ZipError('unsupported', 'it is one part of an archive of several files');
  }
  return { entries, offset, size, end };
}

/** Its comment reaches exactly to the end of the file: a signature within a comment is none. */
function endRecord(tail: Buffer): number | undefined {
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (
      tail.readUInt32LE(at) === endSignature &&
      at + endBytes + tail.readUInt16LE(at + 20) === tail.length
    ) {
      return at;
    }
  }
  return undefined;
}

async function findDirectory64(file: Readable, locatorAt: number): Promise<DirectoryPlace | undefined> {
  const locator = await file.read(locatorAt, locatorBytes);
  if (locator.length < locatorBytes || locator.readUInt32LE(0) !== locatorSignature) return undefined;
  const end = safeNumber(locator.readBigUInt64LE(8));
  const record = end + end64Bytes > locatorAt ? Buffer.alloc(0) : await file.read(end, end64Bytes);
  if (record.length < end64Bytes || record.readUInt32LE(0) !== end64Signature) {
    throw new ZipError('inconsistent', 'the end of its directory is not where it says');
  }
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0) {
    throw new ZipError('unsupported', 'it is one part of an archive of several files');
  }
  const [entries, size, offset] = [32, 40, 48].map((field) => safeNumber(record.readBigUInt64LE(field)));
  return { entries: entries ?? 0, size: size ?? 0, offset: offset ?? 0, end };
}

function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new ZipError('inconsistent', `it speaks of a file of ${value} bytes`);
  }
  return Number(value);
}
