import { join } from 'node:path';
import pacote from 'pacote';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';

/** One set of full packuments for the whole run. */

let world: World;
beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
});

it('asks once, however many want it at the same time or later', async () => {
  const store = createPackumentStore({ registry: world.registry().url });
  const [one, other] = await Promise.all([store.load('leaf'), store.load('leaf')]);
  expect(one).toBe(other);
  expect(await store.load('leaf')).toBe(one);
  expect(world.requests).toHaveLength(1);
  expect(one['time']).toBeDefined();
});

it('asks again after a failure', async () => {
  world.registry().fail('leaf', { kind: 'status', status: 500 }, 1);
  const store = createPackumentStore({ registry: world.registry().url, fetchRetries: 0 });
  await expect(store.load('leaf')).rejects.toMatchObject({ code: 'E500' });
  expect((await store.load('leaf'))['name']).toBe('leaf');
});

it('stops reading an answer that has no end', async () => {
  world.registry().fail('leaf', { kind: 'huge' });
  const store = createPackumentStore({ registry: world.registry().url, fetchRetries: 0 }, 1024 * 1024);
  await expect(store.load('leaf')).rejects.toMatchObject({ code: 'ENPQTOOLARGE' });
});

it('reads a large document without a warning on the terminal', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  world
    .registry()
    .publish({ name: 'large', version: '1.0.0', registryManifest: { text: 'x'.repeat(4_000_000) } });
  await using project = tempProject();
  const store = createPackumentStore({ registry: world.registry().url, cache: join(project.home, 'cache') });
  expect((await store.load('large'))['name']).toBe('large');
  expect(warned.mock.calls).toEqual([]);
  vi.restoreAllMocks();
});

it('says so where an answer breaks off', async () => {
  world.registry().fail('leaf', { kind: 'truncate' });
  const store = createPackumentStore({ registry: world.registry().url, fetchRetries: 0 });
  await expect(store.load('leaf')).rejects.toThrow();
});

it.each(['null', '5', '"x"', '[]'])('refuses a document that is %s', async (text) => {
  const stranger = world.foreign();
  stranger.serve('/leaf', text, { 'content-type': 'application/json' });
  const store = createPackumentStore({ registry: stranger.url, fetchRetries: 0 });
  await expect(store.load('leaf')).rejects.toMatchObject({ code: 'ENPQMALFORMED' });
});

it('puts the documents where pacote finds them', async () => {
  world.registry().publish({ name: '@acme/leaf', version: '1.0.0' });
  const options = { registry: world.registry().url, fullMetadata: true };
  const store = createPackumentStore(options);
  for (const name of ['leaf', '@acme/leaf']) {
    const document = await store.load(name);
    expect(await pacote.packument(name, { ...options, packumentCache: store.cache })).toBe(document);
  }
  expect(world.requests).toHaveLength(2);
});

it('knows the registry of a name, its scope considered', () => {
  const store = createPackumentStore({
    ...{ registry: 'https://registry.example', '@acme:registry': 'https://npm.acme.example/api//' },
  });
  expect(store.registryFor('leaf')).toBe('https://registry.example/');
  expect(store.registryFor('@acme/tool')).toBe('https://npm.acme.example/api/');
});
