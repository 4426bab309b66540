import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RawEntry, rawTarball } from '../world/tarballs.ts';
import { contentOf, manifestEntry, tarballWith } from './bytes.ts';

/** What pacote, and so npm, puts on disk: path to hash. */
async function unpacked(bytes: Buffer): Promise<Record<string, string>> {
  const { default: pacote } = (await import('pacote')) as unknown as {
    default: { extract(spec: string, dest: string, options: object): Promise<unknown> };
  };
  const folder = mkdtempSync(join(tmpdir(), 'npq-unpack-'));
  try {
    writeFileSync(join(folder, 'it.tgz'), bytes);
    const dest = join(folder, 'out');
    await pacote.extract(`file:${join(folder, 'it.tgz')}`, dest, { cache: join(folder, 'cache') });
    const files = readdirSync(dest, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    return Object.fromEntries(
      files
        .map(({ parentPath, name }) => join(parentPath, name))
        .map((path) => [path.slice(dest.length + 1), hash(readFileSync(path))] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function read(bytes: Buffer): Promise<Record<string, string>> {
  const { files } = await contentOf(bytes);
  return Object.fromEntries(
    [...files].map(([path, { sha512 }]) => [path, sha512] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const hash = (bytes: Buffer) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

test.each<[string, readonly RawEntry[]]>([
  [
    'links',
    [
      { path: 'package/l', type: 'symlink', linkpath: '/etc/passwd' },
      { path: 'package/h', type: 'link', linkpath: 'package/package.json' },
    ],
  ],
  [
    'paths that lead out',
    [
      { path: 'package/../../evil', body: 'x' },
      { path: 'package/a/../b', body: 'x' },
    ],
  ],
  [
    'absolute paths',
    [
      { path: '/package/a', body: 'x' },
      { path: 'package//tmp/b', body: 'y' },
      { path: 'package/C:/c', body: 'z' },
    ],
  ],
  [
    'another first folder',
    [
      { path: 'elsewhere/a', body: 'x' },
      { path: 'b', body: 'x' },
    ],
  ],
  [
    'dots and doubled slashes',
    [
      { path: 'package/./a', body: 'x' },
      { path: 'package/b//c', body: 'x' },
    ],
  ],
  [
    'devices and pipes',
    [
      { path: 'package/f', type: 'fifo' },
      { path: 'package/c', type: 'character-device' },
    ],
  ],
  ['a .gitignore alone', [{ path: 'package/.gitignore', body: 'x' }]],
  [
    'a .gitignore behind a .npmignore',
    [
      { path: 'package/.npmignore', body: 'n' },
      { path: 'package/.gitignore', body: 'g' },
    ],
  ],
  [
    'a .gitignore before a .npmignore',
    [
      { path: 'package/.gitignore', body: 'g' },
      { path: 'package/.npmignore', body: 'n' },
    ],
  ],
  [
    'the same path twice',
    [
      { path: 'package/a', body: 'first' },
      { path: 'package/a', body: 'second' },
    ],
  ],
  ['a path from an extended header', [{ path: 'package/a', body: 'x', pax: { path: 'package/b' } }]],
  [
    'backslashes',
    [
      { path: 'package/a\\b', body: 'x' },
      { path: 'package/..\\c', body: 'x' },
    ],
  ],
])('%s: the same files as npm unpacks', async (_what, entries) => {
  const bytes = tarballWith(...entries);
  expect(await read(bytes)).toEqual(await unpacked(bytes));
});

test('any mixture: the same files as npm unpacks', async () => {
  const part = fc.constantFrom(
    'a',
    'b',
    '.',
    '..',
    '',
    'package',
    '.gitignore',
    '.npmignore',
    'c:',
    'd\\e',
    '~',
  );
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `package/${parts.join('/')}`);
  const type = fc.constantFrom<NonNullable<RawEntry['type']>>(
    'file',
    'file',
    'file',
    'symlink',
    'fifo',
    'directory',
  );
  const entry = fc.record({ path, type, body: fc.constantFrom('x', 'y', '') }).map((one): RawEntry => {
    if (one.type === 'file') return one;
    return { path: one.path, type: one.type, ...(one.type === 'symlink' ? { linkpath: 'a' } : {}) };
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
      const bytes = rawTarball([manifestEntry, ...entries]);
      const content = await contentOf(bytes);
      // A path that is a file and a folder at once ends differently from disk to disk; it is told as an oddity.
      fc.pre(!content.oddities.some(({ what }) => what.includes('which is a file')));
      expect(await read(bytes)).toEqual(await unpacked(bytes));
    }),
    { numRuns: 40 },
  );
});

test.each<[string, readonly RawEntry[], string | RegExp]>([
  ['a link', [{ path: 'package/l', type: 'symlink', linkpath: 'x' }], 'a symbolic link'],
  ['a hard link', [{ path: 'package/l', type: 'link', linkpath: 'x' }], 'a hard link'],
  ['a link within', [{ path: 'package/lib/l', type: 'symlink', linkpath: '../x' }], /^a symbolic link$/],
  ['a hard link within', [{ path: 'package/lib/l', type: 'link', linkpath: 'package/x' }], /^a hard link$/],
  ['a link out', [{ path: 'package/lib/l', type: 'symlink', linkpath: '../../x' }], /link that leads out/],
  ['a link to a root', [{ path: 'package/l', type: 'symlink', linkpath: '/etc/x' }], /link that leads out/],
  ['a hard link out', [{ path: 'package/l', type: 'link', linkpath: '../x' }], /link that leads out/],
  ['a device', [{ path: 'package/d', type: 'block-device' }], 'an entry of type BlockDevice'],
  ['a way out', [{ path: 'package/../x', body: 'x' }], 'a path that leads out of the package'],
  ['an absolute path', [{ path: 'package//x', body: 'x' }], 'an absolute path'],
  ['a backslash', [{ path: 'package/x\\y', body: 'x' }], 'a backslash, which Windows takes for a folder'],
  [
    'upper and lower case',
    [
      { path: 'package/A', body: '1' },
      { path: 'package/a', body: '2' },
    ],
    'the same path as A on disks',
  ],
  [
    'a file that is a folder',
    [
      { path: 'package/a', body: '1' },
      { path: 'package/a/b', body: '2' },
    ],
    'lies in a, which is a file',
  ],
])('%s is told as an oddity', async (_what, entries, text) => {
  const { oddities } = await contentOf(tarballWith(...entries));
  expect(oddities).toEqual([
    expect.objectContaining({
      what: typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text),
    }),
  ]);
});

test('folders are nothing odd', async () => {
  expect((await contentOf(tarballWith({ path: 'package/lib/', type: 'directory' }))).oddities).toEqual([]);
});

test('more oddities than a report can hold are counted', async () => {
  const links = Array.from(
    { length: 1_005 },
    (_, n): RawEntry => ({ path: `package/${n}`, type: 'symlink', linkpath: 'x' }),
  );
  const { oddities } = await contentOf(tarballWith(...links));
  expect(oddities).toHaveLength(1_001);
  expect(oddities.at(-1)).toEqual({ path: '', what: '5 more oddities' });
});
