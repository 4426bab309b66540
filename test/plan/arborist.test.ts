import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadArborist } from '../../src/plan/arborist.ts';
import { projectRoot } from '../meta/sources.ts';
import { type Canary, canary } from '../world/canary.ts';
import { createGitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { packageAt, planIn } from './planning.ts';

/** Another npm's resolver plans as ours does: it runs nothing, and loses nothing from sight. */

const npm10 = join(projectRoot, 'node_modules/npm-10/bin/npm-cli.js');
const npm12 = join(projectRoot, 'node_modules/npm-12/bin/npm-cli.js');

let world: World;
let registry: string;
let bird: Canary;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  registry = world.registry().url;
  bird = canary();
});
afterEach(async () => {
  const runs = bird.runs();
  bird.dispose();
  project.dispose();
  await world.close();
  expect(runs).toBe(0);
  expect(world.errors).toEqual([]);
});

describe.each([
  ['10', npm10],
  ['12', npm12],
])('planning with the resolver of npm %s', (_name, npm) => {
  it('runs nothing of a git dependency, even where its clone has to be packed', async () => {
    project = tempProject();
    const scripts = { preinstall: bird.script, prepare: bird.script, prepack: bird.script };
    const manifest = { name: 'from-git', version: '1.0.0', scripts, bundleDependencies: ['inner'] };
    await using repo = createGitRepo({
      'package.json': JSON.stringify({ ...manifest, dependencies: { inner: '1' } }),
      'node_modules/inner/package.json': JSON.stringify({ name: 'inner', version: '1.0.0' }),
    });
    const { plan } = await planIn(project, { registry, npm, specs: [repo.url] });
    expect(packageAt(plan, 'node_modules/from-git/node_modules/inner').origin.kind).toBe('bundled');
  });

  it('does not load the code by which a project changes the tree', async () => {
    project = tempProject({ '.npm-extension.cjs': bird.source, '.npm-extension.mjs': bird.moduleSource });
    world.registry().publish({ name: 'lantern', version: '1.0.0' });
    const { plan } = await planIn(project, { registry, npm, specs: ['lantern'] });
    expect(packageAt(plan, 'node_modules/lantern').version).toBe('1.0.0');
  });

  it('contacts no stranger’s host, and asks for a permit', async () => {
    const stranger = world.foreign();
    project = tempProject({
      'package.json': { name: 'root', dependencies: { setup: `${stranger.url}setup.tgz` } },
    });
    const { plan } = await planIn(project, { registry, npm });
    expect(packageAt(plan, 'node_modules/setup')).toMatchObject({
      looked: false,
      permit: { kind: 'remote' },
    });
    expect(world.requests).toEqual([]);
  });

  it('keeps an optional dependency in sight that cannot be read now', async () => {
    const stranger = world.foreign();
    const spec = `${stranger.url}setup.tgz`;
    stranger.fail({ path: /setup/ }, { kind: 'status', status: 503 });
    project = tempProject({ 'package.json': { name: 'root', optionalDependencies: { setup: spec } } });
    const { plan } = await planIn(project, { registry, npm, permits: [spec] });
    expect(packageAt(plan, 'node_modules/setup').looked).toBe(false);
  });
});

it('says so where the resolver cannot be loaded, and plans with ours', async () => {
  project = tempProject();
  const cli = project.path('bin', 'npm-cli.js');
  const { fellBack } = await loadArborist({ root: project.dir, version: '12.9.0', major: 12, cli });
  expect(fellBack).toContain('The resolver of npm 12.9.0 could not be loaded');
});
