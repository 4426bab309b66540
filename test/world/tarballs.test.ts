import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Parser } from 'tar';
import { expect, test } from 'vitest';
import { ask } from './client.ts';
import { createWorld, packageTarball, type RawEntry, rawTarball } from './world.ts';

interface Seen {
  path: string;
  type: string;
  size: number;
  mode: number | undefined;
  mtime: Date | undefined;
  linkpath: string | undefined;
  content: string;
}

/** What tar, the library that npm unpacks with, makes of it. */
function parse(tarball: Buffer): Promise<Seen[]> {
  return new Promise((resolve, reject) => {
    const seen: Seen[] = [];
    const parser = new Parser({ strict: true });
    parser.on('entry', (entry) => {
      const { path, type, size, mode, mtime, linkpath } = entry;
      const one: Seen = { path, type, size, mode, mtime, linkpath, content: '' };
      seen.push(one);
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        one.content = Buffer.concat(chunks).toString('utf8');
      });
    });
    parser.on('end', () => resolve(seen));
    parser.on('error', reject);
    parser.end(tarball);
  });
}

const files = (entries: Record<string, string>) =>
  new Map(Object.entries(entries).map(([path, content]) => [path, Buffer.from(content)]));

test('a package is package.json first, under package/, dated 1985, with executable programs', async () => {
  const entries = await parse(
    packageTarball(files({ 'b.js': 'b', 'a.js': 'a', 'package.json': '{}' }), new Set(['b.js'])),
  );
  expect(entries.map(({ path }) => path)).toEqual(['package/package.json', 'package/a.js', 'package/b.js']);
  expect(entries.map(({ mode }) => mode)).toEqual([0o644, 0o644, 0o755]);
  expect(entries[0]?.mtime?.toISOString()).toBe('1985-10-26T08:15:00.000Z');
  expect(entries.map(({ content }) => content)).toEqual(['{}', 'a', 'b']);
});

test('equal files are equal bytes, in whatever order they come', () => {
  const one = packageTarball(files({ 'package.json': '{}', a: '1', b: '2' }), new Set());
  const other = packageTarball(files({ b: '2', a: '1', 'package.json': '{}' }), new Set());
  expect(one.equals(other)).toBe(true);
  expect([...one.subarray(4, 10)]).toEqual([0, 0, 0, 0, 2, 255]); // no time, best compression, unknown system
});

test('a path too long for a plain header comes back whole', async () => {
  const path = `${'ä'.repeat(60)}/${'b'.repeat(200)}.js`;
  const entries = await parse(packageTarball(files({ [path]: 'x' }), new Set()));
  expect(entries.map((entry) => entry.path)).toEqual([`package/${path}`]);
});

test('any path and content comes back from tar', async () => {
  const name = fc.stringMatching(/^[a-zä-ü0-9._-]{1,60}$/).filter((part) => !/^\.+$/.test(part));
  const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(path, fc.string({ maxLength: 1500 }), { minKeys: 1, maxKeys: 5 }),
      async (wanted) => {
        const entries = await parse(packageTarball(files(wanted), new Set()));
        const found = Object.fromEntries(
          entries.map((entry) => [entry.path.replace('package/', ''), entry.content]),
        );
        expect(found).toEqual({ ...wanted });
      },
    ),
    { numRuns: 40 },
  );
});

test('raw entries are written as they are given', async () => {
  const entries: RawEntry[] = [
    { path: 'package/package.json', body: '{"name":"first"}' },
    { path: 'package/package.json', body: '{"name":"second"}' },
    { path: '../outside.js', body: 'x' },
    { path: '/etc/absolute', body: 'x' },
    { path: 'package/link', type: 'symlink', linkpath: '/etc/passwd' },
    { path: 'package/hard', type: 'link', linkpath: '../../outside' },
    { path: 'package/folder', type: 'directory', mode: 0o755 },
    { path: 'package/pipe', type: 'fifo' },
    { path: 'package/set-uid', body: 'x', mode: 0o4755 },
    { path: 'package/innocent.js', body: 'x', pax: { path: 'package/other.js' } },
  ];
  const seen = (await parse(rawTarball(entries))).map(({ path, type, linkpath, content }) => [
    path,
    type,
    linkpath || content,
  ]);
  expect(seen).toEqual([
    ['package/package.json', 'File', '{"name":"first"}'],
    ['package/package.json', 'File', '{"name":"second"}'],
    ['../outside.js', 'File', 'x'],
    ['/etc/absolute', 'File', 'x'],
    ['package/link', 'SymbolicLink', '/etc/passwd'],
    ['package/hard', 'Link', '../../outside'],
    ['package/folder', 'Directory', ''],
    ['package/pipe', 'FIFO', ''],
    ['package/set-uid', 'File', 'x'],
    ['package/other.js', 'File', 'x'],
  ]);
});

test.each([1024, 8 * 1024 ** 3, 2 ** 40])('a header can claim %d bytes that are not there', (claimedSize) => {
  const tarball = rawTarball([{ path: 'package/big', body: 'small', claimedSize }]);
  const field = gunzipSync(tarball).subarray(124, 136);
  const claimed =
    field[0] === 0x80 ? Number(field.readBigUInt64BE(4)) : Number.parseInt(field.toString('latin1'), 8);
  expect(claimed).toBe(claimedSize);
});

test('a tarball can be cut short, unzipped, or followed by other bytes', () => {
  const entries: RawEntry[] = [{ path: 'package/package.json', body: '{}' }];
  const whole = rawTarball(entries);
  expect(() => gunzipSync(rawTarball(entries, { cutAt: whole.length - 20 }))).toThrow(
    'unexpected end of file',
  );
  expect(rawTarball(entries, { plain: true }).equals(gunzipSync(whole))).toBe(true);
  const trailing = Buffer.from('second archive');
  expect(gunzipSync(rawTarball(entries, { trailing })).subarray(-trailing.length).equals(trailing)).toBe(
    true,
  );
});

test('the registry serves the bytes it published, under their true digests', async () => {
  await using world = await createWorld();
  const registry = world.registry();
  const made = registry.publish({ name: 'plain', version: '1.0.0', files: { 'index.js': 'hello' } });
  const own = registry.publish({ name: 'bytes', version: '1.0.0', tarball: gzipSync('no tar at all') });
  const raw = registry.publish({ name: 'raw', version: '1.0.0', tarball: [{ path: '../x', body: 'y' }] });
  for (const { tarballUrl, tarball, integrity, shasum } of [made, own, raw]) {
    const { body } = await ask(tarballUrl);
    expect(body.equals(tarball)).toBe(true);
    expect(integrity).toBe(`sha512-${createHash('sha512').update(body).digest('base64')}`);
    expect(shasum).toBe(createHash('sha1').update(body).digest('hex'));
  }
  const other = Buffer.from('other bytes');
  registry.swapTarball('plain', '1.0.0', other);
  expect((await ask(made.tarballUrl)).body.equals(other)).toBe(true);
  expect(made.integrity).not.toContain(createHash('sha512').update(other).digest('base64'));
});
