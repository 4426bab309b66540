import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { TarballLimits } from '../../src/content/limits.ts';
import { rawTarball } from '../world/tarballs.ts';
import { manifestEntry, readBytes, tarballWith } from './bytes.ts';

const file = (body: string) => ({ path: 'package/file', body });

async function reasonUnder(limits: Partial<TarballLimits>, bytes: Buffer): Promise<string> {
  const reading = await readBytes(bytes, { limits });
  return reading.status === 'read' ? 'read' : reading.reason;
}

test.each<[string, Partial<TarballLimits>, Partial<TarballLimits>, Buffer]>([
  ['entries', { entries: 2 }, { entries: 1 }, tarballWith(file('a'))],
  ['bytes of one file', { fileBytes: 100 }, { fileBytes: 99 }, tarballWith(file('a'.repeat(100)))],
  ['unpacked bytes', { unpackedBytes: 132 }, { unpackedBytes: 131 }, tarballWith(file('a'.repeat(100)))],
  ['length of a path', { pathLength: 20 }, { pathLength: 19 }, tarballWith(file('a'))],
  ['bytes of package.json', { manifestBytes: 32 }, { manifestBytes: 31 }, tarballWith()],
])('as many %s as allowed are read, one more is too large', async (_what, enough, tooFew, bytes) => {
  expect(await reasonUnder(enough, bytes)).toBe('read');
  expect(await reasonUnder(tooFew, bytes)).toBe('too-large');
});

test('as many packed bytes as allowed are read, one more is too large', async () => {
  const bytes = tarballWith();
  expect(await reasonUnder({ packedBytes: bytes.length }, bytes)).toBe('read');
  expect(await reasonUnder({ packedBytes: bytes.length - 1 }, bytes)).toBe('too-large');
});

test('a claimed size is refused before its bytes come', async () => {
  const bytes = tarballWith({ ...file('a'), claimedSize: 2 ** 40 });
  expect(await reasonUnder({}, bytes)).toBe('too-large');
});

test('a bomb is stopped by what comes out of it, not by what it claims', async () => {
  // Empty extended headers have no size that could be counted, and 64 MB of them fit in 70 kB.
  const empty = rawTarball([{ path: 'PaxHeader/x', type: 'pax' }], { plain: true }).subarray(0, 512);
  const bomb = gzipSync(Buffer.concat(Array.from({ length: 128 * 1024 }, () => empty)));
  expect(await reasonUnder({ ratioFromBytes: 1024 * 1024 }, bomb)).toBe('too-large');
});

test('small files may be as repetitive as they like', async () => {
  expect(await reasonUnder({}, tarballWith(file('\0'.repeat(8 * 1024 * 1024))))).toBe('read');
});

test('extended headers are counted together', async () => {
  const pax = { comment: 'x'.repeat(1_000) };
  const bytes = tarballWith({ ...file('a'), pax }, { path: 'package/b', pax });
  expect(await reasonUnder({ headerBytes: 3_000 }, bytes)).toBe('read');
  expect(await reasonUnder({ headerBytes: 1_500 }, bytes)).toBe('too-large');
});

test('a few broken headers are an oddity, as npm skips them; many are no tarball', async () => {
  const [front, noise] = [
    rawTarball([manifestEntry], { plain: true }).subarray(0, 1_024),
    Buffer.alloc(512, 'x'),
  ];
  const withNoise = (count: number) =>
    Buffer.concat([front, ...Array.from({ length: count }, () => noise), Buffer.alloc(1_024)]);
  const reading = await readBytes(withNoise(3), { limits: { brokenHeaders: 3 } });
  expect(reading.status === 'read' && reading.content.oddities).toHaveLength(1);
  expect(await reasonUnder({ brokenHeaders: 3 }, withNoise(4))).toBe('malformed');
});

test('reading of a malformed tarball goes on for a while only', async () => {
  const noise = Buffer.alloc(100_000, 'x');
  let read = 0;
  const bytes = { length: 0 };
  const counted = {
    on: (event: string, listener: (chunk: Buffer) => void) => {
      if (event === 'data') {
        queueMicrotask(function next() {
          if (paused || read > 50) return;
          read += 1;
          bytes.length += noise.length;
          listener(noise);
          queueMicrotask(next);
        });
      }
      return counted;
    },
    pause: () => {
      paused = true;
    },
  };
  let paused = false;
  const { readTarball } = await import('../../src/content/read-tarball.ts');
  const reading = await readTarball(counted, { limits: { brokenHeaders: 0, drainBytes: 500_000 } });
  expect(reading).toMatchObject({ reason: 'malformed' });
  expect([paused, read]).toEqual([true, 7]);
});
