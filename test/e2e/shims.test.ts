import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';

/** Scripts, editors and agents start npm by its name: with npq's shims on their PATH that is npq. */
let world: World;
let project: TempProject;
beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  world.registry().publish({ name: 'harbour', version: '1.0.0' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const own = (...args: readonly string[]) => runNpq(args, project, world, { env: { SHELL: '/bin/bash' } });
const folder = () => join(project.home, 'npq/state/shims');
const rc = () => readFileSync(join(project.home, '.bashrc'), 'utf8');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** In a shell that has the shims first. */
function type(line: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = npqEnv(project, world);
  const path = [folder(), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', line], {
      ...{ cwd: project.dir, env: { ...env, PATH: path, ...more } },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        out[stream] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...out }));
  });
}

describe('npq shims', () => {
  it('are programs that lead to npq, and npq finds the npm behind them', async () => {
    const { code, stdout, stderr } = await own('shims', 'install');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`PATH='${folder()}':"$PATH"`);
    const installed = await type('npm install harbour');
    expect(installed.code, installed.stderr).toBe(0);
    expect(installed.stdout).toMatch(/^\nadded 1 package/);
    expect(installed.stderr).toContain('each as it was checked');
    const status = await type('node "$NPQ" shims status', { NPQ: join(projectRoot, 'bin/npq.js') });
    expect(status.stdout).toContain("npm is npq's shim\n");
  });

  it("leave npm's own scripts to the npq that opened the gate", async () => {
    await own('shims', 'install');
    world.registry().publish({ name: 'buoy', version: '1.0.0' });
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { harbour: '^1.0.0' } },
      scripts: { postinstall: 'cd inner && npm install buoy && npm run told', again: 'npm run told' },
    });
    project.write('inner/package.json', { name: 'inner', version: '1.0.0', scripts: { told: 'echo told' } });
    const { code, stderr, stdout } = await type('npm install --preset ci --foreground-scripts');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('\ntold\n');
    expect(project.exists('inner/node_modules/buoy')).toBe(true);
    expect(stderr.match(/^npq {2}/gm)).toHaveLength(1);
    expect(stderr).toContain('buoy');
  });

  it('gate what a script of the project installs', async () => {
    await own('shims', 'install');
    project.write('package.json', { name: 'a-project', scripts: { setup: 'npm install harbour' } });
    const { code, stderr } = await type('npm run setup');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('each as it was checked');
  });

  it('never go on with an ungated npm where npq is gone', async () => {
    await own('shims', 'install');
    const shim = join(folder(), 'npm');
    writeFileSync(shim, readFileSync(shim, 'utf8').replace('bin/npq.js', 'bin/gone.js'));
    const { code, stderr } = await type('npm install harbour');
    expect(code).toBe(127);
    expect(stderr).toContain('npq shims remove takes the shims away');
    expect((await own('shims', 'status')).stdout).toContain('no longer right');
  });

  it('stand in for a manager only where it is, and npq does not take them for it', async () => {
    const bin = join(project.home, 'bin');
    const tool = join(bin, 'pnpm');
    project.write('../home/bin/package.json', { name: 'pnpm', version: '10.0.0' });
    project.write(
      '../home/bin/pnpm',
      '#!/usr/bin/env node\nconsole.log("pnpm itself", process.argv.at(-1));',
    );
    chmodSync(tool, 0o755);
    const PATH = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const { stdout } = await runNpq(['shims', 'install'], project, world, { env: { PATH } });
    expect(stdout).toContain('npm, npx, pnpm lead to npq');
    const listed = await type('pnpm list', { PATH: [folder(), PATH].join(delimiter) });
    expect([listed.code, listed.stdout], listed.stderr).toEqual([0, 'pnpm itself list\n']);
    renameSync(tool, `${tool}-gone`);
    const alone = await type('pnpm list', { PATH: [folder(), PATH].join(delimiter) });
    expect(alone.code).toBe(69);
    expect(alone.stderr.replaceAll(/\s+/g, ' ')).toContain('leads back to npq');
  });

  it('go, and their line with them, and nothing else', async () => {
    writeFileSync(join(project.home, '.bashrc'), 'mine=1\n');
    const written = await own('shims', 'install', '--write');
    expect(written.code, written.stderr).toBe(0);
    await own('shims', 'install', '--write');
    expect(rc().match(/npq shims/g)).toHaveLength(2);
    const path = spawnSync('/bin/bash', ['-c', '. ~/.bashrc; command -v npm'], {
      env: { HOME: project.home, PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    expect(path.stdout).toBe(`${join(folder(), 'npm')}\n`);
    writeFileSync(join(folder(), 'mine'), 'a program of mine');
    expect((await own('shims', 'remove')).stdout).toContain('out of ~/.bashrc');
    expect(rc()).toBe('mine=1\n');
    expect(readdirSync(folder())).toEqual(['mine']);
    expect((await own('shims', 'status')).stdout).toContain('there are no shims');
  });

  it('are not those of an npq that a project brings', async () => {
    project.write('node_modules/npq-diligence/package.json', { name: 'npq-diligence' });
    const inner = project.path('node_modules/npq-diligence');
    spawnSync('/bin/cp', [
      '-r',
      ...['bin', 'dist', 'package.json'].map((one) => join(projectRoot, one)),
      inner,
    ]);
    spawnSync('/bin/ln', ['-s', join(projectRoot, 'node_modules'), join(inner, 'node_modules')]);
    const { status, stderr } = spawnSync(process.execPath, [join(inner, 'bin/npq.js'), 'shims', 'install'], {
      cwd: project.dir,
      env: npqEnv(project, world),
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(64);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('npm install --global npq-diligence');
    expect(existsSync(folder())).toBe(false);
  });
});

describe('npq alias', () => {
  it('prints lines, writes them once, and takes them out', async () => {
    const printed = await own('alias', 'bash');
    expect(printed.stdout).toContain("alias npm='npq with npm'\n");
    await own('alias', 'bash', '--write');
    const again = await own('alias', 'bash', '--write');
    expect(again.stdout).toContain('already');
    expect(rc()).toBe(`# >>> npq alias >>>\n${printed.stdout}# <<< npq alias <<<\n`);
    expect((await own('alias', 'bash', '--remove')).code).toBe(0);
    expect(rc()).toBe('');
  });

  it.each([
    [['alias'], 'Expected one of bash, zsh, fish, powershell, found none.'],
    [['alias', 'powershel'], 'Did you mean powershell?'],
    [['alias', 'zsh', '--write', '--remove'], 'found both'],
    [['alias', 'zsh', '--file', 'x'], 'found neither'],
    [['shims', 'install', '--write', '--shell', 'tcsh'], 'Expected one of'],
    [['completion', 'tcsh'], 'Expected one of bash, zsh, fish'],
  ])('%j says what it wants', async (args, message) => {
    const { code, stderr } = await own(...args);
    expect(code).toBe(64);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
  });
});

describe('npq with npm, which aliases and shims start', () => {
  it.each(['--version', '-v', 'help', '--help', ''])('npm %s is npm’s', async (word) => {
    const words = word === '' ? [] : [word];
    const [through, plain] = await Promise.all([
      own('with', 'npm', ...words),
      project.npm(words, { env: npqEnv(project, world) }),
    ]);
    expect([through.code, through.stdout]).toEqual([plain.code, plain.stdout]);
  });
});

describe('the Tab key', () => {
  it("offers npm's words and npq's own", async () => {
    const env = { COMP_CWORD: '1', COMP_LINE: 'npq ', COMP_POINT: '4' };
    const { stdout } = await runNpq(['completion', '--', 'npq', ''], project, world, { env });
    const words = stdout.split('\n');
    for (const word of ['waive', 'check', 'install', 'view']) expect(words).toContain(word);
  });
});
