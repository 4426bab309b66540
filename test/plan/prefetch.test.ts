import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type PlanOptions, placesOf, planIn } from './planning.ts';

/** Running ahead of arborist changes when something is asked for, and nothing else. */

let world: World;
let registry: string;
const projects: TempProject[] = [];
const project = (files: Parameters<typeof tempProject>[0] = {}) => {
  const made = tempProject(files);
  projects.push(made);
  return made;
};

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  registry = world.registry().url;
});
afterEach(async () => {
  for (const made of projects.splice(0)) made.dispose();
  expect(world.errors).toEqual([]);
  await world.close();
});

const asked = () => world.requests.map(({ path }) => decodeURIComponent(path).slice(1)).sort();

/** What is asked for while this is planned. */
async function askedFor(
  made: TempProject,
  options: Omit<PlanOptions, 'registry'>,
): Promise<readonly string[]> {
  const before = world.requests.length;
  await planIn(made, { registry, ...options });
  // A question that nobody waits for may still be on its way.
  await new Promise((resolve) => setTimeout(resolve, 100));
  return world.requests.slice(before).map(({ path }) => decodeURIComponent(path).slice(1));
}

function publish(name: string, version: string, manifest: Record<string, unknown> = {}): void {
  world.registry().publish({ name, version, manifest });
}

/** root → left, right; both → shared, of which they want different versions; left → deep → deeper → deepest. */
function publishForest(): void {
  publish('shared', '1.0.0');
  publish('shared', '1.5.0');
  publish('shared', '2.0.0', { dependencies: { deepest: '*' } });
  publish('deepest', '1.0.0');
  publish('deeper', '1.0.0', { dependencies: { deepest: '^1.0.0' } });
  publish('deep', '1.0.0', { dependencies: { deeper: '^1.0.0' }, optionalDependencies: { shared: '1.0.0' } });
  publish('left', '1.0.0', { dependencies: { shared: '^1.0.0', deep: '1' } });
  publish('right', '1.0.0', { dependencies: { shared: '^2.0.0', alias: 'npm:left@^1' } });
  publish('host', '1.0.0', { dependencies: { deepest: '1' } });
  publish('host', '2.0.0');
  publish('plugin', '1.0.0', { peerDependencies: { host: '^1.0.0' } });
  publish('shy', '1.0.0', {
    ...{
      peerDependencies: { host: '^1.0.0', ghost: '1' },
      peerDependenciesMeta: { ghost: { optional: true } },
    },
  });
  publish('tagged', '1.0.0', { dependencies: { shared: 'latest' } });
}

