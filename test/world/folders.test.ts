import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureNames, readFixture } from './folders.ts';
import { createWorld } from './world.ts';

const all = fixtureNames().map((name) => ({ folder: name, ...readFixture(name) }));

test('every folder is read, and its name is that of its package', () => {
  expect(all.length).toBeGreaterThan(10);
  for (const { folder, specs } of all) {
    expect(specs.length).toBeGreaterThan(0);
    for (const { name } of specs) expect(name.replace('@', '').replace('/', '-')).toBe(folder);
  }
});

test('harmless by construction: one known script, and no code that could reach outside', () => {
  for (const { folder, specs } of all) {
    for (const { manifest, files = {} } of specs) {
      const scripts = folder === 'hookline' ? { postinstall: 'node install.js' } : undefined;
      expect(manifest?.['scripts']).toEqual(scripts);
      for (const [path, content] of Object.entries(files)) {
        expect(String(content), `${folder}/${path}`).not.toMatch(
          /child_process|node:|\bfs\b|\bhttps?\b(?!:\/\/forge\.example)|eval|fetch/,
        );
      }
    }
  }
});

test('a history gives several versions, with an overlay for one of them', () => {
  const { specs } = readFixture('tidy-logger');
  expect(specs.map(({ version }) => version)).toEqual(['1.0.0', '1.0.1', '1.1.0', '2.0.0-beta.1']);
  expect(specs[3]?.tags).toEqual(['next']);
  expect(Object.keys(specs[0]?.files ?? {})).toEqual(['README.md', 'index.js']);
  expect(String(specs[0]?.files?.['index.js'])).not.toBe(String(specs[3]?.files?.['index.js']));
  expect(Object.keys(specs[3]?.files ?? {})).toEqual(['README.md', 'index.js']);
});

test('bundled packages lie under node_modules', () => {
  expect(Object.keys(readFixture('basket').specs[0]?.files ?? {})).toEqual([
    'node_modules/acorn-cap/index.js',
    'node_modules/acorn-cap/package.json',
    'index.js',
  ]);
});

test('all of them can be published at once, each in its registry', async () => {
  await using world = await createWorld({ packages: 'all', sentinels: false });
  const published = world.publishFixtures(...fixtureNames());
  const elsewhere = published.filter(({ tarballUrl }) => !tarballUrl.startsWith(world.url));
  expect(elsewhere.map(({ name }) => name)).toEqual(['@acme/private-thing']);
});

test('a folder from elsewhere is read by its absolute path, and must be a package', () => {
  const root = mkdtempSync(join(tmpdir(), 'npq-fixture-'));
  try {
    expect(() => readFixture(root)).toThrow('has no package.json');
    writeFileSync(join(root, 'package.json'), '{"name":"lonely"}');
    expect(() => readFixture(root)).toThrow('lacks name or version');
    writeFileSync(join(root, 'package.json'), '{"name":"lonely","version":"1.0.0"}');
    mkdirSync(join(root, 'lib'));
    writeFileSync(join(root, 'lib', 'a.js'), '');
    const { registry, specs } = readFixture(root);
    expect([registry, specs.length, Object.keys(specs[0]?.files ?? {})]).toEqual(['public', 1, ['lib/a.js']]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
