import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { inflatedAtOnce } from '../../src/content/inflate.ts';
import { rawTarball } from '../world/tarballs.ts';
import { manifestEntry, readBytes } from './bytes.ts';

const most = 1_000_000;
const tar = rawTarball([manifestEntry, { path: 'package/a.js', body: 'a'.repeat(5_000) }], { plain: true });
const zipped = gzipSync(tar);

test('whole gzip files are inflated, those of several parts and those that say a wrong length too', async () => {
  const wrong = Buffer.concat([zipped, Buffer.alloc(8)]);
  const parts = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]);
  for (const packed of [zipped, wrong, parts])
    expect((await inflatedAtOnce(packed, most))?.equals(tar)).toBe(true);
});

test('what inflates to more than it may is left to the parser', async () => {
  expect(await inflatedAtOnce(zipped, tar.length)).toBeDefined();
  expect(await inflatedAtOnce(zipped, tar.length - 1)).toBeUndefined();
  const liar = Buffer.concat([gzipSync(Buffer.alloc(2 * most)), Buffer.alloc(8)]);
  expect(await inflatedAtOnce(liar, most)).toBeUndefined();
});

describe('left to the parser is', () => {
  it.each<readonly [string, Buffer]>([
    ['what is no gzip', tar],
    ['what ends too early', zipped.subarray(0, -20)],
    ['what goes on as something else', Buffer.concat([zipped, Buffer.from('behind its end')])],
    ['what is damaged', Buffer.concat([zipped.subarray(0, 40), Buffer.alloc(9, 1), zipped.subarray(49)])],
    ['what is packed twice', gzipSync(zipped)],
    ['what only begins like one', Buffer.from([0x1f, 0x8b])],
  ])('%s', async (_what, packed) => {
    expect(await inflatedAtOnce(packed, most)).toBeUndefined();
  });
});

describe('read at once or piece by piece, the same comes of', () => {
  // Of so little nothing is inflated at once.
  const byPieces = { ratioFromBytes: 1 };

  it.each<readonly [string, Buffer]>([
    ['a whole tarball', zipped],
    ['one with zeros behind it', Buffer.concat([zipped, Buffer.alloc(600)])],
    ['one of several parts', Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))])],
    ['one that is packed twice', gzipSync(zipped)],
    ['one that ends in a file', gzipSync(tar.subarray(0, 2_000))],
    ['one without its last bytes', zipped.subarray(0, -6)],
    ['one with something else behind it', Buffer.concat([zipped, Buffer.from('behind its end')])],
    ['one in which no header is one', gzipSync(Buffer.alloc(5_000, 'x'))],
    ['nothing', gzipSync(Buffer.alloc(0))],
  ])('%s', async (_what, packed) => {
    expect(await readBytes(packed)).toEqual(await readBytes(packed, { limits: byPieces }));
  });
});
