import { mkdirSync, symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Canary, canary } from '../world/canary.ts';
import { createGitRepo, type GitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, packageTarball, type World } from '../world/world.ts';
import { packageAt, placesOf, planIn } from './planning.ts';

/** Planning runs nothing, and contacts no address of strangers before somebody permitted it. */

let world: World;
let registry: string;
let bird: Canary;
const cleanUp: (() => void)[] = [];
const project = (files: Parameters<typeof tempProject>[0] = {}): TempProject => {
  const made = tempProject(files);
  cleanUp.push(made.dispose);
  return made;
};
const depending = (name: string, spec: string) =>
  project({ 'package.json': { name: 'root', dependencies: { [name]: spec } } });
const repository = (manifest: object = {}): GitRepo => {
  const { script } = bird;
  const scripts = Object.fromEntries(
    ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'build'].map((event) => [event, script]),
  );
  const repo = createGitRepo({
    'package.json': { name: 'from-git', version: '3.1.0', scripts, ...manifest },
  });
  cleanUp.push(repo.dispose);
  return repo;
};
const tarball = (manifest: object = {}): Buffer => {
  const scripts = { preinstall: bird.script, install: bird.script, postinstall: bird.script };
  const content = JSON.stringify({ name: 'packed', version: '2.0.0', scripts, ...manifest });
  return packageTarball(new Map([['package.json', Buffer.from(content)]]), new Set());
};

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  registry = world.registry().url;
  bird = canary();
  cleanUp.push(bird.dispose);
});
afterEach(async () => {
  const runs = bird.runs();
  for (const clean of cleanUp.splice(0)) clean();
  expect(runs).toBe(0);
  expect(world.errors).toEqual([]);
  await world.close();
});

it('plans a git dependency of the project without fetching it', async () => {
  const made = depending('from-git', 'github:acme/from-git#main');
  const { plan } = await planIn(made, { registry });
  expect(packageAt(plan, 'node_modules/from-git')).toMatchObject({
    ...{ name: 'from-git', version: '0.0.0', looked: false, private: true, integrity: undefined },
    origin: { kind: 'git', spec: 'github:acme/from-git#main', host: 'github.com' },
    permit: { spec: 'github:acme/from-git#main', kind: 'git', host: 'github.com' },
  });
});

it.each([
  ['acme/tool', 'git', 'github.com'],
  ['github:acme/tool', 'git', 'github.com'],
  ['gitlab:acme/tool#semver:^1.2.0', 'git', 'gitlab.com'],
  ['git+ssh://git@git.example/acme/tool.git', 'git', 'git.example'],
  ['git+ssh://git@git.example:acme/tool.git', 'git', 'git.example'],
  [
    'git+https://git.example:8443/tool.git#0123456789abcdef0123456789abcdef01234567',
    'git',
    'git.example:8443',
  ],
  ['git://git.example/tool', 'git', 'git.example'],
  ['https://files.example/tool-1.0.0.tgz', 'remote', 'files.example'],
  ['http://user:secret@files.example/tool', 'remote', 'files.example'],
])('sees through %s', async (spec, kind, host) => {
  const { plan } = await planIn(depending('tool', spec), { registry });
  const pkg = packageAt(plan, 'node_modules/tool');
  expect(pkg.permit).toEqual({ spec, kind, host });
  expect(pkg.looked).toBe(false);
});

it("keeps a stranger's optional git dependency in the plan, which npm would install all the same", async () => {
  // The way of the TanStack attack: published, and the payload behind an optional git address.
  world.registry().publish({
    ...{ name: 'victim', version: '1.0.0' },
    manifest: {
      optionalDependencies: { '@acme/setup': 'github:acme/setup#79ac49eedf774dd4b0cfa308722bc463cfe5885c' },
    },
  });
  const { plan } = await planIn(project(), { registry, specs: ['victim'] });
  expect(packageAt(plan, 'node_modules/@acme/setup')).toMatchObject({
    looked: false,
    origin: { kind: 'git', commit: '79ac49eedf774dd4b0cfa308722bc463cfe5885c' },
  });
});

