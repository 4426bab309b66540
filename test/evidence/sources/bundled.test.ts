import { expect, test } from 'vitest';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { tarballSource } from '../../../src/evidence/sources/tarball.ts';
import { createTarballReads } from '../../../src/evidence/tarball-reads.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { createPackumentStore } from '../../../src/plan/packuments.ts';
import { createWorld, type World } from '../../world/world.ts';
import { clock, entryAt, knownValue, npmOptions, planned, tempFolder, unknownOf } from '../support.ts';

const manifest = (name: string, scripts = {}) => JSON.stringify({ name, version: '2.0.0', scripts });

function outer(world: World, files: Record<string, string>): PlannedPackage {
  world.registry().publish({ name: 'outer', version: '1.0.0', files });
  return planned('outer', '1.0.0', { registry: world.registry().url });
}

function inner(...places: readonly string[]): PlannedPackage {
  const key = 'inner@2.0.0 (bundled by outer@1.0.0)';
  const entries = places.map((place) => entryAt(place, key));
  return planned('inner', '2.0.0', { key, entries, origin: { kind: 'bundled', by: 'outer@1.0.0' } });
}

async function read(world: World, bundler: PlannedPackage, pkg: PlannedPackage) {
  await using folder = tempFolder();
  const options = npmOptions(world.registry().url, folder);
  const source = tarballSource({
    ...{
      reads: createTarballReads({ options }),
      packages: [bundler, pkg],
      projectPath: folder.path,
      files: nodeFiles,
      clock,
    },
    documents: packumentSource({ packuments: createPackumentStore(options), clock }),
  });
  // The bundler itself may be vetted, and then nobody asks for it.
  return (await source.load([pkg])).get(pkg.key);
}

test("a bundled package is a part of its bundler's tarball", async () => {
  await using world = await createWorld();
  const bundler = outer(world, {
    'node_modules/inner/package.json': manifest('inner', { install: 'x' }),
    'node_modules/inner/binding.gyp': '{}',
    'node_modules/inner-other/package.json': manifest('inner-other'),
  });
  const content = knownValue(await read(world, bundler, inner('node_modules/outer/node_modules/inner')));
  expect([...content.files.keys()].sort()).toEqual(['binding.gyp', 'package.json']);
  expect(content.manifest.scripts).toEqual(new Map([['install', 'x']]));
  expect(content.unpackedSize).toBe(2 + manifest('inner', { install: 'x' }).length);
});

test('it is found at any depth, and wherever its bundler was placed', async () => {
  await using world = await createWorld();
  const bundler = {
    ...outer(world, { 'node_modules/a/node_modules/inner/package.json': manifest('inner') }),
    entries: [entryAt('node_modules/z/node_modules/outer', 'outer@1.0.0')],
  };
  const pkg = inner('node_modules/z/node_modules/outer/node_modules/a/node_modules/inner');
  expect(knownValue(await read(world, bundler, pkg)).manifest.name).toBe('inner');
});

test('a package that is not in the tarball was promised', async () => {
  await using world = await createWorld();
  const fact = await read(world, outer(world, {}), inner('node_modules/outer/node_modules/inner'));
  expect(unknownOf(fact).reason).toBe('promised-but-missing');
  const elsewhere = await read(world, outer(world, {}), inner('node_modules/elsewhere/node_modules/inner'));
  expect(unknownOf(elsewhere).reason).toBe('promised-but-missing');
});

test('copies under one name and version may not differ in what npm runs', async () => {
  await using world = await createWorld();
  const places = [
    'node_modules/outer/node_modules/inner',
    'node_modules/outer/node_modules/a/node_modules/inner',
  ];
  const same = outer(world, {
    'node_modules/inner/package.json': manifest('inner'),
    'node_modules/a/node_modules/inner/package.json': manifest('inner'),
  });
  expect(knownValue(await read(world, same, inner(...places))).manifest.name).toBe('inner');
  const different = outer(world, {
    'node_modules/inner/package.json': manifest('inner'),
    'node_modules/a/node_modules/inner/package.json': manifest('inner', { install: 'evil' }),
  });
  expect(unknownOf(await read(world, different, inner(...places))).reason).toBe('malformed');
});

test('copies under one name and version may not differ in a file that a script of theirs starts', async () => {
  await using world = await createWorld();
  const script = manifest('inner', { install: 'node install.js' });
  const different = outer(world, {
    'node_modules/inner/package.json': script,
    'node_modules/inner/install.js': 'build()',
    'node_modules/a/node_modules/inner/package.json': script,
    'node_modules/a/node_modules/inner/install.js': 'other()',
  });
  const pkg = inner(
    'node_modules/outer/node_modules/inner',
    'node_modules/outer/node_modules/a/node_modules/inner',
  );
  expect(unknownOf(await read(world, different, pkg)).reason).toBe('malformed');
});

test('its code is told under its own paths, and is that of its own files', async () => {
  await using world = await createWorld();
  const bundler = outer(world, {
    'outer.js': `${' '.repeat(3_000)}1`,
    'node_modules/inner/package.json': manifest('inner'),
    'node_modules/inner/lib/wide.js': `${'x'.repeat(3_000)}`,
    'node_modules/inner-other/package.json': manifest('inner-other'),
    'node_modules/inner-other/wide.js': `${'x'.repeat(4_000)}`,
  });
  const { code } = knownValue(await read(world, bundler, inner('node_modules/outer/node_modules/inner')));
  expect([...(code?.files ?? [])].map(([path, { longestLine }]) => [path, longestLine])).toEqual([
    ['lib/wide.js', 3_000],
  ]);
});

test('a bundler that could not be read leaves its own reason', async () => {
  await using world = await createWorld();
  world.allowMissing('outer');
  const fact = await read(world, planned('outer', '1.0.0'), inner('node_modules/outer/node_modules/inner'));
  expect(unknownOf(fact).reason).toBe('not-found');
});