describe('the plan is the same with and without it', () => {
  const manifest = (over: object) => ({ 'package.json': { name: 'root', version: '1.0.0', ...over } });
  const cases: readonly [string, Parameters<typeof tempProject>[0], Omit<PlanOptions, 'registry'>][] = [
    ...[
      'left',
      'right',
      'deep',
      'host@1',
      'plugin',
      'shy',
      'tagged',
      'shared@^1',
      'other@npm:right',
      'deeper',
    ].map((spec) => [spec, {}, { specs: [spec] }] as (typeof cases)[number]),
    ['all at once', {}, { specs: ['left', 'right', 'plugin', 'shy', 'tagged'] }],
    ['an override', manifest({ dependencies: { right: '1' }, overrides: { shared: '1.0.0' } }), {}],
    [
      'a nested override',
      manifest({ dependencies: { left: '1' }, overrides: { deep: { shared: '2' } } }),
      {},
    ],
    ['legacy peers', {}, { specs: ['plugin'], flat: { legacyPeerDeps: true } }],
    ['development dependencies', manifest({ devDependencies: { right: '*' } }), { specs: ['plugin'] }],
  ];
  it.each(cases)('%s', async (_label, files, options) => {
    publishForest();
    const made = project(files);
    const without = await planIn(made, { registry, ...options, prefetch: false });
    const ahead = await planIn(made, { registry, ...options });
    expect(ahead.plan).toEqual(without.plan);
    expect(ahead.wantedTags).toEqual(without.wantedTags);
    expect(ahead.plan.packages).not.toHaveLength(0);
  });

  it('a lockfile that lacks something', async () => {
    publishForest();
    const made = project({ 'package.json': { name: 'root', dependencies: { left: '1' } } });
    await made.npm(['install', `--registry=${registry}`, '--package-lock-only', '--no-audit']);
    publish('shared', '1.9.0');
    const options = { registry, specs: ['right', 'plugin'] };
    const without = await planIn(made, { ...options, prefetch: false });
    expect((await planIn(made, options)).plan).toEqual(without.plan);
  });

  it('an optional dependency that nobody has', async () => {
    world.allowMissing('ghost');
    publish('haunted', '1.0.0', { optionalDependencies: { ghost: '1', deepest: '1' } });
    publish('deepest', '1.0.0');
    const made = project();
    const without = await planIn(made, { registry, specs: ['haunted'], prefetch: false });
    expect((await planIn(made, { registry, specs: ['haunted'] })).plan).toEqual(without.plan);
  });

  it('a date after which nothing counts', async () => {
    publishForest();
    world.registry().publish({ name: 'shared', version: '1.9.0', publishedAt: '2031-05-05T00:00:00.000Z' });
    const options = { registry, specs: ['left'], flat: { before: new Date('2031-05-04') } };
    const made = project();
    const without = await planIn(made, { ...options, prefetch: false });
    const { plan } = await planIn(made, options);
    expect(plan).toEqual(without.plan);
    expect(placesOf(plan)).toContain('node_modules/shared: shared@1.5.0');
  });

  it('versions that are held back', async () => {
    publishForest();
    world.registry().publish({ name: 'shared', version: '1.9.0', publishedAt: '2031-05-05T00:00:00.000Z' });
    const holdBack = { before: new Date('2031-05-04'), at: new Date('2031-05-05') };
    const made = project();
    const without = await planIn(made, { registry, specs: ['left'], holdBack, prefetch: false });
    const { plan } = await planIn(made, { registry, specs: ['left'], holdBack });
    expect(plan).toEqual(without.plan);
    expect(plan.heldBack).toEqual([expect.objectContaining({ name: 'shared', heldBack: '1.9.0' })]);
  });
});

it('asks for the next level while arborist is still at the one before', async () => {
  publish('root', '1.0.0', { dependencies: { 'a-late': '*', near: '*' } });
  publish('a-late', '1.0.0', { dependencies: { behind: '*' } });
  publish('near', '1.0.0', { dependencies: { far: '*' } });
  publish('behind', '1.0.0');
  publish('far', '1.0.0');
  world.registry().setMaxAge(0);
  // What stands behind the late one can only be asked for once that has come.
  world.registry().fail('a-late', { kind: 'slow', latencyMs: 2_000 });
  const order = async (prefetch: boolean) => {
    const names = await askedFor(project(), { specs: ['root'], prefetch });
    return names.filter((name) => name === 'far' || name === 'behind');
  };
  expect(await order(false)).toEqual(['behind', 'far']);
  expect(await order(true)).toEqual(['far', 'behind']);
});

it('asks while it is not known yet whether anything is to be held back, and holds back then', async () => {
  publishForest();
  world.registry().publish({ name: 'deepest', version: '1.9.0', publishedAt: '2031-05-05T00:00:00.000Z' });
  const held = { before: new Date('2031-05-04'), at: new Date('2031-05-05') };
  const holdBack = expect
    .poll(() => world.requests.length)
    .toBe(1)
    .then(() => held);
  const { plan } = await planIn(project(), { registry, specs: ['deepest'], holdBack });
  expect(placesOf(plan)).toEqual(['node_modules/deepest: deepest@1.0.0']);
});

