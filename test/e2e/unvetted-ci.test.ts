import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NpmInstallation } from '../../src/plan/npm.ts';
import { canary } from '../world/canary.ts';
import type { Published } from '../world/world.ts';
import { npqEnv } from './npq.ts';
import { everyNpm, openScene, ownNpm, type Scene } from './unvetted.ts';

/** A pulled lockfile, as npm ci takes it: plain npm follows each of these without a word, npq refuses them. */

const manifest = { name: 'root', dependencies: { leaf: '^1.0.0' } };
let scene: Scene;
let leaf: Published;
let old: Published;
let evil: Published;
beforeEach(async () => {
  scene = await openScene({ 'package.json': manifest });
  old = scene.publishEvil('leaf', '1.0.0');
  leaf = scene.publish('leaf', '1.1.0');
  evil = scene.publishEvil('evil', '1.1.0');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

/** What the lockfile says of leaf, over what an honest one says. */
function lockfile(forged: object = {}, more: object = {}): void {
  const { version, tarballUrl: resolved, integrity } = leaf;
  scene.project.write('package-lock.json', {
    ...{ name: 'root', lockfileVersion: 3, requires: true },
    packages: { '': manifest, 'node_modules/leaf': { version, resolved, integrity, ...forged }, ...more },
  });
}

async function plainCi(npm: NpmInstallation, ...flags: readonly string[]) {
  const env = npqEnv(scene.project, scene.world);
  return scene.project.npm(['ci', '--no-audit', ...flags], { npm: npm.cli, env });
}

/** An earlier, honest install, as far as it lies on disk: npm ci takes it away first, and so must not get to run. */
function installedBefore(): void {
  lockfile();
  scene.project.write('node_modules/leaf/package.json', { name: 'leaf', version: '1.1.0' });
  scene.project.write('node_modules/leaf/index.js', 'genuine');
  expect(scene.disk()).toEqual(genuine);
}

const genuine = ['node_modules/leaf: leaf@1.1.0 genuine'];

describe.each(everyNpm)('%s', (_name, npm) => {
  async function expectRefused(forge: () => void, words: RegExp, ...flags: readonly string[]): Promise<void> {
    const { run, files, disk, proxy } = scene;
    installedBefore();
    forge();
    const before = files();
    const { code, screen, npmRuns } = await run(['ci', ...flags], { npm, choose: 'Install it as it is' });
    expect(code, screen).toBe(20);
    expect(screen.replace(/\s+/g, ' ')).toMatch(words);
    expect(npmRuns).toEqual([]);
    expect(disk()).toEqual(genuine);
    expect(files()).toEqual(before);
    expect(proxy.refused).toEqual([]);
  }

  async function expectTaken(how: readonly string[], what: string): Promise<void> {
    const alone = await plainCi(npm, ...how);
    expect(alone.code, alone.stderr).toBe(0);
    expect(alone.stderr).not.toMatch(/integrity|tamper|mismatch/i);
    expect(scene.disk()).toEqual([what]);
  }

  it('installs another package under the name of a trusted one; npq refuses', async () => {
    const forge = () => lockfile({ resolved: evil.tarballUrl, integrity: evil.integrity });
    await expectRefused(forge, /has leaf@1.1.0 come from the tarball of evil/);
    await expectTaken([], 'node_modules/leaf: evil@1.1.0 EVIL');
  });

  it('installs an older version as the newer, with its valid integrity; npq refuses', async () => {
    const forge = () => lockfile({ resolved: old.tarballUrl, integrity: old.integrity });
    await expectRefused(forge, /has leaf@1.1.0 come from the tarball of version 1.0.0/);
    await expectTaken([], 'node_modules/leaf: leaf@1.0.0 EVIL');
  });

  it('installs from a foreign host, as far as it takes addresses; npq refuses, and does not go there', async () => {
    const stranger = scene.world.foreign();
    stranger.serve('/leaf/-/leaf-1.1.0.tgz', evil.tarball);
    const resolved = `${stranger.url}leaf/-/leaf-1.1.0.tgz`;
    const forge = () => lockfile({ resolved, integrity: evil.integrity });
    const flags = npm.major >= 12 ? ['--allow-remote=all'] : [];
    await expectRefused(forge, /records a tarball from localhost:\d+ at node_modules\/leaf/, ...flags);
    expect(stranger.hits()).toBe(0);
    await expectTaken(flags, 'node_modules/leaf: evil@1.1.0 EVIL');
  });

  it('follows a link to a folder of the project; npq refuses', async () => {
    await using bird = canary();
    const folder = { name: 'leaf', version: '1.1.0' };
    scene.project.write('evil/package.json', { ...folder, scripts: { install: bird.script } });
    const forge = () =>
      scene.project.write('package-lock.json', {
        ...{ name: 'root', lockfileVersion: 3, requires: true },
        packages: {
          '': manifest,
          'node_modules/leaf': { resolved: 'evil', link: true },
          evil: folder,
        },
      });
    await expectRefused(forge, /records directory .*evil at node_modules\/leaf/);
    expect(bird.runs()).toBe(0);
    await expectTaken([], 'node_modules/leaf: a link');
  });

  it('links what the lockfile calls node, for every script to find; npq refuses, also where the package is vetted', async () => {
    const forge = () => lockfile({ bin: { node: 'index.js' } });
    lockfile();
    const honest = await scene.run(['ci'], { npm });
    expect(honest.code, honest.screen).toBe(0);
    await expectRefused(forge, /has leaf@1.1.0 bring the command node, which it does not have/);
    await expectTaken([], genuine[0] ?? '');
    expect(existsSync(`${scene.project.dir}/node_modules/.bin/node`)).toBe(true);
  });

  it('gets nothing to say of a lockfile that is honest, and leaves it as it is', async () => {
    lockfile();
    const alone = await plainCi(npm);
    expect(alone.code, alone.stderr).toBe(0);
    const before = scene.files();
    const { code, screen } = await scene.run(['ci'], { npm });
    expect(code, screen).toBe(0);
    expect(scene.disk()).toEqual(genuine);
    expect(scene.files()).toEqual(before);
  });

  it('takes nothing away before somebody agreed', async () => {
    scene.publish('native', '1.0.0', { manifest: { scripts: { install: 'echo' } } });
    const dependencies = { native: '1.0.0' };
    scene.project.write('package.json', { name: 'root', dependencies });
    const first = await scene.project.npm(['install', '--no-audit'], {
      ...{ npm: npm.cli, env: npqEnv(scene.project, scene.world) },
    });
    expect(first.code, first.stderr).toBe(0);
    scene.project.write('node_modules/native/mine', 'mine');
    // npm 12 would not run the script, and there is nothing to ask then.
    const allowed = npm.major >= 12 ? { allowScripts: { native: true } } : {};
    scene.project.write('package.json', { name: 'root', dependencies, ...allowed });
    const { code, screen, npmRuns } = await scene.run(['ci', '--preset=strict'], { npm });
    expect(code, screen).toBe(21);
    expect(npmRuns).toEqual([]);
    expect(existsSync(scene.project.path('node_modules/native/mine'))).toBe(true);
  });

  it('says why it would not take a lockfile that is out of step, before anybody is asked', async () => {
    installedBefore();
    scene.project.write('package.json', { name: 'root', dependencies: { leaf: '^1.0.0', evil: '1.1.0' } });
    const { code, screen, npmRuns } = await scene.run(['ci'], { npm });
    expect(code, screen).toBe(1);
    expect(screen.replace(/\s+/g, ' ')).toMatch(
      /are in sync \(EUSAGE\): Missing: evil@1\.1\.0 from lock file/,
    );
    expect(npmRuns).toEqual([]);
    expect(scene.disk()).toEqual(genuine);
  });
});

describe('npq ci', () => {
  const ci = (...flags: readonly string[]) => scene.run(['ci', ...flags], { npm: ownNpm });

  it('wants a lockfile', async () => {
    const { code, screen } = await ci();
    expect(code, screen).toBe(1);
    expect(screen).toContain('ENOLOCK');
  });

  it('with --dry-run ends with the verdict, and writes nothing', async () => {
    lockfile();
    const { code, screen } = await ci('--dry-run');
    expect(code, screen).toBe(0);
    expect(scene.disk()).toEqual([]);
  });

  it.each([
    ['balanced', 0],
    ['ci', 0],
    ['strict', 21],
  ])('with --preset=%s ends with %i for an entry that is bound to no bytes', async (preset, expected) => {
    lockfile({ integrity: undefined });
    const { code, screen } = await ci(`--preset=${preset}`);
    expect(code, screen).toBe(expected);
    expect(screen.replace(/\s+/g, ' ')).toContain('binds leaf@1.1.0 to no bytes');
  });

  it.each([
    ['balanced', 21],
    ['ci', 20],
  ])('with --preset=%s ends with %i for a tarball from an address', async (preset, expected) => {
    const stranger = scene.world.foreign();
    stranger.serve('/leaf.tgz', leaf.tarball);
    const resolved = `${stranger.url}leaf.tgz`;
    const dependencies = { leaf: resolved };
    scene.project.write('package.json', { name: 'root', dependencies });
    const { version, integrity } = leaf;
    scene.project.write('package-lock.json', {
      ...{ name: 'root', lockfileVersion: 3, requires: true },
      packages: { '': { name: 'root', dependencies }, 'node_modules/leaf': { version, resolved, integrity } },
    });
    const { code, screen } = await ci(`--preset=${preset}`);
    expect(code, screen).toBe(expected);
    expect(stranger.hits()).toBe(0);
  });

  it('does not let a version off because a lockfile has it: it may be young', async () => {
    leaf = scene.publish('leaf', '1.2.0', { publishedAt: new Date(Date.now() - 3_600_000).toISOString() });
    lockfile();
    const { code, screen } = await ci();
    expect(code, screen).toBe(21);
    expect(screen).toContain('fresh-release');
  });

  it('nor where its registry did not sign it', async () => {
    leaf = scene.publish('leaf', '1.2.0', { signature: 'wrong-key' });
    lockfile();
    const { code, screen } = await ci();
    expect(code, screen).toBe(20);
    expect(screen).toContain('invalid-signature');
  });

  it('nor where it is vouched for less than the one before it', async () => {
    const honest = { manifest: { repository: 'github:ada/leaf' } };
    await scene.world.attest(scene.publish('leaf', '1.2.0', honest), { repository: 'ada/leaf' });
    leaf = scene.publish('leaf', '1.3.0', honest);
    lockfile();
    const { code, screen } = await ci();
    expect(code, screen).toBe(21);
    expect(screen).toContain('trust-downgrade');
  });
});