it("contacts no stranger's host for a tarball that a package asks for", async () => {
  const stranger = world.foreign();
  stranger.serve('/packed.tgz', tarball());
  const url = `${stranger.url}packed.tgz`;
  world.registry().publish({ name: 'asks', version: '1.0.0', manifest: { dependencies: { packed: url } } });
  const { plan } = await planIn(project(), { registry, specs: ['asks'] });
  expect(packageAt(plan, 'node_modules/packed').permit?.spec).toBe(url);
  expect(stranger.hits()).toBe(0);
});

it('looks at a remote tarball once it is permitted, and still runs nothing', async () => {
  const stranger = world.foreign();
  stranger.serve('/packed.tgz', tarball());
  const url = `${stranger.url}packed.tgz`;
  const { plan } = await planIn(depending('packed', url), { registry, permits: [url] });
  const pkg = packageAt(plan, 'node_modules/packed');
  expect(pkg).toMatchObject({ version: '2.0.0', looked: true, origin: { kind: 'remote', url } });
  expect(pkg.integrity).toMatch(/^sha512-/);
  expect(pkg.permit).toBeUndefined();
  expect(stranger.hits()).toBeGreaterThan(0);
});

it('needs no permit for what the user typed', async () => {
  const stranger = world.foreign();
  stranger.serve('/packed.tgz', tarball());
  const { plan } = await planIn(project(), { registry, specs: [`${stranger.url}packed.tgz`] });
  expect(packageAt(plan, 'node_modules/packed')).toMatchObject({ version: '2.0.0', looked: true });
});

it('needs no permit for a tarball that a configured registry serves', async () => {
  const { tarballUrl } = world.registry().publish({ name: 'leaf', version: '1.0.0' });
  const { plan } = await planIn(depending('leaf', tarballUrl), { registry });
  expect(packageAt(plan, 'node_modules/leaf')).toMatchObject({ version: '1.0.0', looked: true });
});

it.each(['branch', 'full commit'])('runs nothing of a permitted git dependency by %s', async (how) => {
  const repo = repository();
  repo.branch('topic');
  const spec = `${repo.url}#${how === 'branch' ? 'topic' : repo.sha}`;
  const { plan } = await planIn(depending('from-git', spec), { registry, permits: [spec] });
  expect(packageAt(plan, 'node_modules/from-git')).toMatchObject({
    ...{ version: '3.1.0', looked: true, integrity: undefined },
    origin: { kind: 'git', commit: repo.sha, host: 'this machine' },
  });
});

it('runs nothing of a typed git dependency that bundles, whose clone has to be packed', async () => {
  const repo = repository({ dependencies: { inner: '1' }, bundleDependencies: ['inner'] });
  repo.commit({ 'node_modules/inner/package.json': { name: 'inner', version: '1.0.0' } });
  const { plan } = await planIn(project(), { registry, specs: [repo.url] });
  expect(packageAt(plan, 'node_modules/from-git').looked).toBe(true);
  expect(packageAt(plan, 'node_modules/from-git/node_modules/inner').origin.kind).toBe('bundled');
});

it('asks again for what a permitted git dependency asks for', async () => {
  const repo = repository({ dependencies: { deeper: 'github:acme/deeper' } });
  const { plan } = await planIn(depending('from-git', repo.url), { registry, permits: [repo.url] });
  expect(packageAt(plan, 'node_modules/from-git').looked).toBe(true);
  expect(packageAt(plan, 'node_modules/deeper').permit).toMatchObject({ spec: 'github:acme/deeper' });
});

it('permits one branch and not another', async () => {
  const repo = repository();
  const made = depending('from-git', `${repo.url}#main`);
  const { plan } = await planIn(made, { registry, permits: [`${repo.url}#other`] });
  expect(packageAt(plan, 'node_modules/from-git').looked).toBe(false);
});

it('sees git in an override', async () => {
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
  const made = project({
    'package.json': {
      name: 'root',
      dependencies: { leaf: '^1.0.0' },
      overrides: { leaf: 'github:acme/leaf' },
    },
  });
  // npm refuses to override a direct dependency with something else, unless the two are equal.
  await expect(planIn(made, { registry })).rejects.toMatchObject({ code: 'resolve-failed' });
  world
    .registry()
    .publish({ name: 'user', version: '1.0.0', manifest: { dependencies: { leaf: '^1.0.0' } } });
  made.write('package.json', {
    name: 'root',
    dependencies: { user: '1' },
    overrides: { leaf: 'github:acme/leaf' },
  });
  const { plan } = await planIn(made, { registry });
  expect(packageAt(plan, 'node_modules/leaf').permit?.spec).toBe('github:acme/leaf');
});

