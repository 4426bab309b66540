import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { managerFolder, managerPath, managerProgram, managers, missingManager } from '../world/managers.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runWith } from './managers.ts';
import { runNpq, runNpqInTerminal } from './npq.ts';

/** What a project says to other package managers is looked at before any of them starts. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  world.registry().publish({ name: 'buoy', version: '1.0.0' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const leavesMark = "require('node:fs').writeFileSync('ran', '');\n";
const ran = () => project.exists('ran');

function manager(id: string) {
  const one = managers.find((each) => each.id === id);
  if (one === undefined) throw new Error(id);
  return { one, run: it.skipIf(missingManager(one) !== undefined) };
}

describe('a .pnpmfile.cjs', () => {
  const { one, run } = manager('pnpm 10');
  beforeEach(() => {
    project = tempProject({ '.pnpmfile.cjs': `${leavesMark}module.exports = { hooks: {} };\n` });
  });

  run('is not run before somebody agreed to it', async () => {
    const { code, stderr } = await runWith(one, ['add', 'buoy'], project, world);
    expect(code, stderr).toBe(78);
    expect(stderr).toContain('.pnpmfile.cjs: pnpm would run this file');
    expect(stderr).toContain('npq with --trust .pnpmfile.cjs pnpm');
    expect(ran()).toBe(false);
  });

  run('counts where the command line names it', async () => {
    const own = ['--trust', '.pnpmfile.cjs'];
    const { code, stderr } = await runWith(one, ['add', 'buoy'], project, world, { own });
    expect(code, stderr).toBe(0);
    expect(ran()).toBe(true);
  });

  it.skipIf(missingManager(one) !== undefined || !existsSync('/usr/bin/script'))(
    'is agreed to once at a terminal, for these bytes',
    async () => {
      const path = { PATH: [managerPath(one), process.env['PATH']].join(delimiter), CI: '' };
      const yes = [{ when: 'May it count?', keys: 'y\r' }];
      const first = await runNpqInTerminal(['with', 'pnpm', 'add', 'buoy'], project, world, yes, {
        env: path,
      });
      expect(first.code, first.screen).toBe(0);
      expect(ran()).toBe(true);
      const second = await runWith(one, ['install'], project, world);
      expect(second.code, second.stderr).toBe(0);
      project.write('.pnpmfile.cjs', 'module.exports = {};\n');
      const other = await runWith(one, ['install'], project, world);
      expect(other.code, other.stderr).toBe(78);
    },
  );
});

describe('an .npmrc above, which npm would not read', () => {
  const { one, run } = manager('pnpm 10');

  run('counts only once somebody agreed to it', async () => {
    project = tempProject({
      ...{ 'pnpm-workspace.yaml': 'packages: ["parts/*"]\n', '.npmrc': 'pnpmfile=./hook.cjs\n' },
      ...{ 'hook.cjs': leavesMark, 'parts/a/package.json': { name: 'a', version: '1.0.0' } },
    });
    const cwd = project.path('parts', 'a');
    const { code, stderr } = await runWith(one, ['add', 'buoy'], project, world, { cwd });
    expect(code, stderr).toBe(78);
    expect(stderr).toContain('../../.npmrc: npm would not read this file here');
    expect(ran()).toBe(false);
  });
});

describe('a yarnPath', () => {
  const { one, run } = manager('yarn 4');
  const rc = 'yarnPath: .yarn/releases/yarn.cjs\n';

  run('is not run before somebody agreed to it', async () => {
    project = tempProject({ '.yarnrc.yml': rc, '.yarn/releases/yarn.cjs': leavesMark });
    const { code, stderr } = await runWith(one, ['add', 'buoy'], project, world);
    expect(code, stderr).toBe(78);
    expect(stderr).toContain('yarn would hand over to this program: .yarn/releases/yarn.cjs');
    expect(ran()).toBe(false);
  });

  run('meets the gate like any other yarn once it is named', async () => {
    const program = `require(${JSON.stringify(managerProgram(one))});\n`;
    project = tempProject({ '.yarnrc.yml': rc, '.yarn/releases/yarn.cjs': program, 'yarn.lock': '' });
    const own = ['--trust', '.yarnrc.yml'];
    const { code, stderr, stdout } = await runWith(one, ['add', 'buoy'], project, world, { own });
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('releases/yarn.cjs');
    expect(stderr).toContain('1 package, each vetted as it was asked for');
  });
});

describe('what would lead past the gate is refused, whoever agrees', () => {
  const cases = [
    ['pnpm 10', { 'pnpm-workspace.yaml': 'registries:\n  "@acme": https://elsewhere.example/\n' }],
    [
      'pnpm 12',
      { 'pnpm-lock.yaml': 'packages:\n  x:\n    resolution: {tarball: https://elsewhere.example/x}\n' },
    ],
    ['yarn 1', { '.yarnrc': 'registry "https://elsewhere.example/"\n' }],
    ['yarn 1', { '.yarnrc': 'yarn-offline-mirror "./packages"\n' }],
    ['yarn 4', { '.yarnrc.yml': 'npmScopes:\n  acme:\n    npmRegistryServer: https://elsewhere.example\n' }],
    ['yarn 4', { '.yarnrc.yml': 'npmRegistryServer: https://elsewhere.example\n' }],
    ['yarn 4', { '.yarn/cache/buoy-npm-1.0.0-aaaa.zip': 'PK' }],
    ['yarn 4', { 'yarn.lock': '"x@x":\n  resolution: "x@https://elsewhere.example/x.tgz"\n' }],
    ['bun', { 'bunfig.toml': '[install.scopes]\nacme = "https://elsewhere.example/"\n' }],
    ['bun', { 'bun.lockb': 'binary' }],
  ] as const;

  const isHere = ([id]: readonly [string, object]) => missingManager(manager(id).one) === undefined;
  it.each(cases.filter(isHere))('%s, with %o', async (id, files) => {
    const { one } = manager(id);
    project = tempProject(files);
    const [name] = Object.keys(files);
    const { code, stderr } = await runWith(one, ['install'], project, world, {
      own: ['--trust', name ?? ''],
    });
    expect(code, stderr).toBe(78);
    expect(stderr).toContain('cannot be held to the gate');
  });

  const { one, run } = manager('yarn 1');
  run('an address in a lockfile that is no registry’s', async () => {
    const lock = 'buoy@^1.0.0:\n  version "1.0.0"\n  resolved "https://elsewhere.example/buoy.tgz#abc"\n';
    project = tempProject({ 'yarn.lock': lock });
    const { code, stderr } = await runWith(one, ['install'], project, world);
    expect(code, stderr).toBe(78);
    expect(stderr).toContain('https://elsewhere.example/buoy.tgz');
    expect(project.read('yarn.lock')).toBe(lock);
  });
});

describe('the manager', () => {
  const { one, run } = manager('pnpm 10');

  run('is never one that the project brings', async () => {
    project = tempProject({ 'node_modules/.bin/marker': '' });
    const brought = project.path('tools');
    mkdirSync(brought);
    symlinkSync(managerProgram(one), join(brought, 'other'));
    writeFileSync(join(brought, 'pnpm'), `#!/usr/bin/env node\n${leavesMark}`, { mode: 0o755 });
    const env = { PATH: [brought, process.env['PATH']].join(delimiter) };
    const { code, stderr } = await runNpq(['with', 'pnpm', 'add', 'buoy'], project, world, { env });
    expect(code, stderr).toBe(69);
    expect(stderr).toContain('lies in the project');
    expect(ran()).toBe(false);
  });

  run('is no shim of corepack, which would fetch one first', async () => {
    project = tempProject();
    const corepack = join(project.home, 'corepack');
    mkdirSync(join(corepack, 'dist'), { recursive: true });
    writeFileSync(join(corepack, 'package.json'), '{"name":"corepack","version":"0.34.0"}');
    writeFileSync(join(corepack, 'dist', 'pnpm.js'), leavesMark, { mode: 0o755 });
    mkdirSync(join(project.home, 'bin'));
    symlinkSync(join(corepack, 'dist', 'pnpm.js'), join(project.home, 'bin', 'pnpm'));
    const env = { PATH: [join(project.home, 'bin'), process.env['PATH']].join(delimiter) };
    const { code, stderr } = await runNpq(['with', 'pnpm', 'add', 'buoy'], project, world, { env });
    expect(code, stderr).toBe(69);
    expect(stderr).toContain("is corepack's");
    expect(ran()).toBe(false);
  });

  run('is left alone with a command that installs nothing', async () => {
    project = tempProject({ '.pnpmfile.cjs': 'module.exports = {};\n' });
    const { code, stdout, stderr } = await runWith(one, ['list', '--json'], project, world);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ path: project.dir }]);
    expect(stderr).toBe('');
  });

  run('has no report that would be half of one', async () => {
    project = tempProject();
    const { code, stderr } = await runWith(one, ['add', 'buoy'], project, world, { own: ['--json'] });
    expect(code, stderr).toBe(64);
  });

  run('takes no word that would send it elsewhere', async () => {
    project = tempProject();
    const words = ['add', 'buoy', '--registry=https://elsewhere.example/'];
    const { code, stderr } = await runWith(one, words, project, world);
    expect(code, stderr).toBe(64);
    expect(existsSync(managerFolder(one))).toBe(true);
  });
});
