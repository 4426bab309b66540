import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, win32 } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import type { Env, Files } from '../../src/host/host.ts';
import { findNpm } from '../../src/plan/find-npm.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-find-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A package folder that looks like npm. */
function npmAt(folder: string, version: string, name = 'npm'): string {
  const path = join(root, folder);
  mkdirSync(join(path, 'bin'), { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version }));
  writeFileSync(join(path, 'bin', 'npm-cli.js'), '');
  return path;
}

function link(from: string, to: string): void {
  mkdirSync(dirname(join(root, from)), { recursive: true });
  symlinkSync(join(root, to), join(root, from));
}

function find(vars: Readonly<Record<string, string>>, cwd = 'work/shop') {
  const folder = join(root, cwd);
  mkdirSync(folder, { recursive: true });
  const env = { platform: 'linux', cwd: folder, vars, execPath: join(root, 'node/bin/node') };
  const whole = { ...env, home: join(root, 'home') } as unknown as Env;
  mkdirSync(join(root, 'home'), { recursive: true });
  return findNpm({ env: whole, files: nodeFiles }, folder);
}

const path = (...folders: readonly string[]) => ({
  PATH: folders.map((folder) => join(root, folder)).join(':'),
});

describe('the npm that counts', () => {
  it('is the one that started npq, then the first on the PATH, then the one of this node', async () => {
    const ofNode = npmAt('node/lib/node_modules/npm', '10.9.0');
    expect(await find({})).toEqual({
      root: ofNode,
      version: '10.9.0',
      major: 10,
      cli: join(ofNode, 'bin/npm-cli.js'),
    });

    npmAt('usr/lib/npm', '11.1.0');
    link('usr/bin/npm', 'usr/lib/npm/bin/npm-cli.js');
    expect((await find(path('nowhere', 'usr/bin'))).version).toBe('11.1.0');

    const started = npmAt('opt/npm', '12.0.0');
    const npm_execpath = join(started, 'bin/npx-cli.js');
    writeFileSync(npm_execpath, '');
    expect((await find({ ...path('usr/bin'), npm_execpath })).version).toBe('12.0.0');
  });

  it('may be newer than all that npq knows', async () => {
    npmAt('node/lib/node_modules/npm', '14.0.0-pre.1');
    expect(await find({})).toMatchObject({ version: '14.0.0-pre.1', major: 14 });
  });

  it('may lie below the home folder, also when npq is started there', async () => {
    npmAt('home/.nvm/lib/npm', '11.0.0');
    link('home/.nvm/bin/npm', 'home/.nvm/lib/npm/bin/npm-cli.js');
    mkdirSync(join(root, 'home/node_modules'));
    expect((await find(path('home/.nvm/bin'), 'home')).version).toBe('11.0.0');
    expect((await find(path('home/.nvm/bin'), 'home/src/shop')).version).toBe('11.0.0');
  });

  it('is not another package manager that set npm_execpath', async () => {
    npmAt('node/lib/node_modules/npm', '10.9.0');
    const pnpm = npmAt('opt/pnpm', '9.0.0', 'pnpm');
    expect((await find({ npm_execpath: join(pnpm, 'bin/npm-cli.js') })).version).toBe('10.9.0');
    expect((await find({ npm_execpath: join(root, 'opt/yarn.js') })).version).toBe('10.9.0');
  });
});

describe('never an npm from the project', () => {
  beforeEach(() => {
    npmAt('node/lib/node_modules/npm', '10.9.0');
    npmAt('work/shop/tools/npm', '11.6.6');
    mkdirSync(join(root, 'work/shop/packages/a'), { recursive: true });
    writeFileSync(join(root, 'work/shop/package.json'), '{}');
  });

  it.each(['work/shop', 'work/shop/packages/a'])('on the PATH, seen from %s', async (cwd) => {
    link('work/shop/tools/bin/npm', 'work/shop/tools/npm/bin/npm-cli.js');
    expect((await find(path('work/shop/tools/bin'), cwd)).version).toBe('10.9.0');
  });

  it('through a link from outside', async () => {
    link('usr/bin/npm', 'work/shop/tools/npm/bin/npm-cli.js');
    expect((await find(path('usr/bin'))).version).toBe('10.9.0');
  });

  it('through npm_execpath', async () => {
    const npm_execpath = join(root, 'work/shop/tools/npm/bin/npm-cli.js');
    expect((await find({ npm_execpath })).version).toBe('10.9.0');
  });

  it('through a node_modules/.bin, even when it is not this project', async () => {
    npmAt('elsewhere/node_modules/npm', '11.6.6');
    link('elsewhere/node_modules/.bin/npm', 'elsewhere/node_modules/npm/bin/npm-cli.js');
    expect((await find(path('elsewhere/node_modules/.bin'))).version).toBe('10.9.0');
  });

  it('through a relative entry of the PATH, wherever it leads', async () => {
    npmAt('opt/npm', '11.6.6');
    link('work/shop/npm', 'opt/npm/bin/npm-cli.js');
    const before = process.cwd();
    process.chdir(join(root, 'work/shop'));
    try {
      expect((await find({ PATH: '.::tools' })).version).toBe('10.9.0');
    } finally {
      process.chdir(before);
    }
  });

  it("from the home folder's node_modules", async () => {
    npmAt('home/node_modules/npm', '11.6.6');
    link('usr/bin/npm', 'home/node_modules/npm/bin/npm-cli.js');
    expect((await find(path('usr/bin'), 'home')).version).toBe('10.9.0');
  });
});

