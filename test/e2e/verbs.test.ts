import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NpmInstallation } from '../../src/plan/npm.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import type { Manifest } from '../world/world.ts';
import { npqEnv } from './npq.ts';
import { everyNpm, openScene, type Run, type Scene } from './unvetted.ts';

/** Every verb of npm's that changes a tree leaves behind through npq what it leaves behind alone. */

let scene: Scene;
/** The same project again, for npm alone. */
let plain: TempProject;
beforeEach(async () => {
  scene = await openScene();
  plain = tempProject();
});
afterEach(async () => {
  plain.dispose();
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

const kept = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'];

interface Story {
  readonly npm: NpmInstallation;
  /** Left out, package.json stays as the verb before this one left it. */
  readonly manifest?: object;
  /** What was done before with npm alone, here and there. */
  readonly first?: readonly (readonly string[])[];
  readonly since?: () => void;
  readonly verb: readonly string[];
  /** 0, where left out, of both. */
  readonly code?: number;
}

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    scene.project.write(path, content);
    plain.write(path, content);
  }
}

async function expectSame(story: Story): Promise<Run> {
  const { npm, verb, code = 0 } = story;
  const { project, world, proxy } = scene;
  const env = npqEnv(plain, world);
  const { manifest } = story;
  if (manifest) write({ 'package.json': { name: 'a-project', version: '1.0.0', ...manifest } });
  for (const args of story.first ?? []) {
    const before = await plain.npm([...args, '--no-audit', '--no-fund'], { npm: npm.cli, env });
    expect(before.code, before.stderr).toBe(0);
  }
  cpSync(plain.dir, project.dir, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  story.since?.();
  // Documents that it read before what was published since are in its cache.
  const prefersOnline = { npm_config_prefer_online: 'true' };
  const fresh = { ...env, ...prefersOnline };
  const alone = await plain.npm([...verb, '--no-fund'], { npm: npm.cli, env: fresh });
  expect(alone.code, alone.stderr).toBe(code);
  const gated = await scene.run([...verb, '--no-fund'], { npm, env: prefersOnline });
  expect(gated.code, gated.screen).toBe(code);
  for (const file of kept) expect([file, textOf(project, file)]).toEqual([file, textOf(plain, file)]);
  expect(proxy.refused).toEqual([]);
  return gated;
}

function textOf(project: TempProject, file: string): string {
  const path = project.path(file);
  return existsSync(path) ? readFileSync(path, 'utf8') : 'absent';
}

function globalsOf(home: string): readonly string[] {
  const folder = join(home, 'prefix/lib/node_modules');
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => `${name}@${JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version}`)
    .sort();
}

function publish(name: string, version: string, manifest: Manifest = {}): void {
  scene.publish(name, version, { manifest });
}

const whole = 'each as it was checked';

