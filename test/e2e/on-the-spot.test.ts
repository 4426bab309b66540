import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqHere } from './npq-here.ts';
import { everyNpm } from './unvetted.ts';

/** Commands that fetch what no plan tells: npm runs at a gate that vets each package as npm asks for it. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  world.registry().publish({ name: 'anchor', version: '1.0.0', files: { 'index.js': 'heavy' } });
  world.registry().publish({ name: 'anchor', version: '2.0.0', files: { 'index.js': 'heavier' } });
  world.registry().publish({ name: 'stowaway', version: '1.0.0' });
  world.osv.publish({ id: 'MAL-2026-1', name: 'stowaway' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const npq = (args: readonly string[], npm?: string, env: Readonly<Record<string, string>> = {}) =>
  runNpqHere(args, project, world, { env, ...(npm === undefined ? {} : { npm }) });

describe.each(everyNpm)('%s', (_name, { cli }) => {
  it('packs what passes, and nothing that does not', async () => {
    const good = await npq(['pack', 'anchor@1.0.0'], cli);
    expect([good.code, good.stdout], good.stderr).toEqual([0, 'anchor-1.0.0.tgz\n']);
    expect(project.exists('anchor-1.0.0.tgz')).toBe(true);
    const bad = await npq(['pack', 'stowaway'], cli);
    expect(bad.code, bad.stderr).toBe(20);
    expect(bad.stderr).toContain('stowaway 1.0.0 and was refused');
    expect(project.exists('stowaway-1.0.0.tgz')).toBe(false);
  });

  it('asks the gate also for what npm’s cache has', async () => {
    const env = { npm_config_registry: world.url };
    const alone = await project.npm(['cache', 'add', 'stowaway'], { npm: cli, env });
    expect(alone.code, alone.stderr).toBe(0);
    mkdirSync(join(project.home, 'prefix/lib'), { recursive: true });
    const { code, stderr } = await npq(['link', 'stowaway'], cli);
    expect(code, stderr).toBe(20);
    expect(existsSync(join(project.home, 'prefix/lib/node_modules/stowaway'))).toBe(false);
  });

  it('compares versions', async () => {
    const { code, stdout, stderr } = await npq(['diff', '--diff=anchor@1.0.0', '--diff=anchor@2.0.0'], cli);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('+heavier');
  });

  it('adds to npm’s cache what passes', async () => {
    const good = await npq(['cache', 'add', 'anchor'], cli);
    expect(good.code, good.stderr).toBe(0);
    const bad = await npq(['cache', 'add', 'stowaway'], cli);
    expect(bad.code, bad.stderr).toBe(20);
    const env = { npm_config_offline: 'true', npm_config_registry: world.url };
    const packed = await project.npm(['pack', 'anchor'], { npm: cli, env });
    expect(packed.code, packed.stderr).toBe(0);
  });

  it('links what it installs globally first, if that passes', async () => {
    mkdirSync(join(project.home, 'prefix/lib'), { recursive: true });
    const good = await npq(['link', 'anchor'], cli);
    expect(good.code, good.stderr).toBe(0);
    expect(project.read('node_modules/anchor/index.js')).toBe('heavier');
    const bad = await npq(['link', 'stowaway'], cli);
    expect(bad.code, bad.stderr).toBe(20);
    expect(existsSync(join(project.home, 'prefix/lib/node_modules/stowaway'))).toBe(false);
  });

  it('raises a workspace by npm, and installs by plan', async () => {
    project.write('package.json', { name: 'fleet', version: '1.0.0', workspaces: ['ships/*'] });
    const ship = { name: 'ship', version: '1.0.0' };
    project.write('ships/ship/package.json', { ...ship, dependencies: { anchor: '1.0.0' } });
    const good = await npq(['version', 'minor', '-w', 'ship'], cli);
    expect(good.code, good.stderr).toBe(0);
    expect(good.stdout).toContain('v1.1.0');
    expect(project.readJson('ships/ship/package.json')).toMatchObject({ version: '1.1.0' });
    expect(project.exists('node_modules/anchor')).toBe(true);
    project.write('ships/ship/package.json', { ...ship, dependencies: { stowaway: '1.0.0' } });
    const bad = await npq(['version', 'minor', '-w', 'ship'], cli);
    expect(bad.code, bad.stderr).toBe(20);
    expect(project.exists('node_modules/stowaway')).toBe(false);
  });

  it('makes a workspace by npm, and installs by plan', async () => {
    project.write('package.json', { name: 'fleet', version: '1.0.0' });
    const { code, stderr } = await npq(['init', '-y', '-w', 'ships/ship'], cli);
    expect(code, stderr).toBe(0);
    expect(project.exists('ships/ship/package.json')).toBe(true);
    expect(project.exists('node_modules/ship')).toBe(true);
  });
});

it('opens the editor, and looks at what was edited before its scripts run', async () => {
  world.registry().publish({
    ...{ name: 'winch', version: '1.0.0' },
    manifest: { scripts: { postinstall: `node -e "require('fs').writeFileSync(process.env.CANARY, '')"` } },
  });
  const env = { CANARY: project.path('canary') };
  const alone = { ...env, npm_config_registry: world.url };
  expect((await project.npm(['install', 'winch', '--ignore-scripts'], { env: alone })).code).toBe(0);
  project.write('editor', '#!/bin/sh\necho edited >> "$1/index.js"\n');
  chmodSync(project.path('editor'), 0o755);
  const { code, stderr } = await npq(['edit', 'winch', `--editor=${project.path('editor')}`], undefined, env);
  expect(project.read('node_modules/winch/index.js')).toContain('edited');
  expect(code, stderr).toBe(21);
  expect(stderr).toContain('winch');
  expect(project.exists('canary')).toBe(false);
});

it.each([
  ['pack', 'git+file:///nowhere'],
  ['pack', 'https://files.example/a.tgz'],
  ['view', 'github:user/repo'],
  ['link', 'user/repo'],
  ['cache', 'add', 'user/repo'],
])('refuses %s %s', async (...args) => {
  const { code, stderr } = await npq(args);
  expect(code).toBe(64);
  expect(stderr).toContain('past every registry');
});

it('has no way to a repository or to a stranger’s host, however npm is asked for it', async () => {
  const repo = project.path('repo');
  const manifest = { name: 'a', version: '1.0.0', scripts: { prepare: 'touch ../canary' } };
  createGitRepo({ 'package.json': manifest }, { dir: repo });
  const fromGit = await npq(['diff', `--diff=git+file://${repo}`, '--diff=anchor@1.0.0']);
  expect(fromGit.code).not.toBe(0);
  expect(project.exists('canary')).toBe(false);
  const host = world.foreign();
  const elsewhere = await npq(['diff', `--diff=${host.url}a.tgz`, '--diff=anchor@1.0.0']);
  expect(elsewhere.code).not.toBe(0);
  expect(elsewhere.stderr).toContain('past the registry');
  expect(host.hits()).toBe(0);
});

it('tells a slip from a command', async () => {
  const { code, stderr } = await npq(['polcy']);
  expect(code).toBe(64);
  expect(stderr).toContain('npq policy');
});