describe('no npm that npq can use', () => {
  it('lists where it looked and why that did not count', async () => {
    npmAt('work/shop/tools/npm', '11.6.6');
    link('usr/bin/npm', 'work/shop/tools/npm/bin/npm-cli.js');
    const failed = find(path('usr/bin'));
    await expect(failed).rejects.toMatchObject({ code: 'npm-not-found', hint: expect.any(String) });
    await expect(failed).rejects.toThrow(`${root}/usr/bin/npm lies in the project`);
    await expect(failed).rejects.toThrow(`${root}/node/bin/../lib/node_modules/npm`.replace('/bin/..', ''));
  });

  it('refuses npm 9 instead of taking another one that the user did not mean', async () => {
    npmAt('node/lib/node_modules/npm', '10.9.0');
    npmAt('usr/lib/npm', '9.9.4');
    link('usr/bin/npm', 'usr/lib/npm/bin/npm-cli.js');
    await expect(find(path('usr/bin'))).rejects.toMatchObject({
      code: 'npm-unsupported',
      message: expect.stringContaining('9.9.4'),
    });
  });

  it.each([
    'no json',
    'null',
    '{"name":"npm"}',
    '{"name":"npm","version":"x"}',
    '{"name":"mpn","version":"11.0.0"}',
  ])('does not believe a package.json that says %s', async (text) => {
    const folder = npmAt('node/lib/node_modules/npm', '10.9.0');
    writeFileSync(join(folder, 'package.json'), text);
    await expect(find({})).rejects.toMatchObject({ code: 'npm-not-found' });
  });
});

describe('on Windows', () => {
  const texts = new Map<string, string>();
  const npm = (folder: string, version: string) => {
    texts.set(win32.join(folder, 'package.json'), JSON.stringify({ name: 'npm', version }));
    texts.set(win32.join(folder, 'bin', 'npm-cli.js'), '');
  };
  const files = {
    readText: async (file: string) => texts.get(file),
    info: async (file: string) =>
      texts.has(file) ? { kind: 'file', size: texts.get(file)?.length } : undefined,
    realPath: async (file: string) =>
      [...texts.keys()].some((known) => known === file || known.startsWith(`${file}\\`)) ? file : undefined,
  } as unknown as Files;
  const env = { platform: 'win32', cwd: 'C:\\shop', home: 'C:\\Users\\me', execPath: 'C:\\node\\node.exe' };
  const findWith = (vars: Readonly<Record<string, string>>) =>
    findNpm({ env: { ...env, vars } as unknown as Env, files }, 'C:\\shop');

  beforeEach(() => {
    texts.clear();
    npm('C:\\node\\node_modules\\npm', '10.9.0');
  });

  it('it stands beside npm.cmd or beside node.exe', async () => {
    npm('C:\\Users\\me\\AppData\\Roaming\\npm\\node_modules\\npm', '11.0.0');
    texts.set('C:\\Users\\me\\AppData\\Roaming\\npm\\npm.cmd', '');
    expect((await findWith({})).version).toBe('10.9.0');
    expect((await findWith({ Path: 'C:\\bin;C:\\Users\\me\\AppData\\Roaming\\npm' })).version).toBe('11.0.0');
  });

  it.each([
    ['%~dp0', '"%~dp0\\..\\lib\\npm\\bin\\npm-cli.js" %*'],
    ['%dp0%', '"%_prog%"  "%dp0%\\..\\lib\\npm\\bin\\npm-cli.js" %*'],
    ['a drive', '"C:\\node\\node.exe" "C:\\tools\\lib\\npm\\bin\\npm-cli.js" %*'],
  ])('it is where a shim says, from %s', async (_from, line) => {
    npm('C:\\tools\\lib\\npm', '12.0.0');
    texts.set('C:\\tools\\shims\\npm.cmd', `@ECHO off\r\n${line}\r\n`);
    expect((await findWith({ Path: 'C:\\tools\\shims' })).version).toBe('12.0.0');
  });

  it('it is not a shim that leads back to npq', async () => {
    texts.set('C:\\Users\\me\\npq\\shims\\npm.cmd', '@ECHO off\r\ncall npq %*\r\n');
    expect((await findWith({ Path: 'C:\\Users\\me\\npq\\shims' })).version).toBe('10.9.0');
  });

  it('it is not one that the project brings, however a shim outside leads there', async () => {
    npm('C:\\shop\\tools\\npm', '12.0.0');
    texts.set('C:\\tools\\npm.cmd', '@"%~dp0\\..\\shop\\tools\\npm\\bin\\npm-cli.js" %*\r\n');
    expect((await findWith({ Path: 'C:\\tools' })).version).toBe('10.9.0');
  });
});

it('is never npq itself under the name of npm, and where there is no other that is said', async () => {
  mkdirSync(join(root, 'shims'), { recursive: true });
  writeFileSync(join(root, 'shims/npm'), '#!/bin/sh\nexec npq "$@"\n');
  npmAt('opt/npq', '1.0.0', 'npq-diligence');
  writeFileSync(join(root, 'opt/npq/bin/npq.js'), "require('../dist/main.cjs') // npq.js\n");
  link('usr/bin/npm', 'opt/npq/bin/npq.js');
  const failed = find(path('shims', 'usr/bin'));
  await expect(failed).rejects.toThrow(`${root}/shims/npm leads back to npq itself`);
  await expect(failed).rejects.toThrow(`${root}/usr/bin/npm leads back to npq itself`);
  npmAt('node/lib/node_modules/npm', '11.0.0');
  expect((await find(path('shims', 'usr/bin'))).version).toBe('11.0.0');
});
