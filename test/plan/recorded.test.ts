import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedPlace } from '../../src/model/plan.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { type PlanOptions, packageAt, planIn } from './planning.ts';

/** What a lockfile claims comes with the plan, in every form that npm reads, so that a check can hold it to the registry. */

let world: World;
let registry: string;
let project: TempProject;
let leaf: Published;
let evil: Published;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  registry = world.registry().url;
  leaf = world.registry().publish({ name: 'leaf', version: '1.0.0' });
  evil = world.registry().publish({ name: 'evil', version: '1.0.0' });
  project = tempProject({ 'package.json': { name: 'root', dependencies: { leaf: '^1.0.0' } } });
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

interface Lockfile {
  packages?: Record<string, Record<string, unknown>>;
  dependencies?: Record<string, Record<string, unknown>>;
}

/** Lets npm write the lockfile, and then changes what it says of leaf. */
async function locked(
  forged: Readonly<Record<string, unknown>>,
  version: 1 | 2 | 3 = 3,
  file = 'package-lock.json',
): Promise<void> {
  const flags = ['--package-lock-only', `--lockfile-version=${version}`, `--registry=${registry}`];
  const { code, stderr } = await project.npm(['install', ...flags]);
  expect(code, stderr).toBe(0);
  const lock = project.readJson<Lockfile>('package-lock.json');
  for (const entry of [lock.packages?.['node_modules/leaf'], lock.dependencies?.['leaf']]) {
    if (entry) Object.assign(entry, forged);
  }
  rmSync(project.path('package-lock.json'));
  project.write(file, lock);
}

async function recordedAt(
  place = 'node_modules/leaf',
  options: Partial<PlanOptions> = {},
): Promise<RecordedPlace | undefined> {
  const { plan } = await planIn(project, { registry, ...options });
  return packageAt(plan, place).entries.find((entry) => entry.place === place)?.recorded;
}

describe('a lockfile', () => {
  it.each([
    [1, 'package-lock.json'],
    [2, 'package-lock.json'],
    [3, 'package-lock.json'],
    [1, 'npm-shrinkwrap.json'],
    [3, 'npm-shrinkwrap.json'],
  ] as const)('of version %i in %s: what it says of a place, untouched', async (version, file) => {
    await locked({ resolved: evil.tarballUrl, integrity: evil.integrity }, version, file);
    expect(await recordedAt()).toEqual({
      ...{ by: 'lockfile', name: 'leaf', version: '1.0.0' },
      ...{ resolved: evil.tarballUrl, integrity: evil.integrity },
    });
  });

  it('without address and integrity', async () => {
    await locked({ resolved: undefined, integrity: undefined });
    expect(await recordedAt()).toMatchObject({ resolved: undefined, integrity: undefined });
  });

  it('that installs another package under the name', async () => {
    await locked({ name: 'evil', resolved: evil.tarballUrl, integrity: evil.integrity });
    expect((await recordedAt())?.disagreement).toEqual({
      ...{ kind: 'name', asked: 'leaf', found: 'the package evil' },
    });
  });

  it.each([
    ['a file of the project', { resolved: 'file:evil.tgz' }, /^file .*evil\.tgz$/],
    ['a git repository', { resolved: 'git+ssh://git@git.example/evil.git#0123456789' }, /^a git repository/],
    ["a stranger's host", { resolved: 'https://evil.example/leaf/-/leaf-1.0.0.tgz' }, /^a tarball from evil/],
  ])('that names %s', async (_what, forged, found) => {
    await locked(forged);
    expect((await recordedAt())?.disagreement).toEqual({
      ...{ kind: 'form', asked: 'a registry package', found: expect.stringMatching(found) },
    });
  });

  it('that names a file in the oldest form too', async () => {
    await locked({ version: 'file:evil', resolved: undefined, integrity: undefined }, 1);
    project.write('evil/package.json', { name: 'leaf', version: '1.0.0' });
    expect((await recordedAt())?.disagreement?.kind).toBe('form');
  });

  it('that says a package lies inside another', async () => {
    world.registry().publish({ name: 'outer', version: '1.0.0', manifest: { dependencies: { leaf: '1' } } });
    project.write('package.json', { name: 'root', dependencies: { outer: '1' } });
    await locked({});
    const lock = project.readJson<Required<Lockfile>>('package-lock.json');
    const { 'node_modules/leaf': moved, 'node_modules/outer': outer } = lock.packages;
    Object.assign(outer ?? {}, { bundleDependencies: ['leaf'] });
    delete lock.packages['node_modules/leaf'];
    lock.packages['node_modules/outer/node_modules/leaf'] = { ...moved, inBundle: true };
    project.write('package-lock.json', lock);
    const place = 'node_modules/outer/node_modules/leaf';
    expect(await recordedAt(place)).toMatchObject({ by: 'lockfile', name: 'leaf' });
    const { plan } = await planIn(project, { registry });
    expect(packageAt(plan, place).origin.kind).toBe('bundled');
  });

  it('of another package manager that names another package', async () => {
    const entry = `"leaf@^1.0.0":\n  version "1.0.0"\n  resolved "${evil.tarballUrl}"\n  integrity ${evil.integrity}\n`;
    project.write('yarn.lock', `# yarn lockfile v1\n\n${entry}`);
    expect((await recordedAt())?.disagreement?.kind).toBe('name');
  });
});

