import { ZipError } from './zip-error.ts';

/** One file of an archive, as the directory tells it. */
export interface ZipEntry {
  /** Only ever compared; never a path. */
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  /** Of its own header in the file. */
  readonly offset: number;
}

const signature = 0x02014b50;
const fixedBytes = 46;
/** Bits 0, 6 and 13: encrypted in the old way, the strong way, and with a hidden directory. */
export const encryptedFlags = 0x2041;
const saturated = 0xffffffff;

/** Reads the entry of the directory that begins at `at`. */
export function readEntry(
  directory: Buffer,
  at: number,
  mostBytes: number,
): { readonly entry: ZipEntry; readonly next: number } {
  if (at + fixedBytes > directory.length || directory.readUInt32LE(at) !== signature) {
    throw new ZipError('inconsistent', 'its directory holds less than it counts');
  }
  const nameEnd = at + fixedBytes + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw new ZipError('inconsistent', 'an entry of its directory is cut off');
  if ((directory.readUInt16LE(at + 8) & encryptedFlags) !== 0) {
    throw new ZipError('encrypted', 'an entry is encrypted');
  }
  const { size, packedSize, offset } = withZip64(
    {
      size: directory.readUInt32LE(at + 24),
      packedSize: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    },
    directory.subarray(nameEnd, extraEnd),
  );
  const largest = Math.max(size, packedSize);
  if (largest > mostBytes) throw new ZipError('too-large', `an entry has ${largest} bytes`);
  const entry: ZipEntry = {
    name: directory.toString('latin1', at + fixedBytes, nameEnd),
    method: methodOf(directory.readUInt16LE(at + 10)),
    checksum: directory.readUInt32LE(at + 16),
    ...{ packedSize, size, offset },
  };
  return { entry, next };
}

export function methodOf(code: number): ZipEntry['method'] {
  if (code === 0) return 'stored';
  if (code === 8) return 'deflated';
  throw new ZipError('unsupported', `an entry is packed in a way (${code}) that npq does not know`);
}

type Numbers = Pick<ZipEntry, 'size' | 'packedSize' | 'offset'>;

/** Numbers that do not fit stand in an extra field, in this order, and only those that do not fit. */
function withZip64(numbers: Numbers, extra: Buffer): Numbers {
  const missing = (['size', 'packedSize', 'offset'] as const).filter((key) => numbers[key] === saturated);
  if (missing.length === 0) return numbers;
  let field = zip64Field(extra);
  const found: Record<keyof Numbers, number> = { ...numbers };
  for (const key of missing) {
    if (field.length < 8) throw new ZipError('inconsistent', 'an entry does not say how large it is');
    const value = field.readBigUInt64LE(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new ZipError('inconsistent', `an entry speaks of ${value} bytes`);
    }
    found[key] = Number(value);
    field = field.subarray(8);
  }
  return found;
}

function zip64Field(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, end);
    at = end;
  }
  return Buffer.alloc(0);
}
