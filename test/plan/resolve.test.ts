import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { packageAt, placesOf, planIn } from './planning.ts';

/** The tree that npm would install: name, version, integrity and place of every entry. */

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

function publishChain() {
  const { publish } = world.registry();
  publish({ name: 'leaf', version: '1.0.0' });
  publish({ name: 'leaf', version: '2.0.0' });
  publish({ name: 'branch', version: '1.0.0', manifest: { dependencies: { leaf: '^1.0.0' } } });
  publish({ name: 'trunk', version: '1.0.0', manifest: { dependencies: { branch: '1', leaf: '^2' } } });
}

it('plans a package with all that it brings along', async () => {
  publishChain();
  const { plan } = await planIn(project(), { registry, specs: ['trunk'] });
  expect(placesOf(plan)).toEqual([
    'node_modules/branch/node_modules/leaf: leaf@1.0.0',
    'node_modules/branch: branch@1.0.0',
    'node_modules/leaf: leaf@2.0.0',
    'node_modules/trunk: trunk@1.0.0',
  ]);
  expect(plan.registries).toEqual([registry]);
});

it('tells of each package why it is there', async () => {
  publishChain();
  const { plan } = await planIn(project(), { registry, specs: ['trunk@1.0.0'] });
  const nested = packageAt(plan, 'node_modules/branch/node_modules/leaf');
  expect(nested.entries[0]).toMatchObject({
    ...{ alias: 'leaf', direct: false, dev: false, optional: false, peer: false, inert: false },
    path: ['trunk@1.0.0', 'branch@1.0.0', 'leaf@1.0.0'],
    change: { kind: 'added' },
  });
  expect(nested).toMatchObject({ locked: false, looked: true, private: false, exactlyRequested: false });
  expect(packageAt(plan, 'node_modules/trunk')).toMatchObject({ exactlyRequested: true });
  expect(packageAt(plan, 'node_modules/trunk').entries[0]?.direct).toBe(true);
});

it('promises the sha512 of the registry, and nothing for old packages that only have sha1', async () => {
  const { integrity } = world.registry().publish({ name: 'new', version: '1.0.0' });
  world.registry().publish({ name: 'old', version: '1.0.0', dist: { integrity: null } });
  const { plan } = await planIn(project(), { registry, specs: ['new', 'old'] });
  expect(packageAt(plan, 'node_modules/new').integrity).toBe(integrity);
  expect(packageAt(plan, 'node_modules/old').integrity).toBeUndefined();
});

it('calls an alias by its real name, and keeps the folder name', async () => {
  publishChain();
  const { plan } = await planIn(project(), { registry, specs: ['tool@npm:leaf@1.0.0'] });
  const pkg = packageAt(plan, 'node_modules/tool');
  expect(pkg).toMatchObject({ name: 'leaf', version: '1.0.0', exactlyRequested: true });
  expect(pkg.entries[0]).toMatchObject({ alias: 'tool', path: ['leaf@1.0.0'] });
});

it('keeps entries that are not for this machine, and says so', async () => {
  const { publish } = world.registry();
  publish({ name: 'for-aix', version: '1.0.0', manifest: { os: ['aix'] } });
  publish({ name: 'native', version: '1.0.0', manifest: { optionalDependencies: { 'for-aix': '1.0.0' } } });
  const { plan } = await planIn(project(), { registry, specs: ['native'] });
  expect(packageAt(plan, 'node_modules/for-aix').entries[0]).toMatchObject({ optional: true, inert: true });
});

it('leaves out an optional dependency that no registry has, and says so', async () => {
  world.allowMissing('ghost');
  const { publish } = world.registry();
  publish({ name: 'haunted', version: '1.0.0', manifest: { optionalDependencies: { ghost: '1.0.0' } } });
  const { plan } = await planIn(project(), { registry, specs: ['haunted'] });
  expect(placesOf(plan)).toEqual(['node_modules/haunted: haunted@1.0.0']);
  expect(plan.notes).toEqual([expect.stringMatching(/optional dependency ghost .*\(E404\) and is left out/)]);
});

