import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contentRules } from '../../src/content/record.ts';
import { keptUnder } from '../../src/content/record-codec.ts';
import { type CacheFiles, openContentCache } from '../../src/evidence/content-cache.ts';
import { createTarballReads } from '../../src/evidence/tarball-reads.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { aPackageOf } from '../content/difference/given.ts';
import { createWorld, type World } from '../world/world.ts';
import { npmOptions, type TempFolder, tempFolder } from './support.ts';

const sha512 = `sha512-${'A'.repeat(86)}==`;

function publish(world: World) {
  const { integrity } = world.registry().publish({
    ...{ name: 'pkg', version: '1.0.0', manifest: { bundleDependencies: ['b'] } },
    files: { 'a.js': 'go()', 'node_modules/b/package.json': '{"name":"b"}' },
  });
  const spec = `${world.registry().url}pkg/-/pkg-1.0.0.tgz`;
  return { spec, resolved: spec, integrity, allowRemote: 'all' as const };
}

/** A run of npq: nothing in memory, and an npm cache that somebody has emptied. */
async function aRun(world: World, folder: TempFolder, request: ReturnType<typeof publish>, git = false) {
  await rm(join(folder.path, '_cacache'), { recursive: true, force: true });
  const options = npmOptions(world.registry().url, folder);
  const contents = openContentCache(nodeFiles, { cache: join(folder.path, 'npq') });
  return createTarballReads({ options, contents }).read(request, 'pkg@1.0.0', git);
}

const opened = (world: World) => world.requests.filter(({ url }) => url.endsWith('.tgz')).length;

function filesBelow(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    return statSync(inner).isDirectory() ? filesBelow(inner) : [inner];
  });
}

it('a second run opens no tarball, and knows the same', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const request = publish(world);
  const first = await aRun(world, folder, request);
  expect(first).toMatchObject({ content: { sha512: request.integrity } });
  expect(await aRun(world, folder, request)).toEqual(first);
  expect(opened(world)).toBe(1);
});

it('bytes that no sha512 binds are read every time', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const { integrity, ...unbound } = publish(world);
  for (const given of [unbound, { ...unbound, integrity: `${integrity} ${sha512}` }]) {
    const before = opened(world);
    await aRun(world, folder, given as never);
    await aRun(world, folder, given as never);
    expect(opened(world) - before).toBe(2);
  }
});

it('a clone is never answered from what was kept', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const request = publish(world);
  await aRun(world, folder, request);
  await aRun(world, folder, request, true);
  expect(opened(world)).toBe(2);
});

it('a damaged entry is read anew, and mended', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const request = publish(world);
  const first = await aRun(world, folder, request);
  const [entry = ''] = filesBelow(join(folder.path, 'npq'));
  const whole = readFileSync(entry);
  for (const damaged of [Buffer.alloc(0), whole.subarray(0, -1), Buffer.from('npq')]) {
    writeFileSync(entry, damaged);
    expect(await aRun(world, folder, request)).toEqual(first);
    expect(readFileSync(entry).equals(whole)).toBe(true);
  }
  expect(opened(world)).toBe(4);
});

it('what could not be read is asked for again', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  const request = publish(world);
  expect(await aRun(world, folder, { ...request, integrity: sha512 })).toMatchObject({ status: 'unknown' });
  expect(readdirSync(folder.path)).not.toContain('npq');
});

it('what was kept under other rules is not found, and goes with the first that is kept under these', async () => {
  await using folder = tempFolder();
  const cache = folder.path;
  const kept = { content: { ...aPackageOf(), sha512 }, texts: new Map<string, string>() };
  const before = openContentCache(nodeFiles, { cache });
  await before?.keep(kept);
  const other = `sha512-${'B'.repeat(85)}A==`;
  await openContentCache(nodeFiles, { cache })?.keep({
    ...kept,
    content: { ...kept.content, sha512: other },
  });
  expect(await before?.find(sha512)).toEqual(kept);

  const older = join(cache, 'contents', '0.9');
  renameSync(join(cache, 'contents', keptUnder), older);
  const later = openContentCache(nodeFiles, { cache });
  expect(await later?.find(sha512)).toBeUndefined();
  await later?.keep(kept);
  expect(readdirSync(join(cache, 'contents'))).toEqual([keptUnder]);
  expect(keptUnder.endsWith(`.${contentRules}`)).toBe(true);
});

it('a folder that cannot be used costs no run', async () => {
  await using folder = tempFolder();
  const cache = join(folder.path, 'file');
  await writeFile(cache, '');
  const contents = openContentCache(nodeFiles, { cache });
  await contents?.keep({ content: { ...aPackageOf(), sha512 }, texts: new Map() });
  expect(await contents?.find(sha512)).toBeUndefined();
  const broken: CacheFiles = { ...nodeFiles, readBytes: () => Promise.reject(new TypeError('a bug')) };
  await expect(openContentCache(broken, { cache })?.find(sha512)).rejects.toThrow('a bug');
});

it('where nothing can be kept there is no cache', () => {
  expect(openContentCache(nodeFiles, { cache: undefined })).toBeUndefined();
});

it('many at once keep and find their own', async () => {
  await using folder = tempFolder();
  const both = [1, 2].map(() => openContentCache(nodeFiles, { cache: folder.path }));
  const names = Array.from({ length: 40 }, (_, index) => `sha512-${String(index + 10).padEnd(86, 'A')}==`);
  const kept = (name: string) => ({ content: { ...aPackageOf(), sha512: name }, texts: new Map() });
  await Promise.all(names.flatMap((name) => both.map((cache) => cache?.keep(kept(name)))));
  const found = await Promise.all(names.map((name) => both[0]?.find(name)));
  expect(found.map((one) => one?.content.sha512)).toEqual(names);
});
