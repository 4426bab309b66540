import { chmodSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Canary, canary } from '../world/canary.ts';
import { createGitRepo, type GitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type ForeignHost, packageTarball, type World } from '../world/world.ts';
import { runNpq } from './npq.ts';

/**
 * Looking runs nothing of anybody's and contacts nobody but the configured registries. Every event that npm
 * would ever run sings; a stranger's host stands by and counts who calls.
 */
let world: World;
let project: TempProject;
let bird: Canary;
let stranger: ForeignHost;
let repository: GitRepo;

const events = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'prepack'];
const singing = () => Object.fromEntries(events.map((event) => [event, bird.script]));
const singer = (name: string, over: object = {}) => ({
  ...{ name, version: '1.0.0', scripts: singing() },
  ...over,
});
const packed = (name: string) =>
  packageTarball(new Map([['package.json', Buffer.from(JSON.stringify(singer(name)))]]), new Set());

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  bird = canary();
  stranger = world.foreign();
  stranger.serve('/remote.tgz', packed('remote'), { 'content-type': 'application/octet-stream' });
  repository = createGitRepo({ 'package.json': singer('from-git'), 'index.js': '' });
});

afterEach(async () => {
  project.dispose();
  bird.dispose();
  repository.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const dependsOn = (dependencies: Readonly<Record<string, string>>, over: object = {}) =>
  project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies, ...over });

/** One run with nobody to ask: it ends with a decision to be made, and nobody sang or was called. */
async function looksOnly(args: readonly string[], said: string | RegExp, code = 21): Promise<void> {
  const manifest = project.read('package.json');
  const seen = await runNpq(args, project, world);
  expect({ code: seen.code, sang: bird.runs(), called: stranger.hits() }, seen.stderr).toEqual({
    code,
    sang: 0,
    called: 0,
  });
  expect(seen.stderr).toMatch(said);
  expect(project.exists('node_modules')).toBe(false);
  expect(project.read('package.json')).toBe(manifest);
}