// One verb after another, each by npm alone and gated, takes its time beside other work.
describe.each(everyNpm)('%s', { timeout: 180_000 }, (_name, npm) => {
  it('ci installs the lockfile, and writes none; update takes what is newest in range, all or by name', async () => {
    for (const name of ['leaf', 'twig']) publish(name, '1.0.0');
    publish('branch', '1.0.0', { dependencies: { leaf: '^1.0.0' } });
    const installed = async (story: Omit<Story, 'npm'>, ...lines: readonly string[]) => {
      const { screen } = await expectSame({ npm, ...story });
      expect(screen).toContain(whole);
      const branch = 'node_modules/branch: branch@1.0.0 genuine';
      expect(scene.disk()).toEqual([branch, ...lines.map((one) => `node_modules/${one} genuine`)]);
    };
    const since = () => {
      for (const name of ['leaf', 'twig']) publish(name, '1.1.0');
    };
    const manifest = { dependencies: { branch: '1.0.0', twig: '^1.0.0' } };
    const ci = { manifest, first: [['install']], since, verb: ['ci'] };
    await installed(ci, 'leaf: leaf@1.0.0', 'twig: twig@1.0.0');
    await installed({ verb: ['update', 'twig'] }, 'leaf: leaf@1.0.0', 'twig: twig@1.1.0');
    await installed({ verb: ['update'] }, 'leaf: leaf@1.1.0', 'twig: twig@1.1.0');
  });

  it('find-dupes changes nothing, and dedupe makes one of two', async () => {
    publish('leaf', '1.0.0');
    publish('leaf', '1.1.0');
    publish('branch', '1.0.0', { dependencies: { leaf: '1.0.0' } });
    publish('twig', '1.0.0', { dependencies: { leaf: '^1.0.0' } });
    const first = [
      ['install', 'twig'],
      ['install', 'branch'],
    ];
    await expectSame({ npm, manifest: {}, first, verb: ['find-dupes'] });
    expect(scene.disk()).toHaveLength(4);
    const { screen } = await expectSame({ npm, verb: ['dedupe'] });
    expect(screen).toContain(whole);
    expect(scene.disk().filter((line) => line.includes('leaf@'))).toEqual([
      'node_modules/leaf: leaf@1.0.0 genuine',
    ]);
  });

  it('prune takes away what nothing asks for or is left out by wish, and uninstall what only one brought', async () => {
    for (const name of ['leaf', 'twig', 'tool', 'stray']) publish(name, '1.0.0');
    publish('branch', '1.0.0', { dependencies: { leaf: '^1.0.0' } });
    const manifest = {
      dependencies: { branch: '1.0.0', twig: '1.0.0' },
      devDependencies: { tool: '^1.0.0' },
    };
    await expectSame({
      ...{ npm, manifest, first: [['install'], ['install', '--no-save', 'stray']] },
      verb: ['prune', '--omit=dev'],
    });
    const twig = 'node_modules/twig: twig@1.0.0 genuine';
    expect(scene.disk()).toEqual([
      'node_modules/branch: branch@1.0.0 genuine',
      'node_modules/leaf: leaf@1.0.0 genuine',
      twig,
    ]);
    const { screen } = await expectSame({ npm, verb: ['uninstall', 'branch', '--omit=dev'] });
    expect(screen).toContain(whole);
    expect(scene.disk()).toEqual([twig]);
  });

  it('audit fix takes versions that no advisory speaks of, as far as the ranges let it', async () => {
    publish('leaf', '1.0.0');
    publish('twig', '1.0.0');
    publish('branch', '1.0.0', { dependencies: { leaf: '^1.0.0' } });
    const known = scene.world.registry();
    known.advise({ name: 'leaf', vulnerable: '<1.1.0' });
    known.advise({ name: 'twig', vulnerable: '<2.0.0', severity: 'low' });
    const since = () => {
      publish('leaf', '1.1.0');
      publish('leaf', '1.2.0');
      publish('twig', '1.5.0');
      publish('twig', '2.0.0');
    };
    const manifest = { dependencies: { branch: '^1.0.0', twig: '^1.0.0' } };
    // Of twig a hole is left, which only --force would close: npm says so by its exit code.
    const { screen } = await expectSame({
      ...{ npm, manifest, first: [['install']], since },
      ...{ verb: ['audit', 'fix'], code: 1 },
    });
    expect(screen).toContain(whole);
    expect(scene.disk()).toContain('node_modules/leaf: leaf@1.2.0 genuine');
    const forced = await expectSame({ npm, manifest, verb: ['audit', 'fix', '--force'] });
    expect(forced.screen).toContain(whole);
    expect(scene.disk()).toContain('node_modules/twig: twig@2.0.0 genuine');
  });

  it('global: update and uninstall', async () => {
    publish('leaf', '1.0.0');
    publish('twig', '1.0.0');
    const since = () => publish('leaf', '1.1.0');
    const names = () => [scene.project, plain].map(({ home }) => globalsOf(home));
    const env = npqEnv(plain, scene.world);
    expect((await plain.npm(['install', '-g', 'leaf', 'twig'], { npm: npm.cli, env })).code).toBe(0);
    const [from, to] = [plain, scene.project].map(({ home }) => join(home, 'prefix')) as [string, string];
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await expectSame({ npm, manifest: {}, since, verb: ['update', '-g'] });
    expect(names()).toEqual([
      ['leaf@1.1.0', 'twig@1.0.0'],
      ['leaf@1.1.0', 'twig@1.0.0'],
    ]);
    await expectSame({ npm, manifest: {}, verb: ['uninstall', '-g', 'twig'] });
    expect(names()).toEqual([['leaf@1.1.0'], ['leaf@1.1.0']]);
  });

  it('with --workspace only what that one asks for', async () => {
    publish('leaf', '1.0.0');
    publish('twig', '1.0.0');
    const since = () => {
      publish('leaf', '1.1.0');
      publish('twig', '1.1.0');
    };
    write({
      'a/package.json': { name: 'a', version: '1.0.0', dependencies: { leaf: '^1.0.0' } },
      'b/package.json': { name: 'b', version: '1.0.0', dependencies: { twig: '^1.0.0' } },
    });
    const manifest = { workspaces: ['a', 'b'] };
    await expectSame({ npm, manifest, first: [['install']], since, verb: ['update', '--workspace=a'] });
    await expectSame({ npm, manifest, verb: ['ci'] });
    await expectSame({ npm, manifest, verb: ['uninstall', 'twig', '-w', 'b'] });
  });

  it('with --omit and --ignore-scripts', async () => {
    publish('leaf', '1.0.0', { scripts: { install: 'echo > ran' } });
    publish('tool', '1.0.0');
    const manifest = { dependencies: { leaf: '1.0.0' }, devDependencies: { tool: '1.0.0' } };
    const verb = ['ci', '--omit=dev', '--ignore-scripts'];
    await expectSame({ npm, manifest, first: [['install', '--ignore-scripts']], verb });
    expect(scene.disk()).toEqual(['node_modules/leaf: leaf@1.0.0 genuine']);
    expect(scene.project.exists('node_modules/leaf/ran')).toBe(false);
  });

  it('install-test compares what it installed before the tests run it', async () => {
    publish('leaf', '1.0.0');
    const scripts = { test: 'node -e "require(`leaf/package.json`); process.exit(3)"'.replaceAll('`', "'") };
    const manifest = { scripts, dependencies: { leaf: '1.0.0' } };
    const before = { npm, manifest, first: [['install']], code: 3 };
    expect((await expectSame({ ...before, verb: ['install-test'] })).screen).toContain(whole);
    expect((await expectSame({ npm, verb: ['install-ci-test'], code: 3 })).screen).toContain(whole);
  });

  it('rebuild runs the scripts of what lies there', async () => {
    publish('leaf', '1.0.0', { bin: './index.js' });
    publish('native', '1.0.0', { scripts: { install: 'echo > ran' } });
    const { screen } = await expectSame({
      ...{ npm, manifest: { dependencies: { leaf: '1.0.0', native: '1.0.0' } } },
      first: [['install', '--no-bin-links', '--ignore-scripts']],
      verb: ['rebuild', 'leaf'],
    });
    expect(screen).toContain(whole);
    expect(existsSync(scene.project.path('node_modules/.bin/leaf'))).toBe(true);
    expect(existsSync(scene.project.path('node_modules/native/ran'))).toBe(false);
  });
});