describe("a dependency's own shrinkwrap", () => {
  it('is recorded as such', async () => {
    world.registry().publish({
      ...{ name: 'wrapped', version: '1.0.0', manifest: { dependencies: { leaf: '1' } } },
      files: {
        'npm-shrinkwrap.json': JSON.stringify({
          ...{ name: 'wrapped', version: '1.0.0', lockfileVersion: 3, requires: true },
          packages: {
            '': { name: 'wrapped', version: '1.0.0', dependencies: { leaf: '1' } },
            'node_modules/leaf': { version: '1.0.0', resolved: evil.tarballUrl, integrity: evil.integrity },
          },
        }),
      },
    });
    project.write('package.json', { name: 'root', dependencies: { wrapped: '1' } });
    expect(await recordedAt('node_modules/wrapped/node_modules/leaf')).toEqual({
      ...{ by: 'shrinkwrap', name: 'leaf', version: '1.0.0' },
      ...{ resolved: evil.tarballUrl, integrity: evil.integrity },
    });
  });
});

describe('nothing is recorded, or nothing disagrees,', () => {
  it('where the registry is asked', async () => {
    expect(await recordedAt()).toBeUndefined();
    await locked({});
    expect(await recordedAt('node_modules/evil', { specs: ['evil'] })).toBeUndefined();
  });

  it('of an honest lockfile', async () => {
    await locked({});
    expect(await recordedAt()).toEqual({
      ...{ by: 'lockfile', name: 'leaf', version: '1.0.0' },
      ...{ resolved: leaf.tarballUrl, integrity: leaf.integrity },
    });
  });

  it('of an honest lockfile with an alias, a workspace and a folder of the project', async () => {
    project.write('packages/w/package.json', { name: 'w', version: '1.0.0' });
    project.write('lib/package.json', { name: 'lib', version: '1.0.0' });
    project.write('package.json', {
      name: 'root',
      workspaces: ['packages/*'],
      dependencies: { leaf: 'npm:evil@1', w: '^1.0.0', lib: 'file:lib' },
    });
    for (const version of [1, 2, 3] as const) {
      await locked({}, version);
      const { plan } = await planIn(project, { registry });
      const said = plan.packages.flatMap(({ entries }) => entries.flatMap(({ recorded }) => recorded ?? []));
      expect(said).toHaveLength(3);
      expect(said.filter(({ disagreement }) => disagreement !== undefined)).toEqual([]);
    }
  });

  it("where the user's own `npm link` put a folder, which is told as a note", async () => {
    project.write('elsewhere/package.json', { name: 'leaf', version: '1.0.0' });
    mkdirSync(project.path('node_modules'));
    symlinkSync(project.path('elsewhere'), project.path('node_modules/leaf'));
    expect(await recordedAt()).toBeUndefined();
    const { plan } = await planIn(project, { registry });
    expect(plan.notes).toEqual([
      expect.stringMatching(/asked for as a registry package, but recorded as directory/),
    ]);
  });
});