it('tells of many that nobody has in one sentence', async () => {
  for (const name of ['for-mac', 'for-windows', 'for-amiga']) world.allowMissing(name);
  const optionalDependencies = { 'for-mac': '1.0.0', 'for-windows': '1.0.0', 'for-amiga': '1.0.0' };
  world.registry().publish({ name: 'native-tool', version: '1.0.0', manifest: { optionalDependencies } });
  const { plan } = await planIn(project(), { registry, specs: ['native-tool'] });
  expect(plan.notes).toEqual([
    '3 optional dependencies cannot be had (E404) and are left out, as npm does: for-amiga, for-mac, for-windows.',
  ]);
});

it('tells bundled packages as such, whatever name they claim', async () => {
  world.registry().publish({
    ...{ name: 'bundler', version: '1.0.0' },
    manifest: { dependencies: { lodash: '4' }, bundleDependencies: ['lodash'] },
    files: { 'node_modules/lodash/package.json': '{"name":"lodash","version":"4.17.21"}' },
  });
  const { plan } = await planIn(project(), { registry, specs: ['bundler'] });
  const bundled = packageAt(plan, 'node_modules/bundler/node_modules/lodash');
  expect(bundled).toMatchObject({
    key: 'lodash@4.17.21 (bundled by bundler@1.0.0)',
    origin: { kind: 'bundled', by: 'bundler@1.0.0' },
    integrity: undefined,
    // The tarball that it lies in can be had by anybody.
    private: false,
  });
});

it('knows workspaces, their links and their own dependencies', async () => {
  publishChain();
  const made = project({
    'package.json': { name: 'root', version: '1.0.0', workspaces: ['packages/*'] },
    'packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { leaf: '^1.0.0', b: '^1.0.0' } },
    'packages/b/package.json': { name: 'b', version: '1.0.0', dependencies: { leaf: '^2.0.0' } },
  });
  const { plan, projectFolders } = await planIn(made, { registry });
  expect(placesOf(plan)).toEqual([
    'node_modules/a: a@1.0.0',
    'node_modules/b: b@1.0.0',
    'node_modules/leaf: leaf@1.0.0',
    'packages/b/node_modules/leaf: leaf@2.0.0',
  ]);
  expect(packageAt(plan, 'node_modules/b')).toMatchObject({
    origin: { kind: 'workspace', path: made.path('packages/b') },
    private: true,
  });
  expect(packageAt(plan, 'packages/b/node_modules/leaf').entries[0]).toMatchObject({
    direct: true,
    path: ['b@1.0.0', 'leaf@2.0.0'],
  });
  expect(plan.notes).toEqual([]);
  expect(projectFolders).toEqual([made.dir, made.path('packages/a'), made.path('packages/b')]);
});

it('installs into one workspace where the user says so', async () => {
  publishChain();
  const made = project({
    'package.json': { name: 'root', version: '1.0.0', workspaces: ['a', 'b'] },
    'a/package.json': { name: 'a', version: '1.0.0' },
    'b/package.json': { name: 'b', version: '1.0.0' },
  });
  const { plan } = await planIn(made, { registry, specs: ['leaf@1'], workspaces: ['b'] });
  expect(packageAt(plan, 'node_modules/leaf').entries[0]?.path).toEqual(['b@1.0.0', 'leaf@1.0.0']);
});

it('minds overrides', async () => {
  publishChain();
  const made = project({
    'package.json': { name: 'root', dependencies: { branch: '1' }, overrides: { leaf: '2.0.0' } },
  });
  const { plan } = await planIn(made, { registry });
  expect(placesOf(plan)).toEqual(['node_modules/branch: branch@1.0.0', 'node_modules/leaf: leaf@2.0.0']);
});

it('marks what belongs to a scope with a registry of its own as private', async () => {
  const own = world.registry('acme');
  own.publish({ name: '@acme/tool', version: '1.0.0', manifest: { dependencies: { leaf: '1' } } });
  publishChain();
  const { plan } = await planIn(project(), {
    ...{ registry, specs: ['@acme/tool'] },
    flat: { '@acme:registry': own.url },
  });
  expect(packageAt(plan, 'node_modules/@acme/tool')).toMatchObject({
    private: true,
    origin: { kind: 'registry', registry: own.url },
  });
  expect(packageAt(plan, 'node_modules/leaf').private).toBe(false);
  expect(plan.registries).toEqual([own.url, registry]);
});

