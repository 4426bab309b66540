import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unknown } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { createWorld, type PackageSpec, type World } from '../../world/world.ts';
import { entryAt, knownValue, now, planned, type TempFolder, tempFolder, unknownOf } from '../support.ts';
import { installFacts, type Setting } from './install-facts.ts';

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

const hourMs = 3_600_000;
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hourMs).toISOString();
const hook: Partial<PackageSpec> = { manifest: { scripts: { postinstall: 'node install.js' } } };
const needing = (...names: readonly string[]): Partial<PackageSpec> => ({
  manifest: { dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) },
});

function publish(version: string, days: number, spec: Partial<PackageSpec> = hook, name = 'pkg') {
  return world.registry().publish({ name, version, publishedAt: hoursAgo(24 * days), ...spec });
}

function installed(version: string, from: string): PlannedPackage {
  const change = { kind: 'changed', from } as const;
  return planned('pkg', version, {
    entries: [{ ...entryAt('node_modules/pkg', `pkg@${version}`), change }],
  });
}

const previous = async (pkg: PlannedPackage, given: Partial<Setting> = {}) =>
  (await installFacts(pkg, { world, folder, ...given })).previousContent;
const versions = async (pkg: PlannedPackage, given: Partial<Setting> = {}) =>
  knownValue(await previous(pkg, given)).releases.map(({ version, as }) => [version, as]);
const notBelieved = { believed: unknown('implausible', 'registry-profile', 'a mirror') };
const fetched = (name: string) => world.requests.filter(({ url }) => url.includes(`${name}.tgz`)).length;

describe('the version to compare with', () => {
  it('is the highest stable one below it that is 30 days old, of the same major first', async () => {
    publish('0.9.0', 40);
    publish('1.0.0', 400);
    publish('1.1.0', 30);
    publish('1.1.1', 29);
    publish('1.2.0-beta.1', 90);
    publish('1.2.0', 1);
    publish('2.0.0', 100);
    expect(await versions(planned('pkg', '1.2.0'))).toEqual([['1.1.0', 'earlier']]);
  });

  it('is of the major below where there is none of its own', async () => {
    publish('1.9.0', 90);
    publish('2.0.0', 1);
    expect(await versions(planned('pkg', '2.0.0'))).toEqual([['1.9.0', 'earlier']]);
  });

  it('is the installed one too, and that first', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 300);
    publish('1.2.0', 200);
    expect(await versions(installed('1.2.0', '1.0.0'))).toEqual([
      ['1.0.0', 'installed'],
      ['1.1.0', 'earlier'],
    ]);
    expect(await versions(installed('1.2.0', '1.1.0'))).toEqual([['1.1.0', 'installed']]);
  });

  it('tells of an installed one that nobody had time to look at, where times are believed', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 30);
    publish('1.1.1', 29);
    publish('1.2.0', 1);
    const young = async (from: string, given: Partial<Setting> = {}) =>
      knownValue(await previous(installed('1.2.0', from), given)).releases.map((one) => one.young);
    expect(await young('1.1.1')).toEqual([true, undefined]);
    expect(await young('1.1.0')).toEqual([undefined]);
    expect((await young('1.1.1', notBelieved)).includes(true)).toBe(false);
  });

  it('is the other one where one of the two cannot be had any more', async () => {
    publish('1.0.0', 400);
    publish('1.2.0', 1);
    expect(await versions(installed('1.2.0', '1.1.0'))).toEqual([['1.0.0', 'earlier']]);
    expect(unknownOf(await previous(installed('1.0.0', '0.1.0')))).toMatchObject({ reason: 'not-found' });
  });

  it('is none for a release that had its thirty days, or has nothing before it', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 30);
    expect(await versions(planned('pkg', '1.1.0'))).toEqual([]);
    expect(await versions(planned('pkg', '1.0.0'))).toEqual([]);
    expect(fetched('pkg-1.0.0')).toBe(1);
  });

  it('is the next lower one where times are not believed, however old all are', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 1);
    publish('1.2.0', 300);
    expect(await versions(planned('pkg', '1.2.0'), notBelieved)).toEqual([['1.1.0', 'earlier']]);
  });

  it('is never of the same burst, however old that is by now', async () => {
    for (const [version, hours] of [
      ['1.0.0', 5_000],
      ['1.0.1', 3_148],
      ['1.0.2', 3_100],
      ['1.0.3', 3_052],
      ['1.0.4', 3_004],
    ] as const)
      publish(version, hours / 24);
    expect(await versions(installed('1.0.4', '0.0.1'))).toEqual([['1.0.0', 'earlier']]);
  });

  it('is before the burst by more than 48 hours', async () => {
    publish('1.0.0', 125);
    publish('1.0.1', (125 * 24 - 49) / 24);
    expect(await versions(installed('1.0.1', '0.0.1'))).toEqual([['1.0.0', 'earlier']]);
  });

  it('is there for a package that publishes every day', async () => {
    for (let day = 0; day < 40; day += 1) publish(`1.0.${40 - day}`, day);
    expect(await versions(planned('pkg', '1.0.40'))).toEqual([['1.0.10', 'earlier']]);
  });
});

