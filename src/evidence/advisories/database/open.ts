import { crc32, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { messageOf } from '../../../errors.ts';
import type { OpenFile } from '../../../host/host.ts';
import {
  DatabaseDamaged,
  DatabaseHeader,
  hashBytes,
  hashOf,
  magic,
  mostBlockBytes,
  namesInBlock,
  prologueBytes,
  tableRowBytes,
} from './format.ts';

/** Everything here throws `DatabaseDamaged` for what is not as it was written. */
export interface Database {
  readonly header: DatabaseHeader;
  readonly bytes: number;
  /** The records, still to be decoded, of those of the names that it has. */
  lookUp(names: Iterable<string>): Promise<ReadonlyMap<string, readonly unknown[]>>;
  /** All of it, in the order of the file. */
  all(): AsyncIterable<{ readonly name: string; readonly records: readonly unknown[] }>;
  close(): Promise<void>;
}

/** Enough for prologue and header. */
const firstBytes = 4096;
/** Blocks that lie this near to each other are read at once: a byte costs less than a question to the disk. */
const nearBytes = 64 * 1024;
const mostAtOnceBytes = 4 * 1024 * 1024;
const Line = v.tupleWithRest([v.string()], v.unknown());

/** Takes the file over: it is closed where it is no database. */
export async function openDatabase(file: OpenFile): Promise<Database> {
  try {
    return await opened(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function opened(file: OpenFile): Promise<Database> {
  const { header, hashes, table, blocksAt } = await readIndex(file);

  /** Their lines, block by block, in the order of the file. */
  async function* linesOf(wanted: readonly number[]): AsyncGenerator<readonly [number, readonly string[]]> {
    for (const run of runs(wanted, table)) {
      const from = run[0] === undefined ? 0 : startOf(run[0], table);
      const until = endOf(run.at(-1) ?? 0, table);
      const bytes = await file.read(blocksAt + from, until - from);
      for (const block of run) {
        const packed = bytes.subarray(startOf(block, table) - from, endOf(block, table) - from);
        if (crc32(packed) !== table.readUInt32LE(block * tableRowBytes + 4)) {
          throw new DatabaseDamaged('a part of it is not what its checksum says');
        }
        const lines = unpacked(packed).split('\n');
        if (lines.length !== Math.min(namesInBlock, header.names - block * namesInBlock)) {
          throw new DatabaseDamaged('a part of it holds another number of names');
        }
        yield [block, lines];
      }
    }
  }

  return {
    header,
    bytes: file.size,
    close: () => file.close(),
    async lookUp(names) {
      const asked = new Set(names);
      const wanted = new Map<number, number[]>();
      for (const name of asked) {
        for (const place of placesOf(hashOf(name), hashes)) {
          const block = Math.floor(place / namesInBlock);
          wanted.set(block, [...(wanted.get(block) ?? []), place % namesInBlock]);
        }
      }
      const found = new Map<string, readonly unknown[]>();
      for await (const [block, lines] of linesOf([...wanted.keys()])) {
        for (const place of wanted.get(block) ?? []) {
          const { name, records } = decodeLine(lines[place] ?? '');
          if (asked.has(name)) found.set(name, records);
        }
      }
      return found;
    },
    async *all() {
      const blocks = Array.from({ length: table.length / tableRowBytes }, (_, block) => block);
      for await (const [, lines] of linesOf(blocks)) yield* lines.map(decodeLine);
    },
  };
}

async function readIndex(file: OpenFile) {
  const first = await file.read(0, firstBytes);
  if (first.length < prologueBytes || first.toString('latin1', 0, magic.length) !== magic) {
    throw new DatabaseDamaged('it does not begin as npq writes it');
  }
  const headerEnd = prologueBytes + first.readUInt32LE(magic.length);
  const header = decodeHeader(first.subarray(prologueBytes, headerEnd));
  const blocks = Math.ceil(header.names / namesInBlock);
  const hashesEnd = headerEnd + header.names * hashBytes;
  const blocksAt = hashesEnd + blocks * tableRowBytes;
  if (blocksAt > file.size) throw new DatabaseDamaged('it is cut off');
  const index = await file.read(prologueBytes, blocksAt - prologueBytes);
  if (crc32(index) !== first.readUInt32LE(magic.length + 4)) {
    throw new DatabaseDamaged('its index is not what its checksum says');
  }
  const hashes = index.subarray(headerEnd - prologueBytes, hashesEnd - prologueBytes);
  const table = index.subarray(hashesEnd - prologueBytes);
  const end = blocksAt + (blocks === 0 ? 0 : endOf(blocks - 1, table));
  if (end !== file.size) throw new DatabaseDamaged(`it has ${file.size} bytes and was written with ${end}`);
  return { header, hashes, table, blocksAt };
}

function decodeHeader(bytes: Buffer): DatabaseHeader {
  try {
    return v.parse(DatabaseHeader, JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    throw new DatabaseDamaged(`its header cannot be read: ${messageOf(error)}`);
  }
}

function startOf(block: number, table: Buffer): number {
  return block === 0 ? 0 : endOf(block - 1, table);
}

function endOf(block: number, table: Buffer): number {
  return table.readUInt32LE(block * tableRowBytes);
}

/** Where a hash stands among the hashes: nowhere, once, or for names that share it several times. */
function placesOf(hash: number, hashes: Buffer): readonly number[] {
  const at = (place: number) => hashes.readUInt32LE(place * hashBytes);
  const count = hashes.length / hashBytes;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < hash) low = middle + 1;
    else high = middle;
  }
  const places: number[] = [];
  for (let place = low; place < count && at(place) === hash; place += 1) places.push(place);
  return places;
}

/** The blocks in the order of the file, those that are read at once together. */
function* runs(blocks: readonly number[], table: Buffer): Generator<readonly number[]> {
  let run: number[] = [];
  for (const block of [...blocks].sort((left, right) => left - right)) {
    const [first, last] = [run[0], run.at(-1)];
    const apart = last === undefined ? 0 : startOf(block, table) - endOf(last, table);
    const together = first === undefined ? 0 : endOf(block, table) - startOf(first, table);
    if (apart > nearBytes || together > mostAtOnceBytes) {
      yield run;
      run = [];
    }
    run.push(block);
  }
  if (run.length > 0) yield run;
}

function unpacked(packed: Buffer): string {
  try {
    return inflateRawSync(packed, { maxOutputLength: mostBlockBytes, chunkSize: 8 * 1024 }).toString('utf8');
  } catch (error) {
    throw new DatabaseDamaged(`a part of it cannot be unpacked: ${messageOf(error)}`);
  }
}

function decodeLine(text: string): { readonly name: string; readonly records: readonly unknown[] } {
  try {
    const [name, ...records] = v.parse(Line, JSON.parse(text));
    return { name, records };
  } catch (error) {
    throw new DatabaseDamaged(`a line of it cannot be read: ${messageOf(error)}`);
  }
}
