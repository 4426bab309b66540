import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeOf, removedFrom } from '../../src/plan/change.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { packageAt, placesOf, planIn } from './planning.ts';

/** What a plan changes, against today's lockfile or, without one, against what lies on the disk. */

const one = {
  name: 'tool',
  version: '1.0.0',
  integrity: 'sha512-one',
  resolved: 'https://registry.example/1',
};

describe('one place', () => {
  it('is added, changed or unchanged', () => {
    expect(changeOf(one, undefined)).toEqual({ kind: 'added' });
    expect(changeOf(one, one)).toEqual({ kind: 'unchanged' });
    expect(changeOf({ ...one, version: '1.1.0' }, one)).toEqual({ kind: 'changed', from: '1.0.0' });
  });

  it('is changed where another package comes under the same name and version', () => {
    expect(changeOf({ ...one, name: 'other' }, one)).toEqual({ kind: 'changed', from: 'tool@1.0.0' });
    expect(changeOf({ ...one, integrity: 'sha512-two' }, one)).toEqual({ kind: 'changed', from: '1.0.0' });
  });

  it('is changed where a git dependency moves to another commit of the same version', () => {
    const commit = (sha: string) => ({
      ...one,
      integrity: undefined,
      resolved: `git+ssh://git.example/a.git#${sha}`,
    });
    expect(changeOf(commit('b'), commit('a')).kind).toBe('changed');
    expect(changeOf(commit('a'), commit('a')).kind).toBe('unchanged');
  });
});

it('calls removed what no place holds any more, once', () => {
  const moved = { ...one, name: 'moved' };
  const gone = { ...one, name: 'gone' };
  expect(removedFrom([one, moved, gone, gone], [{ name: 'moved', version: '1.0.0' }, one])).toEqual([
    { name: 'gone', version: '1.0.0' },
  ]);
});