describe('its tarball', () => {
  it('is not fetched for a version that shows nothing', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 1, {});
    expect(await versions(planned('pkg', '1.1.0'))).toEqual([]);
    expect([fetched('pkg-1.0.0'), fetched('pkg-1.1.0')]).toEqual([0, 1]);
  });

  it('that cannot be read makes the comparison unknown', async () => {
    publish('1.0.0', 400, {
      ...hook,
      files: { 'big.js': randomBytes(20_000) },
    });
    publish('1.1.0', 1);
    const fact = await previous(planned('pkg', '1.1.0'), { limitBytes: 15_000 });
    expect(unknownOf(fact)).toMatchObject({
      reason: 'too-large',
      detail: expect.stringContaining('pkg@1.0.0'),
    });
  });
});

describe('added dependencies', () => {
  it('are told with what is known of them, from both lists of versions', async () => {
    publish('1.0.0', 400, needing('old'));
    publish('1.1.0', 1, {
      ...needing('old', 'used-one', 'phantom'),
      files: { 'index.js': "require('used-one/sub'); // phantom is only spoken of" },
    });
    publish('1.0.5', 3, hook, 'phantom');
    const phantom = planned('phantom', '1.0.5');
    const { added } = knownValue(await previous(planned('pkg', '1.1.0'), { packages: [phantom] }));
    const times = { createdAt: hoursAgo(72), publishedAt: hoursAgo(72) };
    expect(added).toEqual({
      since: '1.0.0',
      dependencies: [
        { name: 'used-one', spec: '^1.0.0', target: 'used-one', used: true },
        { name: 'phantom', spec: '^1.0.0', target: 'phantom', used: false, runsAtInstall: true, ...times },
      ],
    });
  });

  it('have no ages where times are not believed, and their own names behind an alias', async () => {
    publish('1.0.0', 400, {});
    publish('1.1.0', 1, { manifest: { optionalDependencies: { nice: 'npm:@real/name@1' } } });
    publish('1.0.5', 3, {}, '@real/name');
    const given = { ...notBelieved, packages: [planned('@real/name', '1.0.5')] };
    const { added } = knownValue(await previous(planned('pkg', '1.1.0'), given));
    expect(added?.dependencies).toEqual([
      { name: 'nice', spec: 'npm:@real/name@1', target: '@real/name', used: false, runsAtInstall: false },
    ]);
  });

  it('nobody knows to be used where a file was too large to be searched', async () => {
    publish('1.0.0', 400, {});
    publish('1.1.0', 1, { ...needing('dep'), files: { 'index.js': ' '.repeat(1024 * 1024 + 1) } });
    const { added } = knownValue(await previous(planned('pkg', '1.1.0')));
    expect(added?.dependencies).toEqual([{ name: 'dep', spec: '^1.0.0', target: 'dep' }]);
  });

  it('are none where the version before had them in another list', async () => {
    publish('1.0.0', 400, { manifest: { peerDependencies: { dep: '*' } } });
    publish('1.1.0', 1, needing('dep'));
    expect(knownValue(await previous(planned('pkg', '1.1.0'))).added).toBeUndefined();
  });
});