it('asks for a permit although a lockfile knows the git commit or the URL already', async () => {
  const stranger = world.foreign();
  stranger.serve('/packed.tgz', tarball());
  const url = `${stranger.url}packed.tgz`;
  const repo = repository();
  const made = project({
    'package.json': { name: 'root', dependencies: { packed: url, 'from-git': repo.url } },
  });
  await made.npm(['install', '--package-lock-only', '--ignore-scripts', `--registry=${registry}`]);
  expect(made.exists('package-lock.json')).toBe(true);
  const hits = stranger.hits();
  const { plan } = await planIn(made, { registry });
  for (const place of ['node_modules/packed', 'node_modules/from-git']) {
    expect(packageAt(plan, place)).toMatchObject({ looked: false, locked: true, permit: {} });
  }
  expect(packageAt(plan, 'node_modules/from-git').version).toBe('3.1.0');
  expect(stranger.hits()).toBe(hits);
  const permitted = await planIn(made, { registry, permits: [url, repo.url] });
  expect(permitted.plan.packages.map(({ looked }) => looked)).toEqual([true, true]);
});

it('reads local folders and tarballs, and runs nothing of them', async () => {
  const made = project({
    'lib/package.json': {
      name: 'lib',
      version: '1.0.0',
      scripts: { prepare: bird.script, install: bird.script },
    },
  });
  made.write('package.json', { name: 'root', dependencies: { lib: 'file:lib', packed: 'file:packed.tgz' } });
  const { writeFileSync } = await import('node:fs');
  writeFileSync(made.path('packed.tgz'), tarball());
  const { plan } = await planIn(made, { registry });
  expect(packageAt(plan, 'node_modules/lib').origin).toEqual({ kind: 'directory', path: made.path('lib') });
  const packed = packageAt(plan, 'node_modules/packed');
  expect(packed).toMatchObject({ version: '2.0.0', origin: { kind: 'file', path: made.path('packed.tgz') } });
  expect(packed.integrity).toMatch(/^sha512-/);
});

it("calls a lockfile's link in place of a registry package what it is", async () => {
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
  const made = depending('leaf', '^1.0.0');
  made.write('evil/package.json', { name: 'leaf', version: '1.0.0', scripts: { install: bird.script } });
  made.write('package-lock.json', {
    ...{ name: 'root', lockfileVersion: 3, requires: true },
    packages: {
      '': { name: 'root', dependencies: { leaf: '^1.0.0' } },
      'node_modules/leaf': { resolved: 'evil', link: true },
      evil: { name: 'leaf', version: '1.0.0' },
    },
  });
  const { plan } = await planIn(made, { registry });
  expect(packageAt(plan, 'node_modules/leaf').origin).toEqual({ kind: 'directory', path: made.path('evil') });
  expect(packageAt(plan, 'node_modules/leaf').entries[0]?.recorded).toMatchObject({
    by: 'lockfile',
    disagreement: {
      ...{ kind: 'form', asked: 'a registry package', found: `directory ${made.path('evil')}` },
    },
  });
});

it("calls a lockfile's foreign address of a registry package a remote one, and does not go there", async () => {
  const stranger = world.foreign();
  const { integrity } = world.registry().publish({ name: 'leaf', version: '1.0.0' });
  const made = depending('leaf', '^1.0.0');
  made.write('package-lock.json', {
    ...{ name: 'root', lockfileVersion: 3, requires: true },
    packages: {
      '': { name: 'root', dependencies: { leaf: '^1.0.0' } },
      'node_modules/leaf': {
        ...{ version: '1.0.0', resolved: `${stranger.url}leaf.tgz`, integrity },
        // Bundles are opened for planning: this one must not be.
        ...{ dependencies: { x: '1' }, bundleDependencies: ['x'] },
      },
    },
  });
  const { plan } = await planIn(made, { registry });
  expect(packageAt(plan, 'node_modules/leaf')).toMatchObject({
    ...{ looked: false, origin: { kind: 'remote' }, permit: { kind: 'remote' } },
  });
  expect(plan.notes).toHaveLength(1);
  expect(stranger.hits()).toBe(0);
});