it('asks for each document once, and for no more than arborist would', async () => {
  publishForest();
  await planIn(project(), { registry, specs: ['right', 'plugin', 'shy'] });
  expect(asked()).toEqual(['deep', 'deeper', 'deepest', 'host', 'left', 'plugin', 'right', 'shared', 'shy']);
});

it('with a lockfile asks only for what it does not settle', async () => {
  world.registry().setMaxAge(0);
  publishForest();
  const made = project({ 'package.json': { name: 'root', dependencies: { left: '1', host: '1' } } });
  await made.npm(['install', `--registry=${registry}`, '--package-lock-only', '--no-audit']);
  expect(await askedFor(made, {})).toEqual([]);
  publish('newcomer', '1.0.0', { dependencies: { shared: '^1.0.0', deepest: '*' } });
  expect(await askedFor(made, { specs: ['newcomer'] })).toEqual(['newcomer']);
});

it('without a lockfile asks for nothing that is on the disk', async () => {
  world.registry().setMaxAge(0);
  publishForest();
  const made = project({ 'package.json': { name: 'root', dependencies: { deeper: '1' } } });
  await made.npm(['install', `--registry=${registry}`, '--no-package-lock', '--no-audit']);
  publish('newcomer', '1.0.0', { dependencies: { deeper: '^1.0.0' } });
  expect(await askedFor(made, { specs: ['newcomer'] })).toEqual(['newcomer']);
});

it('tells nobody the names of workspaces', async () => {
  publish('leaf', '1.0.0');
  const made = project({
    'package.json': { name: 'root', version: '1.0.0', workspaces: ['a', 'b'] },
    'a/package.json': {
      name: 'secret-a',
      version: '1.0.0',
      dependencies: { 'secret-b': '^1.0.0', leaf: '1' },
    },
    'b/package.json': { name: 'secret-b', version: '1.0.0' },
  });
  expect(await askedFor(made, {})).toEqual(['leaf']);
});

it('leaves names that an override speaks of to arborist', async () => {
  publish('parent', '1.0.0', { dependencies: { replaced: '1' } });
  publish('stand-in', '1.0.0');
  const overrides = { 'replaced@1': 'npm:stand-in@1' };
  const made = project({ 'package.json': { name: 'root', dependencies: { parent: '1' }, overrides } });
  expect(await askedFor(made, {})).toEqual(['parent', 'stand-in']);
});

it('does not ask for what a package brings along in its own tarball', async () => {
  world.registry().publish({
    ...{ name: 'bundler', version: '1.0.0' },
    manifest: { dependencies: { inside: '1' }, bundleDependencies: ['inside'] },
    files: { 'node_modules/inside/package.json': '{"name":"inside","version":"1.0.0"}' },
  });
  expect(await askedFor(project(), { specs: ['bundler'] })).toEqual([
    'bundler',
    'bundler/-/bundler-1.0.0.tgz',
  ]);
});

it('contacts no git or remote address', async () => {
  const stranger = world.foreign();
  publish('lured', '1.0.0', { dependencies: { far: `${stranger.url}far.tgz`, code: 'github:user/repo' } });
  await planIn(project(), { registry, specs: ['lured'] });
  expect(stranger.hits()).toBe(0);
});

it('names the versions that arborist is told, but for those of single platforms', async () => {
  publishForest();
  publish('for-aix', '1.0.0', { os: ['aix'] });
  publish('native', '1.0.0', { dependencies: { left: '1' }, optionalDependencies: { 'for-aix': '1.0.0' } });
  const chosen: string[] = [];
  const onChosen = (name: string, version: string) => chosen.push(`${name}@${version}`);
  await planIn(project(), { registry, specs: ['native'], onChosen });
  expect([...new Set(chosen)].sort()).toEqual([
    ...['deep@1.0.0', 'deeper@1.0.0', 'deepest@1.0.0', 'left@1.0.0', 'native@1.0.0'],
    ...['shared@1.0.0', 'shared@1.5.0'],
  ]);
});
