import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReadAhead } from '../../src/evidence/read-ahead.ts';
import { packumentSource } from '../../src/evidence/sources/packument.ts';
import { tarballSource } from '../../src/evidence/sources/tarball.ts';
import { createTarballReads, type TarballReads } from '../../src/evidence/tarball-reads.ts';
import { nodeFiles } from '../../src/host/files.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import { isAtRegistry } from '../../src/plan/addresses.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { createWorld, type World } from '../world/world.ts';
import { clock, knownValue, npmOptions, planned, type TempFolder, tempFolder, unknownOf } from './support.ts';

/** Tarballs are read while the plan is still being made, each at most once. */

let world: World;
let folder: TempFolder;
beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  folder = tempFolder();
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
  await folder[Symbol.asyncDispose]();
});

function reading(vetted: (pkg: PlannedPackage) => boolean = () => false) {
  const options = npmOptions(world.registry().url, folder);
  const packuments = createPackumentStore(options);
  const documents = packumentSource({ packuments, clock });
  const once = createTarballReads({ options });
  const readings = new Set<unknown>();
  const reads: TarballReads = {
    read(...args) {
      const reading = once.read(...args);
      readings.add(reading);
      return reading;
    },
  };
  const { registryFor } = packuments;
  return {
    /** How often a tarball was read, be it from npm's cache. */
    readings: () => readings.size,
    ahead: createReadAhead({
      ...{ documents, reads, registryFor, vetted },
      atRegistry: (address) => isAtRegistry(address, options, world.url),
    }),
    load: async (pkg: PlannedPackage) => {
      const source = tarballSource({
        ...{ reads, documents, packages: [pkg], projectPath: folder.path, files: nodeFiles, clock },
      });
      return (await source.load([pkg])).get(pkg.key);
    },
  };
}

const tarballsAsked = () =>
  world.requests.filter(({ path }) => path.endsWith('.tgz')).map(({ path }) => path);
const settled = () => expect.poll(() => world.requests.at(-1)?.status).not.toBeNull();

it('what was read ahead is not read again', async () => {
  const { integrity } = world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const { ahead, load, readings } = reading();
  ahead('pkg', '1.0.0');
  ahead('pkg', '1.0.0');
  await expect.poll(tarballsAsked).toHaveLength(1);
  const pkg = planned('pkg', '1.0.0', { integrity, registry: world.url });
  expect(knownValue(await load(pkg)).sha512).toBe(integrity);
  expect(readings()).toBe(1);
});

it('a package that has only a sha1 is not read again either', async () => {
  world.registry().publish({ name: 'old', version: '1.0.0', dist: { integrity: null } });
  const { ahead, load, readings } = reading();
  ahead('old', '1.0.0');
  await expect.poll(tarballsAsked).toHaveLength(1);
  knownValue(await load(planned('old', '1.0.0', { registry: world.url })));
  expect(readings()).toBe(1);
});

it('what the ledger vouches for is not read ahead', async () => {
  const { integrity } = world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const asked: (string | undefined)[] = [];
  const { ahead, load } = reading((pkg) => {
    asked.push(pkg.integrity);
    return true;
  });
  ahead('pkg', '1.0.0');
  await expect.poll(() => asked).toEqual([integrity]);
  await settled();
  expect(tarballsAsked()).toEqual([]);
  knownValue(await load(planned('pkg', '1.0.0', { integrity, registry: world.url })));
});

it('a read that failed on the way is tried again when somebody asks', async () => {
  world.registry().publish({ name: 'pkg', version: '1.0.0' });
  world.registry().fail(/\.tgz$/, { kind: 'status', status: 500 }, 1);
  const { ahead, load } = reading();
  ahead('pkg', '1.0.0');
  await expect.poll(() => world.requests.at(-1)?.status).toBe(500);
  await new Promise((resolve) => setTimeout(resolve, 50));
  knownValue(await load(planned('pkg', '1.0.0', { registry: world.url })));
});

it('bytes that the lockfile does not promise are refused, whatever was read ahead', async () => {
  world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const { ahead, load } = reading();
  ahead('pkg', '1.0.0');
  await expect.poll(tarballsAsked).toHaveLength(1);
  const integrity = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;
  const fact = await load(planned('pkg', '1.0.0', { integrity, registry: world.url }));
  expect(unknownOf(fact).reason).toBe('integrity-mismatch');
});

it('another host than the registry is not asked ahead', async () => {
  const stranger = world.foreign();
  const dist = { tarball: `${stranger.url}pkg-1.0.0.tgz` };
  world.registry().publish({ name: 'pkg', version: '1.0.0', dist });
  const { ahead } = reading();
  ahead('pkg', '1.0.0');
  await expect.poll(() => world.requests.length).toBe(1);
  await settled();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(stranger.hits()).toBe(0);
});

it('a version or package that nobody has is left to whoever asks', async () => {
  world.allowMissing('ghost');
  world.registry().publish({ name: 'pkg', version: '1.0.0' });
  const { ahead } = reading();
  ahead('ghost', '1.0.0');
  ahead('pkg', '9.9.9');
  await expect.poll(() => world.requests.length).toBe(2);
  await settled();
  expect(tarballsAsked()).toEqual([]);
});
