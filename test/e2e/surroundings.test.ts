import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type NpqOptions, npqEnv, runNpq } from './npq.ts';

/** Machines and projects as they are found: npq works as npm does, or says in a typed error what it needs. */
let world: World;
beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm', '0');
});
afterAll(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const install = (project: TempProject, options: NpqOptions = {}) =>
  runNpq(['install', 'sprout'], project, world, options);
/** Root can be somebody else, as long as those may read this checkout: it may lie in a folder of root's alone. */
const canBeNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, [join(projectRoot, 'bin', 'npq.js'), '--version'], {
    ...{ uid: 65_534, gid: 65_534, cwd: '/' },
  }).status === 0;
/** Whatever the umask is here. */
const readableToAll = ({ dir }: TempProject) =>
  void spawnSync('chmod', ['-R', 'a+rX', join(dir, '..'), world.trustFile]);

const fifo = (path: string) => void spawnSync('/usr/bin/mkfifo', [path]);
const sprout = { name: 'a-project', version: '1.0.0' };

/** Exit code, message, and each file that npm writes. */
function expectInstalled(project: TempProject, code: number | null, stderr: string, name = 'sprout'): void {
  expect(code, stderr).toBe(0);
  expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/installed: \d packages?, each as it was checked/);
  expect(project.readJson('package.json')).toHaveProperty(['dependencies', name]);
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) {
    expect(project.readJson(file)).toHaveProperty(['packages', `node_modules/${name}`]);
  }
  expect(project.exists(`node_modules/${name}/package.json`)).toBe(true);
}

type Prepare = (project: TempProject) => void;

describe.concurrent('a project that npm installs into', () => {
  const conflict = ['<<<<<<< ours', '"packages": {}', '=======', '"packages": {"": {}}', '>>>>>>> theirs'];
  const projects: Record<string, Prepare> = {
    'with a byte order mark in package.json': (project) =>
      project.write('package.json', `\uFEFF${JSON.stringify(sprout)}`),
    'without package.json': (project) => rmSync(project.path('package.json')),
    'with a lockfile of 0 bytes': (project) => project.write('package-lock.json', ''),
    'with half a lockfile': (project) => project.write('package-lock.json', '{"lockfileVersion":3,'),
    'with a lockfile full of conflict markers': (project) =>
      project.write('package-lock.json', ['{"lockfileVersion": 3,', ...conflict, '}'].join('\n')),
  };

  it.each(Object.entries(projects))('%s gets byte for byte the same', async (_name, prepare) => {
    await using project = tempProject();
    await using plain = tempProject();
    prepare(project);
    prepare(plain);
    const [gated, reference] = await Promise.all([
      install(project),
      plain.npm(['install', 'sprout'], { env: npqEnv(plain, world) }),
    ]);
    expect([gated.code, reference.code], gated.stderr).toEqual([0, 0]);
    for (const file of ['package.json', 'package-lock.json', 'node_modules/.package-lock.json']) {
      expect(project.read(file), file).toBe(plain.read(file));
    }
  });

  it('from the folder of a workspace', async () => {
    const files = {
      'package.json': { ...sprout, workspaces: ['packages/*'] },
      'packages/leaf/package.json': { name: 'leaf', version: '1.0.0' },
    };
    await using project = tempProject(files);
    await using plain = tempProject(files);
    const gated = await install(project, { cwd: project.path('packages', 'leaf') });
    const cwd = plain.path('packages', 'leaf');
    await plain.npm(['install', 'sprout'], { cwd, env: npqEnv(plain, world) });
    expect(gated.code, gated.stderr).toBe(0);
    for (const file of ['packages/leaf/package.json', 'package-lock.json']) {
      expect(project.read(file), file).toBe(plain.read(file));
    }
  });

  it('at a path with spaces, accents and quotes', async () => {
    await using project = tempProject();
    const cwd = project.path('mein "Projekt" é 漢字 $HOME');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), JSON.stringify(sprout));
    const { code, stderr } = await install(project, { cwd });
    expect(code, stderr).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
  });
});

describe.concurrent('a project that npq refuses', () => {
  const refused: readonly [name: string, code: number, says: RegExp, prepare: Prepare][] = [
    ['whose .npmrc is a pipe', 78, /plain file at .*\.npmrc/, ({ path }) => fifo(path('.npmrc'))],
    [
      'whose package.json is a pipe',
      78,
      /plain file/,
      ({ path }) => {
        rmSync(path('package.json'));
        fifo(path('package.json'));
      },
    ],
    ['whose lockfile is a pipe', 78, /plain file/, ({ path }) => fifo(path('package-lock.json'))],
    ['whose .npmrc is a folder', 78, /should be a plain file/, ({ path }) => void mkdirSync(path('.npmrc'))],
    [
      'whose .npmrc has 10 MB',
      78,
      /reads at most/,
      ({ write }) => write('.npmrc', 'a=b\n'.repeat(2_500_000)),
    ],
    ['whose package.json is broken', 1, /EJSONPARSE/, ({ write }) => write('package.json', '{"name": ')],
    ['whose package.json is empty', 1, /EJSONPARSE/, ({ write }) => write('package.json', '')],
    [
      'that asks for version 5 as a number',
      1,
      /must provide string spec/,
      ({ write }) => write('package.json', { ...sprout, dependencies: { a: 5 } }),
    ],
    [
      'whose package.json is a list',
      21,
      /its package\.json is no object/,
      ({ write }) => write('package.json', '[]'),
    ],
  ];

  it.each(refused)('%s', async (_name, exitCode, says, prepare) => {
    await using project = tempProject();
    prepare(project);
    const { code, stdout, stderr } = await install(project);
    expect(code, stderr).toBe(exitCode);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(stdout).toBe('');
    expect(project.exists('node_modules')).toBe(false);
  });

  it('that is gone', async () => {
    await using project = tempProject();
    const cwd = project.path('gone');
    mkdirSync(cwd);
    // A shell that stays in the folder while it is removed.
    const bin = join(import.meta.dirname, '..', '..', 'bin', 'npq.js');
    const { status, stderr } = spawnSync(
      '/bin/sh',
      ['-c', 'rmdir "$PWD" && exec "$0" "$1" install sprout', process.execPath, bin],
      { cwd, env: npqEnv(project, world), encoding: 'utf8' },
    );
    expect(status, stderr).toBe(64);
    expect(stderr).toContain('Expected to be in a folder');
  });
});

