import { gzipSync } from 'node:zlib';

/**
 * One tar entry as it is written, unchecked: `path` and `linkpath` go in verbatim, so `..`, absolute paths,
 * duplicates and lies are all possible. Honest packages are made by `packageTarball`.
 */
export interface RawEntry {
  /** Written as it is; nothing puts `package/` in front. */
  readonly path: string;
  readonly type?: keyof typeof TYPE_FLAGS;
  readonly body?: string | Buffer;
  /** Target of a symlink or hard link. */
  readonly linkpath?: string;
  /** Permission bits, 0o644 by default. */
  readonly mode?: number;
  /** The size that the header claims, in bytes, where it differs from the body's. */
  readonly claimedSize?: number;
  /** Records of a pax header in front of the entry, such as `{ path: '…' }` or `{ size: '…' }`. */
  readonly pax?: Readonly<Record<string, string>>;
}

export interface RawTarballOptions {
  /** Cut the finished, zipped file after so many bytes. */
  readonly cutAt?: number;
  /** Leave the tar unzipped. */
  readonly plain?: boolean;
  /** Bytes behind the archive, within the gzip. */
  readonly trailing?: Buffer;
}

const TYPE_FLAGS = {
  file: '0',
  link: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
  pax: 'x',
} as const;

const BLOCK = 512;

/** What npm pack writes into every entry, so that equal contents are equal bytes: 1985-10-26T08:15:00Z. */
const MTIME_SECONDS = 499_162_500;

/** A .tgz with exactly these entries. Equal input is equal bytes on one version of Node. */
export function rawTarball(entries: readonly RawEntry[], options: RawTarballOptions = {}): Buffer {
  const end = Buffer.alloc(2 * BLOCK);
  const tar = Buffer.concat([...entries.flatMap(blocks), end, options.trailing ?? Buffer.alloc(0)]);
  const file = options.plain === true ? tar : zip(tar);
  return file.subarray(0, options.cutAt ?? file.length);
}

/** The tarball that npm pack makes of these files: `package/` in front, package.json first, then by name. */
export function packageTarball(files: ReadonlyMap<string, Buffer>, executables: ReadonlySet<string>): Buffer {
  const names = [...files.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return rawTarball(
    names.map((name) => ({
      path: `package/${name}`,
      body: files.get(name) ?? Buffer.alloc(0),
      mode: executables.has(name) ? 0o755 : 0o644,
    })),
  );
}

function rank(name: string): number {
  return name === 'package.json' ? 0 : 1;
}

function zip(tar: Buffer): Buffer {
  const file = gzipSync(tar, { level: 9 });
  file[9] = 255; // The operating system in gzip's header: unknown, so that all write the same.
  return file;
}

function blocks(entry: RawEntry): Buffer[] {
  const body = Buffer.from(entry.body ?? '');
  const pax = { ...longPath(entry), ...entry.pax };
  const extended = Object.entries(pax).map(([key, value]) => paxRecord(key, value));
  const front =
    extended.length === 0
      ? []
      : blocks({ path: 'PaxHeader/entry', type: 'pax', body: Buffer.concat(extended) });
  return [...front, header(entry, body.length), body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
}

/** Plain ustar holds 100 bytes of path; anything longer goes through pax, as tar does it. */
function longPath(entry: RawEntry): Record<string, string> {
  return {
    ...(Buffer.byteLength(entry.path) > 100 ? { path: entry.path } : {}),
    ...(Buffer.byteLength(entry.linkpath ?? '') > 100 ? { linkpath: entry.linkpath ?? '' } : {}),
  };
}

/** `length key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (length !== String(length).length + Buffer.byteLength(rest))
    length = String(length).length + Buffer.byteLength(rest);
  return Buffer.from(`${length}${rest}`);
}

function header(entry: RawEntry, bodyLength: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number, room: number) => Buffer.from(text).copy(block, at, 0, room);
  put(entry.path, 0, 100);
  put(octal(entry.mode ?? 0o644, 7), 100, 7);
  put(octal(0, 7), 108, 7);
  put(octal(0, 7), 116, 7);
  size(entry.claimedSize ?? bodyLength).copy(block, 124);
  put(octal(MTIME_SECONDS, 11), 136, 11);
  put('        ', 148, 8);
  put(TYPE_FLAGS[entry.type ?? 'file'], 156, 1);
  put(entry.linkpath ?? '', 157, 100);
  put('ustar\u000000', 257, 8);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\u0000 `, 148, 8);
  return block;
}

/** Octal digits, or base 256 where they do not fit (8 GiB and more). */
function size(count: number): Buffer {
  const field = Buffer.alloc(12);
  if (count < 8 ** 11) field.write(octal(count, 11));
  else {
    field[0] = 0x80;
    field.writeBigUInt64BE(BigInt(count), 4);
  }
  return field;
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width, '0');
}
