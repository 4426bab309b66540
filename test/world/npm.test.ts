import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canary } from './canary.ts';
import { ask, jsonOf } from './client.ts';
import { createGitRepo } from './git.ts';
import { type TempProject, tempProject } from './npm.ts';
import { createWorld, type World } from './world.ts';

/** The proof of the pudding: the machine's own npm takes this world for a registry. */
interface Lockfile {
  packages: Record<string, Record<string, unknown>>;
}

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  project = tempProject();
});

afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const npm = (...args: string[]) => project.npm([...args, `--registry=${world.url}`]);
const lock = () => project.readJson<Lockfile>('package-lock.json').packages;
const asked = () => world.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);

describe('npm install from the world', () => {
  test('sprout and what it needs, with a true lockfile, and an audit', async () => {
    const { code, stdout, stderr } = await npm('install', 'sprout');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('added 3 packages, and audited 4 packages');
    expect(stdout).toContain('found 0 vulnerabilities');
    expect(Object.keys(lock()).sort()).toEqual([
      '',
      'node_modules/pebble',
      'node_modules/sprout',
      'node_modules/tidy-logger',
    ]);
    const { dist } = jsonOf(await ask(`${world.url}sprout/1.2.0`));
    expect(lock()['node_modules/sprout']).toMatchObject({
      version: '1.2.0',
      resolved: dist.tarball,
      integrity: dist.integrity,
      license: 'MIT',
      bin: { sprout: 'bin/sprout.js' },
      engines: { node: '>=14' },
    });
    expect(project.readJson('node_modules/sprout/package.json')['bin']).toBe('bin/sprout.js');
    expect(project.exists('node_modules/.bin/sprout')).toBe(true);
    expect(asked()).toContain('POST /-/npm/v1/security/advisories/bulk 200');
    expect(world.requests.filter(({ path }) => path.endsWith('.tgz'))).toHaveLength(3);
    expect(world.unknownPackages).toEqual([]);
  });

  test('platform, peer, bundled and deprecated packages come out as from a real registry', async () => {
    const { code, stderr } = await npm('install', 'flint', 'trellis', 'basket', 'old-faithful', '--no-audit');
    expect(code).toBe(0);
    expect(stderr).toContain('npm warn deprecated old-faithful@0.9.2: use tidy-logger instead');
    const packages = lock();
    expect(packages['node_modules/@flint/darwin-arm64']).toMatchObject({
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    });
    expect(packages['node_modules/@flint/linux-x64']).toMatchObject({
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
    });
    expect(packages['node_modules/sprout']).toMatchObject({ version: '1.2.0' });
    expect(packages['node_modules/trellis']?.['peerDependenciesMeta']).toEqual({
      'pebble-polish': { optional: true },
    });
    expect(packages['node_modules/basket/node_modules/acorn-cap']).toMatchObject({ inBundle: true });
    expect(project.exists('node_modules/basket/node_modules/acorn-cap/index.js')).toBe(true);
    const own = `${process.platform}-${process.arch}`;
    for (const platform of ['darwin-arm64', 'linux-x64']) {
      expect(project.exists(`node_modules/@flint/${platform}`)).toBe(platform === own);
    }
    world.allowMissing('pebble-polish');
  });

  test('install scripts are known, and a .gyp file counts as one', async () => {
    const { code } = await npm('install', 'hookline', 'nodeaddon', '--ignore-scripts', '--no-audit');
    expect(code).toBe(0);
    expect(lock()['node_modules/hookline']?.['hasInstallScript']).toBe(true);
    expect(lock()['node_modules/nodeaddon']?.['hasInstallScript']).toBe(true);
  });

  test('a scope from a registry of its own, with a credential that goes nowhere else', async () => {
    const acme = world.registry('acme');
    acme.requireAuth('acme-secret');
    const setting = `@acme:registry=${acme.url}\n`;
    project.write('.npmrc', setting);
    const refused = await npm('install', '@acme/private-thing', '--no-audit');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('E401')]);

    writeFileSync(
      join(project.home, 'userconfig.npmrc'),
      `//${new URL(acme.url).host}/:_authToken=acme-secret\n`,
    );
    expect((await npm('install', '@acme/private-thing', '--no-audit')).code).toBe(0);
    expect(lock()['node_modules/@acme/private-thing']?.['resolved']).toContain(acme.url);
    expect(lock()['node_modules/tidy-logger']?.['resolved']).toContain(world.url);
    const carriers = world.carrying('acme-secret');
    expect(new Set(carriers.map(({ service }) => service))).toEqual(new Set(['registry:acme']));
  });
});

describe('npm meets trouble', () => {
  test('bytes that are not those of the integrity are refused', async () => {
    world.registry().swapTarball('pebble', '1.0.3', Buffer.from('other bytes'));
    const { code, stderr } = await npm('install', 'pebble', '--no-audit');
    expect([code, stderr]).toEqual([1, expect.stringContaining('EINTEGRITY')]);
  });

  test('it tries again after two 503, and an advisory is shown', async () => {
    world.registry().fail({ package: 'pebble', what: 'packument' }, { kind: 'status', status: 503 }, 2);
    world
      .registry()
      .advise({ name: 'pebble', vulnerable: '<2', severity: 'critical', title: 'Rounds the wrong way' });
    const { code, stdout } = await npm('install', 'pebble');
    expect(code).toBe(0);
    expect(stdout).toContain('1 critical severity vulnerability');
    const packuments = asked().filter((line) => line.startsWith('GET /pebble '));
    expect(packuments.slice(0, 3)).toEqual(['GET /pebble 503', 'GET /pebble 503', 'GET /pebble 200']);
  });

  test('it does not try again after a reset within a tarball', async () => {
    world.registry().fail({ package: 'pebble', what: 'tarball' }, { kind: 'reset' }, 1);
    const { code, stderr } = await npm('install', 'pebble', '--no-audit');
    expect(code).not.toBe(0);
    expect(stderr).toContain('ECONNRESET');
  });

  test('a thin mirror will do for an install', async () => {
    world.registry().serveThin('2024-02-23T22:24:11.011Z');
    expect((await npm('install', 'sprout', 'nodeaddon', '--ignore-scripts', '--no-audit')).code).toBe(0);
    // The mirror's document does not say so; npm sees the .gyp file on disk.
    expect(lock()['node_modules/nodeaddon']?.['hasInstallScript']).toBe(true);
  });
});

test('the canary sings where npm runs scripts: a git dependency is prepared', async () => {
  await using bird = canary();
  await using repo = createGitRepo({
    'package.json': { name: 'from-git', version: '1.0.0', scripts: { prepare: bird.script } },
  });
  const url = `${repo.url}#${repo.sha}`;
  // npm 12 asks for leave to use git at all; 10 does not know the flag.
  const { code, stderr } = await npm('install', url, '--no-audit', '--allow-git=all');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(lock()['node_modules/from-git']?.['resolved']).toBe(url);
  expect(bird.runs()).toBeGreaterThan(0);
});