it("does not believe the addresses of a package's own shrinkwrap", async () => {
  const stranger = world.foreign();
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
  world.registry().publish({
    ...{ name: 'wrapped', version: '1.0.0', manifest: { dependencies: { leaf: '1' } } },
    files: {
      'npm-shrinkwrap.json': JSON.stringify({
        ...{ name: 'wrapped', version: '1.0.0', lockfileVersion: 3, requires: true },
        packages: {
          '': { name: 'wrapped', version: '1.0.0', dependencies: { leaf: '1' } },
          'node_modules/leaf': { version: '1.0.0', resolved: `${stranger.url}leaf.tgz` },
        },
      }),
    },
  });
  const { plan } = await planIn(project(), { registry, specs: ['wrapped'] });
  expect(packageAt(plan, 'node_modules/wrapped/node_modules/leaf')).toMatchObject({
    ...{ looked: false, locked: true, origin: { kind: 'remote' } },
  });
  expect(stranger.hits()).toBe(0);
});

it('completes the plan although a stand-in is not the version that others ask for', async () => {
  world.allowMissing('host');
  const { publish } = world.registry();
  publish({ name: 'plugin', version: '1.0.0', manifest: { peerDependencies: { host: '^5' } } });
  publish({ name: 'user', version: '1.0.0', manifest: { dependencies: { host: '>=4' } } });
  const dependencies = { host: 'github:acme/host', plugin: '1', user: '1' };
  const { plan } = await planIn(project({ 'package.json': { name: 'root', dependencies } }), { registry });
  expect(placesOf(plan)).toEqual([
    'node_modules/host: host@5.0.0',
    'node_modules/plugin: plugin@1.0.0',
    'node_modules/user: user@1.0.0',
  ]);
  expect(plan.notes).toEqual([expect.stringMatching(/the plan is a guess/)]);
});

it("opens the registry's own tarball for what it bundles where the user allows no address", async () => {
  world.registry().publish({
    ...{ name: 'outer', version: '1.0.0' },
    manifest: { dependencies: { inner: '1' }, bundleDependencies: ['inner'] },
    files: { 'node_modules/inner/package.json': JSON.stringify({ name: 'inner', version: '1.0.0' }) },
  });
  const { plan } = await planIn(project(), { registry, specs: ['outer'], flat: { allowRemote: 'none' } });
  expect(placesOf(plan)).toEqual([
    'node_modules/outer/node_modules/inner: inner@1.0.0',
    'node_modules/outer: outer@1.0.0',
  ]);
});

it('minds that the user allows no git at all', async () => {
  const made = depending('from-git', 'github:acme/from-git');
  await expect(planIn(made, { registry, flat: { allowGit: 'none' } })).rejects.toMatchObject({
    code: 'resolve-failed',
    message: expect.stringContaining('EALLOWGIT'),
  });
});

it('leaves out an optional git dependency that the user forbids, as npm does, and says so', async () => {
  const optionalDependencies = { setup: 'github:acme/setup' };
  world.registry().publish({ name: 'victim', version: '1.0.0', manifest: { optionalDependencies } });
  const { plan } = await planIn(project(), { registry, specs: ['victim'], flat: { allowGit: 'none' } });
  expect(placesOf(plan)).toEqual(['node_modules/victim: victim@1.0.0']);
  expect(plan.notes).toEqual([expect.stringContaining('EALLOWGIT')]);
});

it.each(['git', 'URL'])(
  'does not lose sight of an optional dependency from a %s that cannot be read',
  async (from) => {
    const git = `git+${pathToFileURL('/nowhere/at/all').href}`;
    const spec = from === 'git' ? git : `${world.nowhere}gone.tgz`;
    world
      .registry()
      .publish({ name: 'asks', version: '1.0.0', manifest: { optionalDependencies: { gone: spec } } });
    const { plan } = await planIn(project(), { registry, specs: ['asks'], permits: [spec] });
    const gone = plan.packages.find(({ name }) => name === 'gone');
    expect(gone).toMatchObject({ looked: false, origin: { kind: from === 'git' ? 'git' : 'remote' } });
  },
);

it('finds the project through a symlink', async () => {
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
  const made = depending('leaf', '1');
  const link = `${made.home}/link`;
  mkdirSync(made.home, { recursive: true });
  symlinkSync(made.dir, link);
  const { plan } = await planIn(made, { registry, installPath: link });
  expect(placesOf(plan)).toEqual(['node_modules/leaf: leaf@1.0.0']);
});
