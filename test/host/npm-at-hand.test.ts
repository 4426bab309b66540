import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { npmAtHand } from '../../src/host/npm-at-hand.ts';
import { projectRoot } from '../meta/sources.ts';

/** An npm that says when it is loaded and when it runs. */
let root: string;
const file = (name: string) => join(root, name);
const written = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined);
const running = { children: 0, any: false };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'npq-npm-'));
  for (const name of ['bin', 'lib/cli', 'lib/commands', 'lib/utils'])
    mkdirSync(file(name), { recursive: true });
  writeFileSync(file('lib/npm.js'), `require('fs').writeFileSync(${JSON.stringify(file('loaded'))}, '');`);
  const told =
    '{ argv: process.argv.slice(1), marked: process.env.MARK, old: process.env.OLD, channel: process.env.NODE_CHANNEL_FD }';
  writeFileSync(
    file('bin/npm-cli.js'),
    `require('fs').writeFileSync(${JSON.stringify(file('ran'))}, JSON.stringify(${told})); process.exitCode = 7;`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const atHand = () =>
  npmAtHand(process, running, file('bin/npm-cli.js'), {
    cwd: root,
    env: { ...process.env, OLD: 'one' },
    stdio: 'inherit-stderr',
  });
const until = async (there: () => boolean) => {
  for (let tries = 0; tries < 200 && !there(); tries += 1) await sleep(25);
  expect(there()).toBe(true);
};

it('loads npm, and runs nothing of it before it is told to', async () => {
  const npm = atHand();
  await until(() => existsSync(file('loaded')));
  await sleep(100);
  expect(existsSync(file('ran'))).toBe(false);
  expect(running.children).toBe(0);
  npm.drop();
});

it('then is that npm, with its command line, exactly the environment of that moment, and none of ours for its scripts', async () => {
  const npm = atHand();
  await until(() => existsSync(file('loaded')));
  const ended = await npm.run(['install', 'it'], { PATH: process.env['PATH'], MARK: 'two', NOT: undefined });
  expect(ended).toMatchObject({ code: 7, signal: null });
  expect(JSON.parse(written('ran') ?? '')).toEqual({
    argv: [file('bin/npm-cli.js'), 'install', 'it'],
    marked: 'two',
  });
  expect(await npm.run(['again'], {})).toBeUndefined();
});

it('runs also where it was told before it was loaded', async () => {
  const ended = await atHand().run(['install'], { PATH: process.env['PATH'] });
  expect(ended?.code).toBe(7);
});

it('has nothing to say where it is gone, so that npm is started anew', async () => {
  const npm = npmAtHand(process, running, file('bin/npm-cli.js'), {
    ...{ cwd: join(root, 'no-such-folder'), env: process.env, stdio: 'inherit-stderr' },
  });
  await sleep(100);
  expect(await npm.run(['install'], {})).toBeUndefined();
});

it('an npm that is built otherwise loads itself later', async () => {
  writeFileSync(file('lib/npm.js'), 'throw new Error("no");');
  expect((await atHand().run(['install'], { PATH: process.env['PATH'] }))?.code).toBe(7);
});

it('ends with npq, however that ends', async () => {
  // A process in our place, which starts the loader as npq does and is then killed.
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, [process.argv[1], process.argv[2]], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    console.log(child.pid);
  `;
  const loader = join(projectRoot, 'bin', 'npm-at-hand.js');
  const parent = spawn(process.execPath, ['-e', script, loader, file('bin/npm-cli.js')], {
    cwd: dirname(root),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number(
    await new Promise<string>((done) => parent.stdout.once('data', (data) => done(String(data)))),
  );
  await until(() => existsSync(file('loaded')));
  expect(alive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !alive(pid));
  expect(existsSync(file('ran'))).toBe(false);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
