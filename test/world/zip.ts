import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive; what is given besides name and content is a lie, told in the places named. */
export interface ZipFile {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** In the directory. */
  readonly says?: {
    readonly size?: number;
    readonly packedSize?: number;
    readonly checksum?: number;
    readonly flags?: number;
    readonly method?: number;
    readonly offset?: number;
  };
  /** In its own header. */
  readonly header?: { readonly name?: string; readonly flags?: number; readonly method?: number };
  /** Sizes and offset in a field of 64 bits, as archives of over 4 GB have them. */
  readonly zip64?: boolean;
  /** In place of the packed bytes. */
  readonly packed?: Buffer;
}

export interface ZipEnd {
  readonly comment?: string;
  /** The end as archives of over 65,535 files have it. */
  readonly zip64?: boolean;
  readonly entries?: number;
  readonly size?: number;
  readonly offset?: number;
}

/** Streamed archives leave the sizes out of each file's own header, as OSV's do. */
const streamed = 0x0008;

export function zipOf(files: readonly ZipFile[], end: ZipEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const content = Buffer.from(file.content);
    const packed = file.packed ?? (file.stored ? content : deflateRawSync(content));
    const facts = { content, packed, checksum: crc32(content), offset: at };
    const whole = Buffer.concat([headerOf(file), packed, descriptor(facts)]);
    directory.push(directoryEntry(file, facts));
    parts.push(whole);
    at += whole.length;
  }
  const directoryBytes = Buffer.concat(directory);
  return Buffer.concat([...parts, directoryBytes, endOf(files.length, directoryBytes.length, at, end)]);
}

interface Facts {
  readonly content: Buffer;
  readonly packed: Buffer;
  readonly checksum: number;
  readonly offset: number;
}

function headerOf({ name, stored, header = {} }: ZipFile): Buffer {
  const bytes = Buffer.alloc(30);
  const said = Buffer.from(header.name ?? name);
  bytes.writeUInt32LE(0x04034b50, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(header.flags ?? streamed, 6);
  bytes.writeUInt16LE(header.method ?? (stored ? 0 : 8), 8);
  bytes.writeUInt16LE(said.length, 26);
  return Buffer.concat([bytes, said]);
}

function descriptor({ content, packed, checksum }: Facts): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(checksum, 4);
  bytes.writeUInt32LE(packed.length, 8);
  bytes.writeUInt32LE(content.length, 12);
  return bytes;
}

function directoryEntry({ name, stored, says = {}, zip64 = false }: ZipFile, facts: Facts): Buffer {
  const size = says.size ?? facts.content.length;
  const packedSize = says.packedSize ?? facts.packed.length;
  const offset = says.offset ?? facts.offset;
  const extra = zip64 ? wideField(size, packedSize, offset) : Buffer.alloc(0);
  const bytes = Buffer.alloc(46);
  bytes.writeUInt32LE(0x02014b50, 0);
  bytes.writeUInt16LE(20, 6);
  bytes.writeUInt16LE(says.flags ?? streamed, 8);
  bytes.writeUInt16LE(says.method ?? (stored ? 0 : 8), 10);
  bytes.writeUInt32LE(says.checksum ?? facts.checksum, 16);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : packedSize, 20);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : size, 24);
  bytes.writeUInt16LE(Buffer.byteLength(name), 28);
  bytes.writeUInt16LE(extra.length, 30);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : offset, 42);
  return Buffer.concat([bytes, Buffer.from(name), extra]);
}

function wideField(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 8 * numbers.length);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(8 * numbers.length, 2);
  for (const [index, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), 4 + 8 * index);
  return bytes;
}

function endOf(count: number, directorySize: number, directoryAt: number, end: ZipEnd): Buffer {
  const {
    entries = count,
    size = directorySize,
    offset = directoryAt,
    comment = '',
    zip64 = count >= 0xffff,
  } = end;
  const wide = zip64 ? wideEnd(entries, size, offset, directoryAt + directorySize) : Buffer.alloc(0);
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32LE(0x06054b50, 0);
  bytes.writeUInt16LE(zip64 ? 0xffff : entries, 8);
  bytes.writeUInt16LE(zip64 ? 0xffff : entries, 10);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  bytes.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([wide, bytes, Buffer.from(comment)]);
}

function wideEnd(entries: number, size: number, offset: number, at: number): Buffer {
  const bytes = Buffer.alloc(56 + 20);
  bytes.writeUInt32LE(0x06064b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  for (const [field, number] of [
    [24, entries],
    [32, entries],
    [40, size],
    [48, offset],
  ] as const) {
    bytes.writeBigUInt64LE(BigInt(number), field);
  }
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(at), 56 + 8);
  bytes.writeUInt32LE(1, 56 + 16);
  return bytes;
}
