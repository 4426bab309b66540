import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../src/evidence/http.ts';
import { downloadsSource } from '../../../src/evidence/sources/downloads.ts';
import { known } from '../../../src/model/fact.ts';
import { downloadsService } from '../../world/downloads.ts';
import { json } from '../../world/http.ts';
import { makeService } from '../../world/service.ts';
import { createWorld, type World } from '../../world/world.ts';
import { clock, knownValue, now, planned, unknownOf } from '../support.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  serve({ kettle: 12, teapot: 90_000, '@acme/cup': 7 });
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
});

function serve(weekly: Readonly<Record<string, number>>): void {
  world.mountService('downloads', downloadsService(weekly, () => now).service);
}

const service = () => ({
  ...{ id: 'downloads', name: "npm's download counts" },
  base: `${world.servicesUrl}downloads/`,
});

async function ask(...names: readonly string[]) {
  const http = createHttp({
    ...{ npm: {}, userAgent: 'npq/test', clock: { ...clock, monotonicMs: () => performance.now() } },
    wait: async () => {},
  });
  const source = downloadsSource({ http, service: service(), clock });
  const packages = names.map((name) => planned(name, '1.0.0'));
  const facts = await source.load(packages);
  return packages.map(({ key }) => facts.get(key));
}

it('knows how often each package was fetched in the last week', async () => {
  const facts = await ask('kettle', 'teapot');
  expect(facts.map(knownValue)).toEqual([
    { weekly: 12, until: '2026-05-31' },
    { weekly: 90_000, until: '2026-05-31' },
  ]);
  expect(world.requests.map(({ path }) => path)).toHaveLength(1);
});

it('asks for one name alone, for two versions of it once, and for scoped ones singly', async () => {
  expect(knownValue((await ask('kettle'))[0]).weekly).toBe(12);
  const before = world.requests.length;
  const facts = await ask('kettle', 'kettle', '@acme/cup', 'teapot');
  expect(facts.map((fact) => knownValue(fact).weekly)).toEqual([12, 12, 7, 90_000]);
  expect(world.requests.length - before).toBe(2);
});

it('keeps addresses short enough to be answered', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `${'x'.repeat(180)}-${index}`);
  serve(Object.fromEntries(names.map((name, index) => [name, index])));
  expect((await ask(...names)).map((fact) => knownValue(fact).weekly)).toEqual(
    names.map((_, index) => index),
  );
  expect(Math.max(...world.requests.map(({ path }) => path.length))).toBeLessThan(4_200);
});

it('tells a package without counts from one with none', async () => {
  serve({ kettle: 0, teapot: 1 });
  expect(knownValue((await ask('kettle'))[0]).weekly).toBe(0);
  expect(unknownOf((await ask('new-one'))[0]).reason).toBe('not-found');
  expect(unknownOf((await ask('teapot', 'new-one'))[1]).reason).toBe('not-found');
});

describe('what the service does wrong is unknown, and no fault of the package:', () => {
  const week = { start: '2026-05-25', end: '2026-05-31' };
  it.each([
    ['counts of another package', { downloads: 1e6, package: 'lodash', ...week }],
    [
      'a year in place of a week',
      { downloads: 1e6, package: 'kettle', start: '2025-06-01', end: '2026-05-31' },
    ],
    ['a week of long ago', { downloads: 1e6, package: 'kettle', start: '2019-05-25', end: '2019-05-31' }],
    ['a week to come', { downloads: 1e6, package: 'kettle', start: '2026-06-25', end: '2026-07-01' }],
    ['a negative count', { downloads: -1, package: 'kettle', ...week }],
    ['text for a number', { downloads: '1000000', package: 'kettle', ...week }],
    ['half a download', { downloads: 0.5, package: 'kettle', ...week }],
    ['a list', [1]],
    ['text', 'plenty'],
  ])('%s', async (_what, answer) => {
    const lying = makeService('downloads', () => json(JSON.stringify(answer)));
    world.mountService('downloads', lying.service);
    expect((await ask('kettle'))[0]).toMatchObject({ status: 'unknown', cause: 'environment' });
  });
});

it('any answer at all is counts of that package, or unknown', async () => {
  const entry = fc.record({
    downloads: fc.oneof(fc.integer(), fc.double(), fc.string()),
    package: fc.constantFrom('kettle', 'teapot', 'constructor'),
    start: fc.constantFrom('2026-05-25', '2020-01-01', 'x'),
    end: fc.constantFrom('2026-05-31', '2026-02-31', ''),
  });
  const anything = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record({ kettle: fc.oneof(entry, fc.jsonValue()), constructor: entry })
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(anything, fc.boolean(), async (text, both) => {
      const answer = known({ body: Buffer.from(text), headers: new Map() }, 'downloads', now);
      const source = downloadsSource({ http: { ask: async () => answer }, service: service(), clock });
      const packages = (both ? ['kettle', 'constructor'] : ['kettle']).map((name) => planned(name, '1.0.0'));
      const facts = await source.load(packages);
      for (const { key } of packages) {
        const fact = facts.get(key);
        if (fact?.status === 'known') expect(fact.value.weekly).toBeGreaterThanOrEqual(0);
        else expect(fact?.cause).toBe('environment');
      }
    }),
  );
});
