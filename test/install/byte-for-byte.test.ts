import { expect, test } from 'vitest';
import { createWorld, type World } from '../world/world.ts';
import { filesWith, gated, type ProjectFiles, planOf, projectAt, twin } from './gated.ts';

interface Scenario {
  readonly args: readonly string[];
  readonly files?: ProjectFiles;
  readonly userConfig?: string;
  /** Command lines that plain npm runs in both projects before the one that is compared. */
  readonly before?: readonly (readonly string[])[];
}

const manifest = (more: object) => ({ name: 'a-project', version: '1.0.0', private: true, ...more });

const scenarios: Readonly<Record<string, Scenario>> = {
  'an empty project': { args: ['install', 'lantern'] },
  'an existing lockfile': {
    args: ['install', 'anchor'],
    files: { 'package.json': manifest({ dependencies: { lantern: '^1.0.0' } }) },
    before: [['install', '--package-lock-only']],
  },
  'the project as it is, by lockfile': {
    args: ['ci'],
    files: { 'package.json': manifest({ dependencies: { lantern: '^1.0.0', anchor: '1' } }) },
    before: [['install', '--package-lock-only']],
  },
  'a workspace': {
    args: ['install', 'anchor', '--workspace', 'deck'],
    files: {
      'package.json': manifest({ workspaces: ['packages/*'], dependencies: { lantern: '1' } }),
      'packages/deck/package.json': { name: 'deck', version: '1.0.0', dependencies: { wick: '1' } },
      'packages/hull/package.json': { name: 'hull', version: '1.0.0', dependencies: { deck: '1' } },
    },
  },
  '--save-dev': { args: ['install', '--save-dev', 'lantern'] },
  '--save-exact': { args: ['install', '-E', 'lantern@^1.0.0'] },
  '--no-save': { args: ['install', '--no-save', 'lantern'] },
  'an alias': { args: ['install', 'light@npm:lantern@1'] },
  'a scope': { args: ['install', '@harbour/crane'] },
  'optional packages of several platforms': { args: ['install', 'engine'] },
  'what stands behind --': { args: ['install', '--save-dev', '--', 'lantern'] },
  'a tag': { args: ['install', 'lantern@next'] },
  'without resolved in a new lockfile': {
    args: ['install', 'lantern', '@harbour/crane'],
    userConfig: 'omit-lockfile-registry-resolved=true\n',
  },
  'without resolved in an existing lockfile': {
    args: ['install', 'anchor'],
    files: { 'package.json': manifest({ dependencies: { lantern: '^1.0.0', '@harbour/crane': '1' } }) },
    userConfig: 'omit-lockfile-registry-resolved=true\n',
    before: [['install', '--package-lock-only']],
  },
  'only the lockfile': { args: ['install', 'lantern', '--package-lock-only'] },
  'an update': {
    args: ['update'],
    files: {
      'package.json': manifest({ dependencies: { lantern: '^1.0.0' } }),
      'package-lock.json': '',
    },
    before: [['install', 'lantern@1.0.0', '--save-prefix=^']],
  },
  'an uninstall': {
    args: ['uninstall', 'lantern'],
    before: [['install', 'lantern', 'anchor']],
  },
  'a package known by sha1 only': { args: ['install', 'fossil'] },
  'a linked folder': {
    args: ['install', './deck'],
    files: { 'deck/package.json': { name: 'deck', version: '1.0.0', dependencies: { wick: '1' } } },
  },
  'packages that come within another': { args: ['install', 'chest'] },
  peers: { args: ['install', 'sail'] },
  overrides: {
    args: ['install', 'lantern@1.0.0'],
    files: { 'package.json': manifest({ overrides: { wick: '2.0.0' } }) },
  },
  'without dev dependencies': {
    args: ['install', '--omit=dev'],
    files: { 'package.json': manifest({ dependencies: { wick: '1' }, devDependencies: { lantern: '1' } }) },
  },
  'a package with an install script': { args: ['install', 'boiler'] },
};

test.each(Object.entries(scenarios))(
  'npm writes the same files through the gate: %s',
  async (_, scenario) => {
    await using world = await harbour();
    await using plain = await prepared(world, scenario);
    await using project = twin(plain);

    const expected = await plain.npm(scenario.args);
    expect(expected, expected.stderr).toMatchObject({ code: 0 });
    const plan = { ...planOf(plain, world.url), path: project.dir };

    const { npm, gate, comparison } = await gated(project, scenario.args, plan);

    expect(npm).toMatchObject({ exitCode: 0 });
    expect(gate.log.refused).toEqual([]);
    for (const file of ['package.json', 'package-lock.json', 'node_modules/.package-lock.json']) {
      expect([file, project.exists(file)]).toEqual([file, plain.exists(file)]);
      if (plain.exists(file)) expect(project.read(file)).toBe(plain.read(file));
    }
    expect(comparison).toMatchObject({ kind: 'compared', differences: [] });
    const address = gate.url.split('/')[2] ?? '';
    expect(filesWith(project.dir, address)).toEqual([]);
    expect(filesWith(`${project.home}/cache/_cacache`, address)).toEqual([]);
  },
);

async function prepared(world: World, scenario: Scenario) {
  const project = projectAt(
    world.url,
    scenario.files,
    `audit=false\nfund=false\n${scenario.userConfig ?? ''}`,
  );
  if (scenario.files?.['package-lock.json'] === '')
    project.write('package-lock.json', { lockfileVersion: 3 });
  for (const args of scenario.before ?? []) {
    const done = await project.npm(args);
    expect(done, done.stderr).toMatchObject({ code: 0 });
  }
  return project;
}

async function harbour(): Promise<World> {
  const world = await createWorld({ sentinels: false });
  const registry = world.registry('public');
  const simple = (name: string, version: string, more: object = {}, tags = ['latest']) =>
    registry.publish({ name, version, manifest: { license: 'ISC', ...more }, tags });
  simple('wick', '1.0.0');
  simple('wick', '2.0.0', {}, ['next']);
  simple('sail', '1.0.0', { peerDependencies: { wick: '^1' } });
  registry.publish({
    name: 'chest',
    version: '1.0.0',
    manifest: { dependencies: { wick: '1' }, bundleDependencies: ['wick'] },
    files: { 'node_modules/wick/package.json': '{"name":"wick","version":"1.0.7"}' },
  });
  simple('lantern', '1.0.0', { dependencies: { wick: '^1.0.0' }, engines: { node: '>=10' } });
  simple('lantern', '1.1.0', {
    dependencies: { wick: '^1.0.0' },
    bin: { lantern: 'cli.js' },
    funding: 'https://funding.example',
    peerDependencies: { anchor: '*' },
    peerDependenciesMeta: { anchor: { optional: true } },
  });
  simple('lantern', '2.0.0-next.1', {}, ['next']);
  simple('anchor', '1.0.0');
  simple('@harbour/crane', '1.0.0', { dependencies: { anchor: '1' } });
  simple('engine', '1.0.0', {
    optionalDependencies: { 'engine-linux': '1', 'engine-darwin': '1', 'engine-win32': '1' },
  });
  for (const os of ['linux', 'darwin', 'win32'])
    simple(`engine-${os}`, '1.0.0', { os: [os], cpu: ['x64', 'arm64'] });
  registry.publish({ name: 'fossil', version: '0.1.0', dist: { integrity: null } });
  simple('boiler', '1.0.0', { scripts: { install: 'node -e ""' } });
  return world;
}