describe('a plan', () => {
  let world: World;
  let registry: string;
  let project: TempProject;

  beforeEach(async () => {
    world = await createWorld({ sentinels: false });
    registry = world.registry().url;
    const { publish } = world.registry();
    publish({ name: 'leaf', version: '1.0.0' });
    publish({ name: 'leaf', version: '1.1.0' });
    publish({ name: 'helper', version: '1.0.0' });
    publish({ name: 'trunk', version: '1.0.0', manifest: { dependencies: { leaf: '1.0.0', helper: '1' } } });
    publish({ name: 'trunk', version: '2.0.0', manifest: { dependencies: { leaf: '^1.0.0' } } });
    project = tempProject({ 'package.json': { name: 'root', dependencies: { trunk: '1.0.0' } } });
  });
  afterEach(async () => {
    project.dispose();
    expect(world.errors).toEqual([]);
    await world.close();
  });
  const lock = () => project.npm(['install', '--package-lock-only', `--registry=${registry}`]);

  it('changes nothing where the lockfile is complete, and asks nobody', async () => {
    await lock();
    const asked = world.requests.length;
    const { plan } = await planIn(project, { registry });
    expect(plan.packages.flatMap(({ entries }) => entries.map(({ change }) => change.kind))).toEqual([
      ...['unchanged', 'unchanged', 'unchanged'],
    ]);
    expect(plan.packages.map(({ locked }) => locked)).toEqual([true, true, true]);
    expect(plan.removed).toEqual([]);
    expect(world.requests.length).toBe(asked);
  });

  it('tells what comes, goes and changes', async () => {
    await lock();
    const { plan } = await planIn(project, { registry, specs: ['trunk@2.0.0'] });
    const trunk = packageAt(plan, 'node_modules/trunk');
    expect(trunk.entries[0]?.change).toEqual({ kind: 'changed', from: '1.0.0' });
    expect(trunk.locked).toBe(false);
    expect(packageAt(plan, 'node_modules/leaf').entries[0]?.change).toEqual({ kind: 'unchanged' });
    expect(plan.removed).toEqual([
      { name: 'helper', version: '1.0.0' },
      { name: 'trunk', version: '1.0.0' },
    ]);
  });

  it('calls a package locked only where every place of it comes from the lockfile', async () => {
    await lock();
    world
      .registry()
      .publish({ name: 'pins', version: '1.0.0', manifest: { dependencies: { leaf: '1.1.0' } } });
    world
      .registry()
      .publish({ name: 'wants', version: '1.0.0', manifest: { dependencies: { leaf: '1.0.0' } } });
    const { plan } = await planIn(project, { registry, specs: ['leaf@1.1.0', 'wants', 'pins'] });
    const leaf = packageAt(plan, 'node_modules/wants/node_modules/leaf');
    expect(leaf.entries.map(({ place }) => place)).toEqual([
      'node_modules/trunk/node_modules/leaf',
      'node_modules/wants/node_modules/leaf',
    ]);
    expect(leaf.locked).toBe(false);
  });

  it('compares with the disk where there is no lockfile', async () => {
    await project.npm(['install', '--no-package-lock', '--ignore-scripts', `--registry=${registry}`]);
    expect(project.exists('package-lock.json')).toBe(false);
    const { plan } = await planIn(project, { registry, specs: ['helper'] });
    expect(packageAt(plan, 'node_modules/trunk').entries[0]?.change).toEqual({ kind: 'unchanged' });
    expect(plan.removed).toEqual([]);
  });

  it('plans npm update against the lockfile that it leaves aside', async () => {
    project.write('package.json', { name: 'root', dependencies: { leaf: '1.0.0' } });
    await lock();
    project.write('package.json', { name: 'root', dependencies: { leaf: '^1.0.0' } });
    const { plan } = await planIn(project, { registry, verb: 'update' });
    expect(packageAt(plan, 'node_modules/leaf').entries[0]?.change).toEqual({
      kind: 'changed',
      from: '1.0.0',
    });
  });

  it('plans npm uninstall', async () => {
    await lock();
    const { plan } = await planIn(project, { registry, verb: 'uninstall', specs: ['trunk'] });
    expect(placesOf(plan)).toEqual([]);
    expect(plan.removed).toHaveLength(3);
  });

  it('plans npm ci, which needs a lockfile', async () => {
    await expect(planIn(project, { registry, verb: 'ci' })).rejects.toMatchObject({
      code: 'resolve-failed',
      message: expect.stringContaining('ENOLOCK'),
    });
    await lock();
    const { plan } = await planIn(project, { registry, verb: 'ci' });
    expect(placesOf(plan)).toHaveLength(3);
  });

  it('compares a global install with what lies in the global folder, and removes nothing else there', async () => {
    const installPath = project.path('global');
    const file = (name: string, version: string) =>
      project.write(`global/node_modules/${name}/package.json`, { name, version });
    file('leaf', '1.0.0');
    file('bystander', '3.0.0');
    const { plan } = await planIn(project, { registry, global: true, installPath, specs: ['leaf'] });
    expect(packageAt(plan, 'node_modules/leaf').entries[0]?.change).toEqual({
      kind: 'changed',
      from: '1.0.0',
    });
    expect(plan.removed).toEqual([{ name: 'leaf', version: '1.0.0' }]);
  });

  it('says which verbs it cannot plan', async () => {
    await expect(planIn(project, { registry, verb: 'exec' })).rejects.toMatchObject({ code: 'usage' });
  });
});

it('comes to one of three answers for anything that a lockfile may hold', () => {
  const text = fc.option(fc.string(), { nil: undefined });
  const recorded = fc.record({ name: fc.string(), version: fc.string(), integrity: text, resolved: text });
  fc.assert(
    fc.property(recorded, recorded, (planned, today) => {
      expect(['changed', 'unchanged']).toContain(changeOf(planned, today).kind);
      expect(changeOf(today, today).kind).toBe('unchanged');
    }),
  );
});
