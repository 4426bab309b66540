import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unknown } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { createWorld, type PackageSpec, type World } from '../../world/world.ts';
import { entryAt, knownValue, now, planned, type TempFolder, tempFolder, unknownOf } from '../support.ts';
import { installFacts } from './install-facts.ts';

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

const dayMs = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs).toISOString();
const hook = (source = 'go()', command = 'node install.js'): Partial<PackageSpec> => ({
  manifest: { scripts: { postinstall: command } },
  files: { 'install.js': source },
});

function publish(version: string, days: number, spec: Partial<PackageSpec> = hook()) {
  return world.registry().publish({ name: 'pkg', version, publishedAt: daysAgo(days), ...spec });
}

function installed(version: string, from: string): PlannedPackage {
  const entry = {
    ...entryAt('node_modules/pkg', `pkg@${version}`),
    change: { kind: 'changed', from } as const,
  };
  return planned('pkg', version, { entries: [entry] });
}

const previous = async (pkg: PlannedPackage, believed = true) =>
  (
    await installFacts(pkg, {
      ...{ world, folder },
      ...(believed ? {} : { believed: unknown('implausible', 'registry-profile', 'a mirror') }),
    })
  ).previousInstall;

describe('what a package ran before', () => {
  it('is asked of the last stable release that is 30 days old', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 30);
    publish('1.1.1', 29, {});
    publish('1.2.0-beta.1', 90, {});
    publish('1.2.0', 1);
    const { releases } = knownValue(await previous(planned('pkg', '1.2.0')));
    expect(releases.map(({ version, as }) => [version, as])).toEqual([['1.1.0', 'earlier']]);
    expect(releases[0]?.hooks).toEqual([{ event: 'postinstall', command: 'node install.js' }]);
    expect([...(releases[0]?.files?.keys() ?? [])]).toEqual(['install.js']);
  });

  it('is asked of the installed version too, and of that first', async () => {
    publish('1.0.0', 400, {});
    publish('1.1.0', 300);
    publish('1.2.0', 200);
    const { releases } = knownValue(await previous(installed('1.2.0', '1.0.0')));
    expect(releases.map(({ version, as, hooks }) => [version, as, hooks.length])).toEqual([
      ['1.0.0', 'installed', 0],
      ['1.1.0', 'earlier', 1],
    ]);
  });

  it('is asked once where the installed version is the last one', async () => {
    publish('1.1.0', 300);
    publish('1.2.0', 200);
    const { releases } = knownValue(await previous(installed('1.2.0', '1.1.0')));
    expect(releases.map(({ as }) => as)).toEqual(['installed']);
  });

  it('is known without the installed version only where nothing is said of it', async () => {
    publish('1.2.0', 200);
    expect(unknownOf(await previous(installed('1.2.0', '1.1.0')))).toMatchObject({ reason: 'not-found' });
    expect(knownValue(await previous(installed('1.2.0', 'other@1.1.0'))).releases).toEqual([]);
  });

  it('is nothing where the version is the first', async () => {
    publish('1.0.0', 400);
    expect(knownValue(await previous(planned('pkg', '1.0.0')))).toEqual({ releases: [] });
  });

  it('is asked of the highest lower version where times are not believed, and nobody knows since when', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 2);
    publish('1.2.0', 1);
    const { releases, unbroken } = knownValue(await previous(planned('pkg', '1.2.0'), false));
    expect(releases.map(({ version }) => version)).toEqual(['1.1.0']);
    expect(unbroken).toEqual({ releases: 2 });
  });

  it('costs nothing where the package has no scripts', async () => {
    publish('1.0.0', 400);
    publish('1.1.0', 300, {});
    expect(knownValue(await previous(planned('pkg', '1.1.0')))).toEqual({ releases: [] });
    expect(world.requests.filter(({ url }) => url.includes('pkg-1.0.0'))).toEqual([]);
  });

  it('is found in the tarball where the registry is short of words', async () => {
    publish('1.0.0', 400, { ...hook(), registryManifest: { scripts: null } });
    publish('1.1.0', 300);
    const { releases } = knownValue(await previous(planned('pkg', '1.1.0')));
    expect(releases[0]?.hooks).toHaveLength(1);
  });

  it('is a build that nobody wrote down, where a binding.gyp was there before', async () => {
    const gyp = { files: { 'binding.gyp': '{}', 'a.cc': '' }, writesGypScript: false };
    publish('1.0.0', 400, gyp);
    publish('1.1.0', 300, gyp);
    const { releases } = knownValue(await previous(planned('pkg', '1.1.0')));
    expect(releases[0]?.hooks).toEqual([{ event: 'install', command: 'node-gyp rebuild' }]);
    expect([...(releases[0]?.files?.keys() ?? [])]).toEqual(['binding.gyp']);
  });
});

describe('how long a script has been the same', () => {
  it('is counted over the stable releases before, back to the first that ran something else', async () => {
    publish('0.9.0', 900, hook('go()', 'node old.js'));
    publish('1.0.0', 800);
    publish('1.1.0-rc.1', 790, {});
    publish('1.1.0', 700);
    publish('1.1.1', 10);
    publish('1.2.0', 5);
    const { unbroken } = knownValue(await previous(planned('pkg', '1.2.0')));
    expect(unbroken).toEqual({ releases: 2, since: daysAgo(800) });
  });
});

describe('the files that scripts start', () => {
  it('are read from the tarball, by their beginning', async () => {
    publish('1.0.0', 400, hook(`first line\n${'x'.repeat(9_000)}`));
    const { startedFiles, tarball } = await installFacts(planned('pkg', '1.0.0'), { world, folder });
    const { files, unresolved } = knownValue(startedFiles);
    expect(unresolved).toBe(false);
    expect(files.map(({ path, size, head }) => [path, size, head?.length])).toEqual([
      ['install.js', 9_011, 4_000],
    ]);
    expect(files[0]?.sha512).toBe(knownValue(tarball).files.get('install.js')?.sha512);
    expect(world.requests.filter(({ url }) => url.endsWith('.tgz'))).toHaveLength(1);
  });

  it('are not shown where they are no text', async () => {
    publish('1.0.0', 400, { ...hook(), files: { 'install.js': Buffer.from([0, 1, 2]) } });
    const { startedFiles } = await installFacts(planned('pkg', '1.0.0'), { world, folder });
    expect(knownValue(startedFiles).files[0]).not.toHaveProperty('head');
  });

  it('are found in the tarball of the package that bundles', async () => {
    const inner = { name: 'inner', version: '1.0.0', scripts: { install: 'node setup' } };
    world.registry().publish({
      ...{ name: 'outer', version: '1.0.0', manifest: { bundleDependencies: ['inner'] } },
      files: {
        'node_modules/inner/package.json': JSON.stringify(inner),
        'node_modules/inner/setup.js': 'sing()',
      },
    });
    const outer = planned('outer', '1.0.0');
    const bundled = planned('inner', '1.0.0', {
      origin: { kind: 'bundled', by: 'outer@1.0.0' },
      entries: [entryAt('node_modules/outer/node_modules/inner', 'inner@1.0.0')],
    });
    const { startedFiles } = await installFacts(bundled, { world, folder, packages: [outer] });
    expect(knownValue(startedFiles).files).toMatchObject([{ path: 'setup.js', head: 'sing()' }]);
  });
});
