import { crc32, deflateRawSync } from 'node:zlib';
import {
  type DatabaseHeader,
  hashBytes,
  hashOf,
  magic,
  namesInBlock,
  prologueBytes,
  tableRowBytes,
} from './format.ts';

/** Records as JSON texts, by the package's name. */
export type RecordsByName = ReadonlyMap<string, readonly string[]>;

/** The whole file. What is counted here need not be said. */
export function encodeDatabase(
  content: RecordsByName,
  times: Omit<DatabaseHeader, 'names' | 'records'>,
): Uint8Array {
  const names = [...content.keys()].map((name) => ({ name, hash: hashOf(name) }));
  names.sort((left, right) => left.hash - right.hash || (left.name < right.name ? -1 : 1));

  let records = 0;
  const lines = ({ name }: { readonly name: string }) => {
    const texts = content.get(name) ?? [];
    records += texts.length;
    return `[${[JSON.stringify(name), ...texts].join(',')}]`;
  };
  const blocks: Buffer[] = [];
  for (let at = 0; at < names.length; at += namesInBlock) {
    const text = names
      .slice(at, at + namesInBlock)
      .map(lines)
      .join('\n');
    blocks.push(deflateRawSync(text, { level: 9 }));
  }

  const header = Buffer.from(JSON.stringify({ ...times, names: names.length, records }));
  const hashes = Buffer.alloc(names.length * hashBytes);
  for (const [index, { hash }] of names.entries()) hashes.writeUInt32LE(hash, index * hashBytes);
  const index = Buffer.concat([header, hashes, tableOf(blocks)]);
  const prologue = Buffer.alloc(prologueBytes);
  prologue.write(magic, 'latin1');
  prologue.writeUInt32LE(header.length, magic.length);
  prologue.writeUInt32LE(crc32(index), magic.length + 4);
  return Buffer.concat([prologue, index, ...blocks]);
}

function tableOf(blocks: readonly Buffer[]): Buffer {
  const table = Buffer.alloc(blocks.length * tableRowBytes);
  let end = 0;
  for (const [index, block] of blocks.entries()) {
    end += block.length;
    table.writeUInt32LE(end, index * tableRowBytes);
    table.writeUInt32LE(crc32(block), index * tableRowBytes + 4);
  }
  return table;
}
