import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq, runNpqInTerminal } from './npq.ts';
import { runNpqHere } from './npq-here.ts';
import { everyNpm } from './unvetted.ts';

/** `npm exec`, npx and `npm init <initializer>` through npq: what is fetched is vetted before any of it runs. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  program('parrot', '1.0.0', 'squawk');
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

/** A package with a program of its name that says this, and its arguments. */
function program(name: string, version: string, says: string, manifest: object = {}): void {
  const file = `#!/usr/bin/env node\nconsole.log(${JSON.stringify(says)}, ...process.argv.slice(2));\n`;
  world.registry().publish({
    ...{ name, version, files: { 'cli.js': file } },
    manifest: { bin: { [name.replace(/^@.*\//, '')]: 'cli.js' }, ...manifest },
  });
}

/** Says in a file of the project that it has run. */
const hook = { scripts: { postinstall: `node -e "require('fs').writeFileSync(process.env.CANARY, '')"` } };

const npq = (args: readonly string[], npm?: string, more: Readonly<Record<string, string>> = {}) =>
  runNpqHere(args, project, world, {
    ...(npm === undefined ? {} : { npm }),
    env: { CANARY: project.path('canary'), ...more },
  });
const npx = () => join(project.home, 'cache', '_npx');
const npxFolders = () => (existsSync(npx()) ? readdirSync(npx()) : []);
const canary = () => project.exists('canary');

describe.each(everyNpm)('%s', (_name, { cli }) => {
  it('runs what it fetched and vetted, with its arguments, and stdout is its own', async () => {
    const { code, stdout, stderr } = await npq(['exec', '--', 'parrot', 'hello', '--loud'], cli);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('squawk hello --loud\n');
    expect(stderr).toContain('parrot');
    expect(npxFolders()).toHaveLength(1);
    // npm alone finds it where it would have put it, and has nothing to fetch.
    const env = { npm_config_registry: world.url };
    const alone = await project.npm(['exec', '--yes=false', '--', 'parrot', 'again'], { npm: cli, env });
    expect([alone.code, alone.stdout], alone.stderr).toEqual([0, 'squawk again\n']);
    expect(npxFolders()).toHaveLength(1);
  });

  it('runs nothing of what does not pass', async () => {
    program('stowaway', '1.0.0', 'boo', hook);
    world.osv.publish({ id: 'MAL-2026-1', name: 'stowaway' });
    const { code, stdout, stderr } = await npq(['exec', 'stowaway'], cli);
    expect(code, stderr).toBe(20);
    expect(stdout).toBe('');
    expect(stderr).toContain('known malware');
    expect(canary()).toBe(false);
    expect(npxFolders()).toEqual([]);
  });

  it('looks at what npm alone once put there before it runs it again', async () => {
    program('stowaway', '1.0.0', 'boo', hook);
    const env = { npm_config_registry: world.url, CANARY: project.path('before') };
    const alone = await project.npm(['exec', '--yes', 'stowaway'], { npm: cli, env });
    expect([alone.code, alone.stdout], alone.stderr).toEqual([0, 'boo\n']);
    world.osv.publish({ id: 'MAL-2026-1', name: 'stowaway' });
    const { code, stdout, stderr } = await npq(['exec', 'stowaway'], cli);
    expect(code, stderr).toBe(20);
    expect(stdout).toBe('');
  });

  it('makes a project with an initializer', async () => {
    program('create-ship', '1.0.0', 'launched');
    const { code, stdout, stderr } = await npq(['init', 'ship', 'big'], cli);
    expect(code, stderr).toBe(0);
    // npm 10 and 11 say on stdout what they run.
    expect(stdout.split('\n').at(-2)).toBe('launched big');
  });

  it('runs as npx what npqx is given', async () => {
    const { code, stdout, stderr } = await runNpq(['-p', 'parrot', 'parrot', '--version'], project, world, {
      ...{ npm: cli, bin: 'npqx' },
    });
    expect([code, stdout], stderr).toEqual([0, 'squawk --version\n']);
    const version = await runNpq(['--version'], project, world, { npm: cli, bin: 'npqx' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends as the program ends', async () => {
    const { code } = await npq(['exec', '--package=parrot', '-c', 'parrot bye && exit 7'], cli);
    expect(code).toBe(7);
  });

  it('runs an installed program as npm does, without a question or a word', async () => {
    const installed = await npq(['install', 'parrot'], cli);
    expect(installed.code, installed.stderr).toBe(0);
    const before = world.requests.length;
    // Here npq becomes npm, which is no thing for a process of somebody else's.
    const { code, stdout, stderr } = await runNpq(['exec', 'parrot', 'here'], project, world, { npm: cli });
    expect([code, stdout], stderr).toEqual([0, 'squawk here\n']);
    expect(stderr).not.toContain('npq');
    expect(world.requests.length).toBe(before);
    expect(npxFolders()).toEqual([]);
  });
});

it('asks npm’s own question no more: one conversation is enough', async () => {
  const { code, screen } = await runNpqInTerminal(['exec', '--', 'parrot', 'hi'], project, world, []);
  expect(code, screen).toBe(0);
  expect(screen).not.toContain('Ok to proceed');
  expect(screen).toContain('squawk hi');
});

it('fetches nothing with --no, not even from what npx has kept', async () => {
  const { code, stderr } = await npq(['exec', '--no', '--', 'parrot']);
  expect(code).toBe(1);
  expect(stderr).toContain('canceled');
  const env = { npm_config_registry: world.url };
  expect((await project.npm(['exec', '--yes', 'parrot'], { env })).stdout).toBe('squawk\n');
  const kept = await npq(['exec', '--no', '--', 'parrot']);
  expect([kept.code, kept.stdout]).toEqual([1, '']);
});

it.each(['github:user/repo', 'git+https://git.example/a.git', 'https://files.example/a.tgz'])(
  'runs nothing straight from %s',
  async (spec) => {
    const { code, stderr } = await npq(['exec', '--yes', spec]);
    expect(code).toBe(64);
    expect(stderr).toContain(`npq install ${spec}`);
  },
);

it('runs what was meant in the place of what was typed', async () => {
  program('express', '4.21.0', 'served');
  program('expres', '1.0.0', 'boo');
  const typing = [{ when: 'What now?', keys: '\u001b[B\r' }];
  const { code, screen } = await runNpqInTerminal(['exec', '--', 'expres', 'me'], project, world, typing);
  expect(screen).toContain('Install express instead of expres');
  expect(code, screen).toBe(0);
  expect(screen).toContain('served me');
  expect(screen).not.toContain('boo me');
});

it('vets on the spot what the program itself installs', async () => {
  world.registry().publish({ name: 'stowaway', version: '1.0.0', manifest: hook });
  world.registry().publish({
    ...{ name: 'create-raft', version: '1.0.0' },
    files: {
      'cli.js': `#!/usr/bin/env node
require('child_process').execFileSync(process.execPath, [process.env.npm_execpath, 'install', process.argv[2]], { stdio: 'inherit' });
`,
    },
    manifest: { bin: { 'create-raft': 'cli.js' } },
  });
  const good = await npq(['init', 'raft', 'parrot']);
  expect(good.code, good.stderr).toBe(0);
  expect(project.exists('node_modules/parrot')).toBe(true);
  const bad = await npq(['init', 'raft', 'stowaway']);
  expect(bad.code, bad.stderr).not.toBe(0);
  expect(bad.stderr).toContain('stowaway 1.0.0 and was refused');
  expect(canary()).toBe(false);
});

it('takes the settings of the project that it runs in, and none of its approvals', async () => {
  project.write('.npmrc', 'ignore-scripts=true\n');
  program('stowaway', '1.0.0', 'boo', hook);
  const { code, stdout, stderr } = await npq(['exec', 'stowaway']);
  expect([code, stdout], stderr).toEqual([0, 'boo\n']);
  expect(canary()).toBe(false);
  expect(readFileSync(project.path('package.json'), 'utf8')).not.toContain('stowaway');
});
