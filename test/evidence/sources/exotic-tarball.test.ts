import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canary } from '../../world/canary.ts';
import { createGitRepo } from '../../world/git.ts';
import { createWorld } from '../../world/world.ts';
import { knownValue, planned, tempFolder, unknownOf } from '../support.ts';

import { read } from './read-package.ts';

test('a remote tarball is read from its address, and checked where a lockfile knows its hash', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const stranger = world.foreign();
  const { tarball, integrity } = world.registry().publish({ name: 'pkg', version: '1.0.0' });
  stranger.serve('/pkg.tgz', tarball);
  const url = `${stranger.url}pkg.tgz`;
  const pkg = planned('pkg', '1.0.0', { origin: { kind: 'remote', url, host: new URL(url).host } });
  expect(knownValue(await read(pkg, { world, folder })).sha512).toBe(integrity);
  const wrong = { ...pkg, integrity: `sha512-${Buffer.alloc(64).toString('base64')}` };
  expect(unknownOf(await read(wrong, { world, folder })).reason).toBe('integrity-mismatch');
});

test("npm's own allow-remote holds: for the project's own dependencies, or for none", async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const stranger = world.foreign();
  stranger.serve('/pkg.tgz', world.registry().publish({ name: 'pkg', version: '1.0.0' }).tarball);
  const url = `${stranger.url}pkg.tgz`;
  const direct = planned('pkg', '1.0.0', { origin: { kind: 'remote', url, host: new URL(url).host } });
  const deeper = { ...direct, entries: direct.entries.map((entry) => ({ ...entry, direct: false })) };
  const under = (allowRemote: string) => ({ world, folder, options: { allowRemote } });
  expect(knownValue(await read(direct, under('root'))).manifest.name).toBe('pkg');
  expect(unknownOf(await read(deeper, under('root'))).reason).toBe('not-permitted');
  expect(unknownOf(await read(direct, under('none'))).reason).toBe('not-permitted');
});

test('an address that nobody agreed to is not contacted', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const stranger = world.foreign();
  const { host } = new URL(stranger.url);
  const url = `${stranger.url}pkg.tgz`;
  const pkg = planned('pkg', '', {
    ...{ origin: { kind: 'remote', url, host }, looked: false },
    permit: { spec: url, kind: 'remote', host },
  });
  expect(unknownOf(await read(pkg, { world, folder })).reason).toBe('not-permitted');
  expect(stranger.hits()).toBe(0);
});

test('a tarball in the project', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const { tarball, integrity } = world.registry().publish({ name: 'pkg', version: '1.0.0' });
  writeFileSync(join(folder.path, 'pkg.tgz'), tarball);
  const at = (path: string) => planned('pkg', '1.0.0', { origin: { kind: 'file', path } });
  expect(knownValue(await read(at('pkg.tgz'), { world, folder })).sha512).toBe(integrity);
  expect(knownValue(await read(at(join(folder.path, 'pkg.tgz')), { world, folder })).sha512).toBe(integrity);
  expect(unknownOf(await read(at('absent.tgz'), { world, folder })).reason).toBe('not-found');
});

test("a git dependency is read at the plan's commit, and nothing of it runs", async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  await using bird = canary();
  const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'prepublish', 'build'];
  const scripts = Object.fromEntries(hooks.map((hook) => [hook, bird.script]));
  await using repo = createGitRepo({
    'package.json': { name: 'pkg', version: '1.0.0', scripts, devDependencies: { absent: '1.0.0' } },
    'index.js': 'first',
  });
  repo.commit({ 'later.js': 'second' });
  const spec = `${repo.url}#main`;
  const pkg = planned('pkg', '1.0.0', { origin: { kind: 'git', spec, host: 'localhost', commit: repo.sha } });
  const content = knownValue(await read(pkg, { world, folder }));
  expect([...content.files.keys()].sort()).toEqual(['index.js', 'package.json']);
  expect([...content.manifest.scripts.keys()]).toEqual(hooks);
  expect(bird.runs()).toBe(0);
  expect(world.unknownPackages).toEqual([]);

  const branch = { ...pkg, key: 'branch', origin: { kind: 'git' as const, spec, host: 'localhost' } };
  expect(knownValue(await read(branch, { world, folder })).files.has('later.js')).toBe(true);
  const absent = { ...branch, origin: { ...branch.origin, spec: `${repo.url}#no-such-branch` } };
  expect(unknownOf(await read(absent, { world, folder })).reason).toMatch(/not-found|http-error/);
});

test("a linked folder's package.json and binding.gyp are read where they lie", async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const path = join(folder.path, 'linked');
  mkdirSync(path);
  const pkg = planned('linked', '1.0.0', { origin: { kind: 'directory', path } });
  expect(unknownOf(await read(pkg, { world, folder })).reason).toBe('not-found');
  writeFileSync(join(path, 'package.json'), '{"name":"linked","scripts":{"prepare":"x"}}');
  writeFileSync(join(path, 'binding.gyp'), '{}');
  const content = knownValue(await read(pkg, { world, folder }));
  expect([...content.files.keys()]).toEqual(['package.json', 'binding.gyp']);
  expect(content.manifest.scripts.get('prepare')).toBe('x');
  expect(content.packedSize).toBe(0);
  writeFileSync(join(path, 'package.json'), '{"name":');
  expect(unknownOf(await read(pkg, { world, folder })).reason).toBe('malformed');
  writeFileSync(join(path, 'package.json'), `{"x":"${'x'.repeat(1024 * 1024)}"}`);
  expect(unknownOf(await read(pkg, { world, folder })).reason).toBe('too-large');
});
