import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProfiles } from '../../src/evidence/profile.ts';
import { sentinels } from '../../src/evidence/sentinels.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { SENTINELS } from '../world/sentinels.ts';
import { createWorld, type World } from '../world/world.ts';
import { clock, knownValue, now, npmOptions, type TempFolder, tempFolder, unknownOf } from './support.ts';

const day = 24 * 3_600_000;
const answer = (times: Record<string, string>) =>
  Promise.resolve({ versions: Object.fromEntries(Object.keys(times).map((one) => [one, {}])), time: times });

const truth = new Map<string, { readonly version: string; readonly publishedAt: string }>(
  sentinels.map((one) => [one.name, one]),
);

/** A registry that gives these answers for sentinels, and true ones for the rest. */
function registryWith(over: (name: string, version: string, at: string) => Promise<object> | undefined) {
  const asked: string[] = [];
  return {
    asked,
    registryFor: () => 'https://registry.example/',
    load(name: string) {
      asked.push(name);
      const { version = '', publishedAt = '' } = truth.get(name) ?? {};
      return (over(name, version, publishedAt) ?? answer({ [version]: publishedAt })) as Promise<
        Record<string, unknown>
      >;
    },
  };
}

async function ask(
  over: Parameters<typeof registryWith>[0],
  folder: TempFolder | undefined = undefined,
  at: Date = now,
) {
  const host = { files: nodeFiles, clock: { ...clock, now: () => at } };
  const profiles = await loadProfiles(host, { state: folder?.path }, {});
  const registry = registryWith(over);
  const fact = await profiles.timesBelieved('https://registry.example/', registry);
  return { fact, asked: registry.asked, profiles };
}

const shifted = (ms: number) => (name: string, version: string, at: string) =>
  name === 'once' ? answer({ [version]: new Date(Date.parse(at) + ms).toISOString() }) : undefined;

test('true times of the sentinels are believed', async () => {
  expect(knownValue((await ask(() => undefined)).fact)).toBe(true);
});

test('a day of difference is in order, more is not', async () => {
  expect(knownValue((await ask(shifted(day))).fact)).toBe(true);
  expect(unknownOf((await ask(shifted(day + 1))).fact)).toEqual({
    reason: 'not-offered',
    detail: 'https://registry.example/ tells when it copied a version, not when that was published',
  });
  expect(unknownOf((await ask(shifted(-day - 1))).fact).reason).toBe('not-offered');
});

test('a registry without times is not believed', async () => {
  const { fact } = await ask((_name, version) => Promise.resolve({ versions: { [version]: {} } }));
  expect(unknownOf(fact).reason).toBe('not-offered');
});

const notFound = () => Promise.reject(Object.assign(new Error('404'), { code: 'E404' }));
const down = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));

test('two sentinels suffice, one may be chance', async () => {
  const only =
    (...names: string[]) =>
    (name: string) =>
      names.includes(name) ? undefined : notFound();
  expect(knownValue((await ask(only('once', 'wrappy'))).fact)).toBe(true);
  expect(unknownOf((await ask(only('once'))).fact).reason).toBe('not-offered');
});

test('a private registry, and one that has a package of its own under the name', async () => {
  const detail = 'https://registry.example/ has no package whose true publish time is known';
  expect(unknownOf((await ask(notFound)).fact)).toEqual({ reason: 'not-offered', detail });
  const others = () => answer({ '99.0.0': now.toISOString() });
  expect(unknownOf((await ask(others)).fact)).toEqual({ reason: 'not-offered', detail });
});

test('a registry that is down leaves its own reason', async () => {
  expect(unknownOf((await ask(down)).fact).reason).toBe('offline');
});

test('what was learned holds for a week, that nothing is offered for a day', async () => {
  await using folder = tempFolder();
  const after = (ms: number) => new Date(now.getTime() + ms);
  expect((await ask(() => undefined, folder)).asked).toHaveLength(4);
  const recalled = await ask(notFound, folder, after(7 * day - 1));
  expect([recalled.asked, knownValue(recalled.fact)]).toEqual([[], true]);
  const again = await ask(notFound, folder, after(7 * day));
  expect([again.asked.length, unknownOf(again.fact).reason]).toEqual([4, 'not-offered']);
  expect((await ask(() => undefined, folder, after(8 * day - 1))).asked).toEqual([]);
  expect(knownValue((await ask(() => undefined, folder, after(8 * day))).fact)).toBe(true);
});

test('trouble of the environment is not remembered', async () => {
  await using folder = tempFolder();
  await ask(down, folder);
  expect(knownValue((await ask(() => undefined, folder)).fact)).toBe(true);
});

test('a memory from the future is not believed', async () => {
  await using folder = tempFolder();
  await ask(() => undefined, folder);
  expect((await ask(() => undefined, folder, new Date(now.getTime() - 1))).asked).toHaveLength(4);
});

test('the file is for the user alone, and names no credentials', async () => {
  await using folder = tempFolder();
  const profiles = await loadProfiles({ files: nodeFiles, clock }, { state: folder.path }, {});
  const registry = {
    ...registryWith(() => undefined),
    registryFor: () => 'https://me:secret@registry.example/',
  };
  await profiles.timesBelieved('https://me:secret@registry.example/', registry);
  const path = join(folder.path, 'registries.json');
  expect(readFileSync(path, 'utf8')).not.toContain('secret');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a damaged memory, or one that cannot be kept, is told and learned again', async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, 'registries.json'), '{"damaged');
  const { fact, profiles } = await ask(() => undefined, folder);
  expect([knownValue(fact), profiles.notes.length]).toEqual([true, 1]);
  const unwritable = {
    path: join(folder.path, 'registries.json', 'folder'),
    [Symbol.asyncDispose]: async () => {},
  };
  const unkept = await ask(() => undefined, unwritable);
  expect(knownValue(unkept.fact)).toBe(true);
  expect(unkept.profiles.notes.join()).toMatch(/cannot use its own file/);
});

test('each registry is asked once in a run', async () => {
  const profiles = await loadProfiles({ files: nodeFiles, clock }, { state: undefined }, {});
  const registry = registryWith(() => undefined);
  const ask = () => profiles.timesBelieved('https://registry.example/', registry);
  await Promise.all([ask(), ask()]);
  await ask();
  expect(registry.asked).toHaveLength(4);
});

async function overTheWire(world: World, folder: TempFolder, registry = world.registry().url) {
  const options = npmOptions(world.registry().url, folder);
  const profiles = await loadProfiles({ files: nodeFiles, clock }, { state: undefined }, options);
  return profiles.timesBelieved(registry, createPackumentStore(options));
}

test('over the wire: a registry, a mirror, and a registry for a scope', async () => {
  await using world = await createWorld();
  await using folder = tempFolder();
  expect(knownValue(await overTheWire(world, folder))).toBe(true);

  const own = world.registry('acme');
  world.allowMissing(...sentinels.map(({ name }) => name));
  expect(unknownOf(await overTheWire(world, folder, own.url)).detail).toMatch(/has no package whose true/);
  for (const spec of SENTINELS) own.publish(spec);
  own.serveThin('2024-02-23T22:24:11.011Z');
  own.setMaxAge(0);
  expect(unknownOf(await overTheWire(world, folder, own.url)).detail).toMatch(/when it copied a version/);
});

test("the sentinels are the world's", () => {
  const world = SENTINELS.map(({ name, version, publishedAt }) => ({ name, version, publishedAt }));
  expect(world).toEqual(sentinels);
});