describe.concurrent('a machine', () => {
  it.each([
    ['--throw-deprecation'],
    ['--max-old-space-size=300'],
    ['--require ./mine.cjs'],
    ['--no-warnings --enable-source-maps'],
  ])('with NODE_OPTIONS=%s works as ever', async (options) => {
    await using project = tempProject({ 'mine.cjs': "process.emitWarning('mine')" });
    const { code, stderr } = await install(project, { env: { NODE_OPTIONS: options } });
    expectInstalled(project, code, stderr);
  });

  it.each(['/dev/null/npq', '/proc/npq'])(
    'whose NPQ_HOME is %s installs, and says what it could not keep',
    async (folder) => {
      await using project = tempProject();
      const { code, stderr } = await install(project, { env: { NPQ_HOME: folder } });
      expectInstalled(project, code, stderr);
      const text = stderr.replaceAll(/\s+/g, ' ');
      expect(text).toMatch(/receipt could not be written/);
      expect(text).toMatch(/What passed could not be remembered/);
    },
  );

  it('without a home installs, and says that it remembers nothing', async () => {
    await using project = tempProject();
    const { code, stderr } = await install(project, { env: { HOME: '', NPQ_HOME: '' } });
    expectInstalled(project, code, stderr);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('There is no home folder to remember in');
  });

  it.skipIf(!canBeNobody)('without HOME and without an account is told what npm needs', async () => {
    await using project = tempProject();
    const before = project.read('package.json');
    const { HOME: _home, NPQ_HOME: _npqHome, ...env } = npqEnv(project, world);
    readableToAll(project);
    const { code, stderr } = await install(project, { onlyEnv: env, uid: 54_321 });
    expect(code, stderr).toBe(69);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('found neither HOME nor an account. → Set HOME');
    expect(project.read('package.json')).toBe(before);
    expect(['package-lock.json', 'node_modules'].filter((path) => project.exists(path))).toEqual([]);
  });

  it('with NODE_TLS_REJECT_UNAUTHORIZED=0 is refused, before anybody is asked', async () => {
    await using project = tempProject();
    await using other = await createWorld();
    const before = project.read('package.json');
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { code, stderr } = await runNpq(['install', 'sprout'], project, other, { env });
    expect(code, stderr).toBe(78);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('no certificate would be checked');
    expect(other.requests).toEqual([]);
    expect(project.read('package.json')).toBe(before);
    expect(['package-lock.json', 'node_modules'].filter((path) => project.exists(path))).toEqual([]);
  });

  it.skipIf(!canBeNobody)(
    'whose home may only be read installs, and says what it could not keep',
    async () => {
      await using project = tempProject();
      await install(project);
      rmSync(project.path('node_modules'), { recursive: true });
      // Root may write anywhere: somebody else runs it, into a project that is theirs.
      const nobody = 65_534;
      for (const path of [project.dir, project.path('package.json'), project.path('package-lock.json')]) {
        chownSync(path, nobody, nobody);
      }
      const cache = project.path('..', 'cache');
      mkdirSync(cache);
      chownSync(cache, nobody, nobody);
      readableToAll(project);
      const { code, stderr } = await runNpq(['install', 'hookline', '--ignore-scripts'], project, world, {
        env: { npm_config_cache: cache },
        uid: nobody,
      });
      expectInstalled(project, code, stderr, 'hookline');
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/could not be written to .*EACCES/);
    },
  );

  it.each(['NPQ_HOME', 'HOME'])(
    'whose %s is the checkout does not believe the ledger in it',
    async (name) => {
      await using project = tempProject();
      const elsewhere = join(project.home, 'npq');
      await install(project, { env: { NPQ_HOME: elsewhere } });
      project.write('.local/state/npq/ledger.jsonl', project.read('../home/npq/state/ledger.jsonl'));
      const { code, stderr } = await install(project, {
        env: name === 'HOME' ? { HOME: project.dir, NPQ_HOME: '' } : { NPQ_HOME: project.path('.npq') },
      });
      expect(code, stderr).toBe(name === 'HOME' ? 0 : 78);
      expect(stderr).not.toContain('vetted');
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
        name === 'HOME' ? /lies in the project/ : /outside the project/,
      );
    },
  );

  it("whose HOME is the checkout takes the checkout's .npmrc for the project's", async () => {
    await using project = tempProject({ '.npmrc': 'git=./evil.sh\n' });
    const env: Record<string, string> = { ...npqEnv(project, world), HOME: project.dir };
    const { ['npm_config_userconfig']: _left, ...rest } = env;
    const { code, stderr } = await runNpq(['install', 'sprout'], project, world, { onlyEnv: rest });
    expect(code, stderr).toBe(78);
    expect(stderr).toContain('start this program in place of git');
  });
});
