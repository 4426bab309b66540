import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeManifest } from '../../src/content/packed-manifest.ts';

function manifestOf(document: unknown) {
  const decoded = decodeManifest(JSON.stringify(document));
  if (decoded.status !== 'decoded') throw new Error(decoded.detail);
  return decoded.manifest;
}

test('name, version, scripts, gypfile and bundled dependencies are read', () => {
  const text =
    '{"name":" a ","version":"1.0.0","scripts":{"install":"x"},"gypfile":false,"bundledDependencies":["b"]}';
  expect(decodeManifest(text)).toEqual({
    status: 'decoded',
    manifest: {
      name: 'a',
      version: '1.0.0',
      scripts: new Map([['install', 'x']]),
      gypfile: false,
      bundled: ['b'],
      dependencies: {
        dependencies: new Map(),
        optionalDependencies: new Map(),
        peerDependencies: new Map(),
      },
      starts: [],
      forPlatforms: false,
      homes: [],
    },
  });
});

test('what it depends on, starts, is made for and says of itself is read, at any depth of exports', () => {
  const manifest = manifestOf({
    main: './lib',
    exports: { '.': { node: [{ import: './a.mjs' }, './a.cjs'] } },
    bin: { a: 'cli.js' },
    os: ['linux'],
    homepage: 'https://a.example/',
    repository: { url: 'git+https://code.example/a.git' },
    dependencies: { b: '^1.0.0', c: 2 },
    optionalDependencies: { d: 'git+https://code.example/d.git' },
    peerDependencies: ['e'],
  });
  expect(manifest).toMatchObject({
    starts: ['./lib', './a.mjs', './a.cjs', 'cli.js'],
    forPlatforms: true,
    homes: ['https://a.example/', 'git+https://code.example/a.git'],
    dependencies: {
      dependencies: new Map([['b', '^1.0.0']]),
      optionalDependencies: new Map([['d', 'git+https://code.example/d.git']]),
      peerDependencies: new Map(),
    },
  });
});

test('exports that are nested too deep, or too many, say no more than a limit', () => {
  const deep = (depth: number): unknown => (depth === 0 ? './deep.js' : { x: deep(depth - 1) });
  expect(manifestOf({ exports: deep(16) }).starts).toEqual(['./deep.js']);
  expect(manifestOf({ exports: deep(17) }).starts).toEqual([]);
  const many = Array.from({ length: 20_000 }, (_, index) => `./${index}.js`);
  expect(manifestOf({ exports: many }).starts).toHaveLength(10_000);
});

test('a byte order mark is skipped, as npm skips it', () => {
  expect(decodeManifest('\uFEFF{"name":"a"}')).toMatchObject({ status: 'decoded', manifest: { name: 'a' } });
});

test.each(['', '{', '[]', 'null', '"x"', '1', '{"name":}'])('%j is malformed', (text) => {
  expect(decodeManifest(text)).toMatchObject({ status: 'unreadable', reason: 'malformed' });
});

test.each([
  ['{"__proto__":{"scripts":{"install":"evil"}}}'],
  ['{"scripts":{"__proto__":{"install":"evil"}}}'],
])('%s may become something else on its way through npm: malformed', (text) => {
  expect(decodeManifest(text)).toMatchObject({
    status: 'unreadable',
    detail: expect.stringContaining('__proto__'),
  });
});

test.each([
  [{ install: 1, test: 'x' }, [['test', 'x']]],
  [['install'], [['0', 'install']]],
  ['install', []],
  [null, []],
  [true, []],
])('scripts %j', (scripts, expected) => {
  expect([...manifestOf({ scripts }).scripts]).toEqual(expected);
});

test.each([
  [{ bundleDependencies: true, dependencies: { a: '1', b: '2' } }, ['a', 'b']],
  [{ bundleDependencies: { a: '1' } }, ['a']],
  [{ bundleDependencies: ['a', 1] }, ['a']],
  [{ bundleDependencies: false, bundledDependencies: ['a'] }, []],
  [{ bundledDependencies: ['a'] }, ['a']],
  [{}, []],
])('bundled in %j', (document, expected) => {
  expect(manifestOf(document).bundled).toEqual(expected);
});

test('scripts that are too long to show are too large', () => {
  const text = JSON.stringify({ scripts: { install: 'x'.repeat(300_000) } });
  expect(decodeManifest(text)).toMatchObject({ reason: 'too-large' });
});

test('any text ends decoded or unreadable, and its scripts are those that npm itself reads', async () => {
  const load = createRequire(createRequire(import.meta.url).resolve('pacote'));
  const PackageJson = load('@npmcli/package-json') as {
    normalize(path: string): Promise<{ content: { scripts?: Record<string, string> } }>;
  };
  const folder = mkdtempSync(join(tmpdir(), 'npq-manifest-'));
  const scripts = fc.oneof(
    fc.dictionary(fc.constantFrom('install', 'postinstall', 'x', '', 'constructor'), fc.jsonValue()),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(scripts, async (value) => {
      const text = JSON.stringify({ name: 'a', version: '1.0.0', scripts: value });
      const decoded = decodeManifest(text);
      if (decoded.status !== 'decoded') return;
      writeFileSync(join(folder, 'package.json'), text);
      const { content } = await PackageJson.normalize(folder);
      expect(Object.fromEntries(decoded.manifest.scripts)).toEqual({ ...content.scripts });
    }),
    { numRuns: 100 },
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(['decoded', 'unreadable']).toContain(decodeManifest(text).status);
    }),
  );
  rmSync(folder, { recursive: true });
});
