import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPackumentStore } from '../../src/plan/packuments.ts';
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

it('knows the registry of a name, its scope considered', () => {
  const store = createPackumentStore({
    ...{ registry: 'https://registry.example', '@acme:registry': 'https://npm.acme.example/api//' },
  });
  expect(store.registryFor('leaf')).toBe('https://registry.example/');
  expect(store.registryFor('@acme/tool')).toBe('https://npm.acme.example/api/');
});
