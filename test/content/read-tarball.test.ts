import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTarball } from '../../src/content/read-tarball.ts';
import { rawTarball } from '../world/tarballs.ts';
import { contentOf, manifestEntry, readBytes, tarballWith } from './bytes.ts';

const sri = (text: string | Buffer) => `sha512-${createHash('sha512').update(text).digest('base64')}`;

test('every file has its size, hash and executable bit, under its path in the package', async () => {
  const bytes = tarballWith(
    { path: 'package/index.js', body: 'run()' },
    { path: 'package/bin/run', body: '#!/bin/sh\n', mode: 0o755 },
    { path: 'package/empty' },
  );
  const content = await contentOf(bytes);
  expect(content.files.get('index.js')).toEqual({ size: 5, sha512: sri('run()'), executable: false });
  expect(content.files.get('bin/run')?.executable).toBe(true);
  expect(content.files.get('empty')).toEqual({ size: 0, sha512: sri(''), executable: false });
  expect([...content.files.keys()]).toEqual(['package.json', 'index.js', 'bin/run', 'empty']);
  expect(content.sha512).toBe(sri(bytes));
  expect([content.packedSize, content.unpackedSize]).toEqual([bytes.length, 47]);
  expect(content.manifest).toMatchObject({ name: 'pkg', version: '1.0.0' });
  expect(content.oddities).toEqual([]);
});

test('a tarball that is not zipped is read, as npm does', async () => {
  const content = await contentOf(rawTarball([manifestEntry], { plain: true }));
  expect(content.manifest.name).toBe('pkg');
});

test('the same bytes twice under one path are nothing', async () => {
  const twice = ['package/./a.js', 'package/a.js'].map((path) => ({ path, body: 'a' }));
  const content = await contentOf(tarballWith(...twice));
  expect(content.files.has('a.js')).toBe(true);
  expect(content.oddities).toEqual([]);
});

test('of two entries with one path the last one counts, and package.json is that one', async () => {
  const content = await contentOf(
    tarballWith({ path: 'package/package.json', body: '{"name":"other","version":"2.0.0"}' }),
  );
  expect(content.manifest.name).toBe('other');
  expect(content.oddities).toEqual([
    { path: 'package.json', what: 'more than one entry; the last one counts' },
  ]);
});

test('texts are kept where they are asked for and small', async () => {
  const bytes = tarballWith(
    { path: 'package/setup.js', body: 'small' },
    { path: 'package/large.js', body: 'x'.repeat(101) },
    { path: 'package/other.txt', body: 'small' },
  );
  const reading = await readBytes(bytes, {
    limits: { textBytes: 100 },
    keep: (path) => path.endsWith('.js'),
  });
  expect(reading.status === 'read' && [...reading.texts.keys()]).toEqual(['package.json', 'setup.js']);
});

test('what lies behind the end mark is not kept, and not counted as content', async () => {
  const bytes = rawTarball([manifestEntry], { trailing: Buffer.alloc(64 * 1024 * 1024) });
  const before = process.memoryUsage().rss;
  const content = await contentOf(bytes);
  expect(content.files.size).toBe(1);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('without a package.json it is malformed', async () => {
  const reading = await readBytes(rawTarball([{ path: 'package/index.js', body: '1' }]));
  expect(reading).toMatchObject({ reason: 'malformed', detail: 'it has no package.json' });
});

test('an error of the stream is passed on, even after the tarball proved to be malformed', async () => {
  const stream = new Readable({ read() {} });
  const reading = readTarball(stream);
  stream.push(Buffer.from('this is no tarball at all'.repeat(100)));
  setTimeout(() => stream.destroy(new Error('not the promised bytes')), 20);
  await expect(reading).rejects.toThrow('not the promised bytes');
});

const real = tarballWith(
  { path: 'package/index.js', body: 'module.exports = 1;\n'.repeat(200) },
  { path: `package/${'deep/'.repeat(30)}file.js`, body: 'deep' },
);

test('random bytes never throw', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 4_096 }),
    // The first bytes of gzip and of zstd lead to their decompressors.
    fc.uint8Array({ maxLength: 2_048 }).map((rest) => Uint8Array.from([0x1f, 0x8b, 8, 0, ...rest])),
    fc.uint8Array({ maxLength: 2_048 }).map((rest) => Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, ...rest])),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 600 }), async (noise, piece) => {
      expect((await readBytes(Buffer.from(noise), {}, piece)).status).toBe('unreadable');
    }),
    { numRuns: 150 },
  );
});

test('a tarball that was cut off anywhere is unreadable', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: real.length - 20 }), async (end) => {
      expect((await readBytes(real.subarray(0, end))).status).toBe('unreadable');
    }),
    { numRuns: 60 },
  );
});

test('mutated headers never throw', async () => {
  const plain = rawTarball(
    [manifestEntry, { path: 'package/a.js', body: 'a', pax: { path: 'package/b.js' } }],
    {
      plain: true,
    },
  );
  const change = fc.tuple(fc.nat(plain.length - 1), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
      const mutated = Buffer.from(plain);
      for (const [at, value] of changes) mutated[at] = value;
      expect(['read', 'unreadable']).toContain((await readBytes(mutated)).status);
    }),
    { numRuns: 200 },
  );
});