describe('a git dependency', () => {
  it('of the project, by branch, is not even cloned before somebody permits it', async () => {
    dependsOn({ 'from-git': `${repository.url}#main` });
    await looksOnly(['install'], /not looked at/);
  });

  it('of the project, by full SHA', async () => {
    dependsOn({ 'from-git': `${repository.url}#${repository.sha}` });
    await looksOnly(['install'], /not looked at/);
  });

  it('that was typed, by branch, is cloned and read, and none of its scripts run', async () => {
    await looksOnly(['install', `${repository.url}#main`], /preinstall: node -e/);
  });

  it('that was typed, by full SHA', async () => {
    await looksOnly(['install', `${repository.url}#${repository.sha}`], /preinstall: node -e/);
  });

  it('that was typed, by a range of its tags', async () => {
    repository.git('tag', 'v1.2.0');
    await looksOnly(['install', `${repository.url}#semver:^1`], /preinstall: node -e/);
  });

  it('with workspaces, for which npm runs an install in the clone', async () => {
    repository.commit({
      'package.json': singer('from-git', { workspaces: ['a'] }),
      'a/package.json': singer('inner'),
    });
    await looksOnly(['install', repository.url], /preinstall: node -e/);
  });

  it('with a submodule: permitting one address permits no other', async () => {
    repository.commit({ '.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ${stranger.url}sub.git\n` });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.sha},sub`);
    repository.git('commit', '--quiet', '--message', 'a submodule');
    await looksOnly(['install', `${repository.url}#main`], /preinstall: node -e/);
    await looksOnly(['install', `${repository.url}#${repository.git('rev-parse', 'HEAD')}`], /preinstall/);
  });

  it('of a package of the registry', async () => {
    world.registry().publish({
      name: 'go-between',
      version: '1.0.0',
      manifest: { dependencies: { 'from-git': `${repository.url}#main` } },
    });
    await looksOnly(['install', 'go-between'], /not looked at/);
  });

  it('that an override puts in the place of a package of the registry', async () => {
    world.registry().publish({ name: 'honest', version: '1.0.0' });
    world.registry().publish({
      name: 'go-between',
      version: '1.0.0',
      manifest: { dependencies: { honest: '^1.0.0' } },
    });
    dependsOn({ 'go-between': '^1.0.0' }, { overrides: { honest: `${repository.url}#main` } });
    await looksOnly(['install'], /not looked at/);
  });
});

describe('a remote tarball', () => {
  it('of the project is not fetched before somebody permits it', async () => {
    dependsOn({ remote: `${stranger.url}remote.tgz` });
    await looksOnly(['install'], /not looked at/);
  });

  it('of a package of the registry', async () => {
    world.registry().publish({
      name: 'go-between',
      version: '1.0.0',
      manifest: { optionalDependencies: { remote: `${stranger.url}remote.tgz` } },
    });
    await looksOnly(['install', 'go-between'], /not looked at/);
  });

  it('that a lockfile names as the place of a package of the registry', async () => {
    const { integrity } = world.registry().publish({ name: 'honest', version: '1.0.0' });
    dependsOn({ honest: '^1.0.0' });
    const entry = { version: '1.0.0', resolved: `${stranger.url}remote.tgz`, integrity };
    project.write('package-lock.json', {
      ...{ name: 'a-project', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: {
        '': { name: 'a-project', version: '1.0.0', dependencies: { honest: '^1.0.0' } },
        'node_modules/honest': entry,
      },
    });
    await looksOnly(['install'], /the lockfile records a tarball from/, 20);
  });

  it('that was typed is fetched and read, and none of its scripts run', async () => {
    const seen = await runNpq(['install', `${stranger.url}remote.tgz`], project, world);
    expect({ code: seen.code, sang: bird.runs() }, seen.stderr).toEqual({ code: 21, sang: 0 });
    expect(seen.stderr).toContain('preinstall: node -e');
  });
});

describe('what lies on this machine', () => {
  it('a tarball of the project', async () => {
    writeFileSync(project.path('thing.tgz'), packed('thing'));
    dependsOn({ thing: 'file:thing.tgz' });
    await looksOnly(['install'], /preinstall: node -e/);
  });

  it('a folder of the project, linked', async () => {
    project.write('vendor/thing/package.json', singer('thing'));
    dependsOn({ thing: 'file:vendor/thing' });
    await looksOnly(['install'], /install: node -e/);
  });

  it('a folder of the project, packed with --install-links', async () => {
    project.write('vendor/thing/package.json', singer('thing'));
    dependsOn({ thing: 'file:vendor/thing' });
    await looksOnly(['install', '--install-links'], /install: node -e/);
  });

  it('the project itself and a workspace', async () => {
    dependsOn({}, { workspaces: ['one'], scripts: singing() });
    project.write('one/package.json', singer('one'));
    await looksOnly(['install'], /install-time scripts that you have not seen/);
  });
});

describe('a package of the registry', () => {
  it('with scripts', async () => {
    world.registry().publish({ name: 'singer', version: '1.0.0', manifest: { scripts: singing() } });
    await looksOnly(['install', 'singer'], /preinstall: node -e/);
  });

  it('that bundles one with scripts', async () => {
    world.registry().publish({
      name: 'carrier',
      version: '1.0.0',
      manifest: { dependencies: { stowaway: '1.0.0' }, bundleDependencies: ['stowaway'] },
      files: { 'node_modules/stowaway/package.json': JSON.stringify(singer('stowaway')) },
    });
    await looksOnly(['install', 'carrier'], /preinstall: node -e/);
  });
});

describe("the project's .npmrc", () => {
  it.each(['git', 'script-shell', 'node-gyp', 'node-options', '@a:registry', 'proxy', 'offline'])(
    '%s= does nothing before somebody agrees',
    async (key) => {
      project.write('evil.sh', bird.shellSource);
      chmodSync(project.path('evil.sh'), 0o755);
      const address = /registry|proxy/.test(key);
      const value = address ? stranger.url : key === 'offline' ? 'true' : './evil.sh';
      project.write('.npmrc', `${key}=${value}\n`);
      world.registry().publish({ name: 'honest', version: '1.0.0' });
      dependsOn({ honest: '^1.0.0', '@a/b': '1.0.0', 'from-git': repository.url });
      await looksOnly(['install'], key, 78);
    },
  );
});