it("marks everything as private where the registry is not npm's own", async () => {
  publishChain();
  const ownRegistry = 'https://registry.example/';
  const { plan } = await planIn(project(), { registry, ownRegistry, specs: ['leaf'] });
  expect(packageAt(plan, 'node_modules/leaf').private).toBe(true);
});

it('says which version each tag came to', async () => {
  const { publish } = world.registry();
  publish({ name: 'leaf', version: '1.0.0' });
  publish({ name: 'leaf', version: '2.0.0-rc.1', tags: ['next'] });
  publish({ name: 'user', version: '1.0.0', manifest: { dependencies: { leaf: 'latest' } } });
  const { wantedTags } = await planIn(project(), { registry, specs: ['user', 'other@npm:leaf@next'] });
  expect(wantedTags.get('leaf')).toEqual(
    new Map([
      ['next', '2.0.0-rc.1'],
      ['latest', '1.0.0'],
    ]),
  );
});

it("plans global installs in npm's global folder, even where npm has yet to make it", async () => {
  publishChain();
  const made = project();
  const installPath = made.path('prefix', 'lib');
  const { plan, projectFolders } = await planIn(made, {
    registry,
    global: true,
    installPath,
    specs: ['branch'],
  });
  expect(placesOf(plan)).toEqual([
    'node_modules/branch/node_modules/leaf: leaf@1.0.0',
    'node_modules/branch: branch@1.0.0',
  ]);
  expect(plan).toMatchObject({ path: installPath, global: true });
  expect(projectFolders).toEqual([]);
  expect(made.exists('prefix')).toBe(false);
});

it('asks for every packument once', async () => {
  publishChain();
  await planIn(project(), { registry, specs: ['trunk'] });
  const paths = world.requests.map(({ path }) => path);
  expect([...paths].sort()).toEqual(['/branch', '/leaf', '/trunk']);
});

it('writes nothing into the project and nothing on the terminal', async () => {
  publishChain();
  const made = project({ 'package.json': { name: 'root', dependencies: { leaf: '^1.0.0' } } });
  await made.npm(['install', `--registry=${registry}`, '--ignore-scripts']);
  const before = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'].map(made.read);
  const out = vi.spyOn(process.stdout, 'write');
  const err = vi.spyOn(process.stderr, 'write');
  await planIn(made, { registry, specs: ['trunk', 'leaf@2'] });
  expect([out.mock.calls, err.mock.calls]).toEqual([[], []]);
  vi.restoreAllMocks();
  expect(['package.json', 'package-lock.json', 'node_modules/.package-lock.json'].map(made.read)).toEqual(
    before,
  );
  expect(made.exists('node_modules/trunk')).toBe(false);
});

it('plans what plain npm writes into its lockfile', async () => {
  publishChain();
  const { publish } = world.registry();
  publish({ name: 'host', version: '1.0.0' });
  publish({ name: 'plugin', version: '1.0.0', manifest: { peerDependencies: { host: '1' } } });
  publish({
    ...{ name: 'bundler', version: '1.0.0' },
    manifest: { dependencies: { inner: '1' }, bundleDependencies: ['inner'] },
    files: { 'node_modules/inner/package.json': '{"name":"inner","version":"1.2.3"}' },
  });
  const specs = ['trunk', 'plugin', 'bundler', 'second@npm:leaf@^2'];
  const made = project();
  const { plan } = await planIn(made, { registry, specs });
  await made.npm(['install', ...specs, `--registry=${registry}`, '--ignore-scripts', '--no-audit']);
  const lock = made.readJson<{ packages: Record<string, { version: string; integrity?: string }> }>(
    'package-lock.json',
  );
  const written = Object.entries(lock.packages).filter(([place]) => place !== '');
  const planned = plan.packages.flatMap(({ version, integrity, entries }) =>
    entries.map(({ place }) => [place, version, integrity]),
  );
  expect(planned.sort()).toEqual(
    written.map(([place, { version, integrity }]) => [place, version, integrity]).sort(),
  );
});
