import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type PlanOptions, placesOf, planIn } from './planning.ts';

/** What each verb plans, beyond what an install would. Parity with npm itself is held in test/e2e/verbs. */

let world: World;
let registry: string;
let project: TempProject;
beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  registry = world.registry().url;
  project = tempProject({ 'package.json': { name: 'root', dependencies: { branch: '^1.0.0' } } });
  const { publish } = world.registry();
  publish({ name: 'leaf', version: '1.0.0' });
  publish({
    ...{ name: 'branch', version: '1.0.0' },
    manifest: { dependencies: { leaf: '^1.0.0', inner: '1' }, bundleDependencies: ['inner'] },
    files: { 'node_modules/inner/package.json': '{"name":"inner","version":"1.2.3"}' },
  });
});
afterEach(async () => {
  project.dispose();
  expect(world.errors).toEqual([]);
  await world.close();
});

// Documents that the install read are in its cache.
const flat = { preferOnline: true };
const plan = (verb: string, options: Partial<PlanOptions> = {}) =>
  planIn(project, { registry, verb, flat, ...options });

async function installed(...args: readonly string[]): Promise<void> {
  const done = await project.npm(['install', ...args, `--registry=${registry}`, '--no-audit']);
  expect(done.code, done.stderr).toBe(0);
}

describe('rebuild', () => {
  const inner = 'node_modules/branch/node_modules/inner: inner@1.2.3';

  it('plans the tree as it lies there, and asks no registry', async () => {
    await installed();
    const asked = world.requests.length;
    const { plan: found } = await plan('rebuild');
    expect(placesOf(found)).toEqual([
      inner,
      'node_modules/branch: branch@1.0.0',
      'node_modules/leaf: leaf@1.0.0',
    ]);
    expect(found).toMatchObject({ asItLies: true, removed: [] });
    expect(world.requests.length).toBe(asked);
  });

  it.each([
    ['leaf', ['node_modules/leaf: leaf@1.0.0']],
    ['leaf@^1.0.0', ['node_modules/leaf: leaf@1.0.0']],
    ['leaf@2', []],
    // What it bundles is rebuilt with it.
    ['branch', [inner, 'node_modules/branch: branch@1.0.0']],
    // Anybody could call a bundled folder so.
    ['inner', []],
  ])('plans %s alone', async (spec, places) => {
    await installed();
    const { plan: found } = await plan('rebuild', { specs: [spec] });
    expect(placesOf(found)).toEqual(places);
  });

  it('takes names, and ranges of versions, but nothing that is to be fetched', async () => {
    await installed();
    for (const spec of ['leaf@latest', 'github:ada/leaf', 'https://registry.example/leaf.tgz']) {
      await expect(plan('rebuild', { specs: [spec] })).rejects.toMatchObject({ code: 'usage' });
    }
  });
});

describe('audit fix', () => {
  it('plans what has no hole, and says what stood there', async () => {
    await installed();
    world.registry().advise({ name: 'leaf', vulnerable: '<1.1.0' });
    world.registry().publish({ name: 'leaf', version: '1.1.0' });
    const { plan: found, audited } = await plan('audit', { specs: ['fix'] });
    expect(placesOf(found)).toContain('node_modules/leaf: leaf@1.1.0');
    expect(audited).toContainEqual({ name: 'leaf', version: '1.0.0', private: false });
  });

  it('does not take a registry that gives no answer for one that knows of no hole', async () => {
    await installed();
    world.registry().fail({ path: /advisories\/bulk|audits/ }, { kind: 'status', status: 500 });
    await expect(plan('audit', { specs: ['fix'] })).rejects.toMatchObject({ code: 'registry-unreachable' });
  });

  it('wants a lockfile', async () => {
    await expect(plan('audit', { specs: ['fix'] })).rejects.toThrow('ENOLOCK');
  });
});

describe('ci', () => {
  it('plans nothing where the lockfile is out of step, in the words of npm', async () => {
    await installed();
    project.write('package.json', { name: 'root', dependencies: { branch: '^1.0.0', leaf: '^2.0.0' } });
    world.registry().publish({ name: 'leaf', version: '2.0.0' });
    await expect(plan('ci')).rejects.toThrow(
      "are in sync (EUSAGE): Invalid: lock file's leaf@1.0.0 does not satisfy leaf@2.0.0",
    );
  });
});

describe('global', () => {
  it.each(['ci', 'install-ci-test', 'dedupe', 'find-dupes', 'audit', 'prune'])(
    'npm %s is not for global packages',
    async (verb) => {
      await expect(plan(verb, { global: true })).rejects.toMatchObject({
        ...{ code: 'usage', message: expect.stringContaining('does not work for global packages') },
      });
    },
  );
});

it('uninstall wants the name of a package', async () => {
  await expect(plan('uninstall')).rejects.toMatchObject({ code: 'usage' });
});
