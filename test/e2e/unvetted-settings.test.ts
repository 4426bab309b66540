import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NpmInstallation } from '../../src/plan/npm.ts';
import { type Canary, canary } from '../world/canary.ts';
import type { RegistryHandle } from '../world/registry.ts';
import { everyNpm, openScene, ownNpm, type Scene } from './unvetted.ts';

/**
 * Settings that could lead npm around the gate. In the project's .npmrc they stop the run until somebody agrees;
 * agreed to, or in the user's own environment, they count for looking, and npm still gets vetted bytes only.
 */

let scene: Scene;
let bird: Canary;
/** Another registry, with other bytes under the same names and versions. */
let elsewhere: RegistryHandle;

beforeEach(async () => {
  scene = await openScene({ 'package.json': { name: 'root' } });
  bird = canary();
  elsewhere = scene.world.registry('elsewhere');
  for (const name of ['leaf', '@acme/leaf']) {
    scene.publish(name, '1.0.0');
    scene.publishEvil(name, '1.0.0', { registry: 'elsewhere' });
  }
  scene.project.write('canary.sh', bird.shellSource);
  chmodSync(scene.project.path('canary.sh'), 0o755);
  scene.project.write('canary.cjs', bird.source);
});
afterEach(async () => {
  const runs = bird.runs();
  await scene[Symbol.asyncDispose]();
  bird.dispose();
  expect(runs).toBe(0);
});

const genuine = [
  'node_modules/@acme/leaf: @acme/leaf@1.0.0 genuine',
  'node_modules/leaf: leaf@1.0.0 genuine',
];
const install = ['install', 'leaf', '@acme/leaf'];

/** What npq has asked for lies in npm's cache: without it npm has to ask for everything itself. */
const between = () => {
  for (const cache of [join(scene.project.home, 'cache'), scene.project.path('.cache')]) {
    rmSync(cache, { recursive: true, force: true });
  }
};

/** What was asked of the other registry, by npq or by npm. */
const askedElsewhere = () =>
  scene.world.requests.filter(({ service }) => service === 'registry:elsewhere').length;

const settings: readonly (readonly [key: string, value: () => string])[] = [
  ['registry', () => elsewhere.url],
  ['@acme:registry', () => elsewhere.url],
  ['noproxy', () => 'localhost'],
  ['proxy', () => scene.world.url],
  ['https-proxy', () => scene.world.url],
  ['cache', () => scene.project.path('.cache')],
  ['replace-registry-host', () => 'never'],
  ['script-shell', () => './canary.sh'],
  ['node-options', () => `--require=${scene.project.path('canary.cjs')}`],
  ['git', () => './canary.sh'],
];
/** With the registry itself redirected, what that one has is what was looked at. */
const redirected = new Map([
  ['registry', genuine.map((line) => line.replace('genuine', 'EVIL'))],
  ['@acme:registry', genuine.map((line) => line.replace(/(@acme.*)genuine/, '$1EVIL'))],
]);

/** Settings of which none hides what another one does: a proxy would take in what the others let past the gate. */
const joinable = [
  ['proxy', 'https-proxy'],
  ['cache', 'replace-registry-host', 'script-shell', 'node-options', 'git'],
];

/**
 * Each alone with this machine's npm. What npq makes of them is the same for every npm, and only what npm makes of
 * npq's flags may differ: so other npms get those at once that do not hide each other.
 */
function rowsFor(npm: NpmInstallation, from = settings): readonly (readonly [string, typeof settings])[] {
  const groupOf = (key: string) =>
    npm.cli === ownNpm.cli ? [key] : (joinable.find((keys) => keys.includes(key)) ?? [key]);
  const groups = new Set(from.map(([key]) => groupOf(key)[0]));
  return [...groups].map((first) => {
    const row = from.filter(([key]) => groupOf(key)[0] === first);
    return [row.map(([key]) => key).join(', '), row];
  });
}

const linesOf = (row: typeof settings) => row.map(([key, value]) => `${key}=${value()}\n`).join('');

describe.each(everyNpm)("%s, in whose project's .npmrc nobody agreed to it,", (_name, npm) => {
  it.each(rowsFor(npm))('%s stops the run before anybody is contacted', async (keys, row) => {
    const { run, project, files, disk, proxy } = scene;
    project.write('.npmrc', linesOf(row));
    const before = files();
    // What the user sets already overrides the project, and so would need no agreement.
    const { code, screen, npmRuns } = await run(install, { npm, env: withoutRegistry(keys) });
    expect(code, screen).toBe(78);
    for (const [key] of row) expect(screen).toContain(key);
    expect(npmRuns).toEqual([]);
    expect(scene.world.requests).toEqual([]);
    expect(disk()).toEqual([]);
    expect(files()).toEqual(before);
    expect(proxy.refused).toEqual([]);
  });
});

/** npm's environment beats the project's file: then the user's registry is set in the user's own file. */
function withoutRegistry(keys: string): Record<string, string> {
  const { project, world } = scene;
  writeFileSync(join(project.home, 'userconfig.npmrc'), `registry=${world.url}\n`);
  const env: Record<string, string> = { npm_config_registry: '' };
  if (keys.split(', ').includes('cache')) {
    // An empty value is none to npm.
    writeFileSync(
      join(project.home, 'userconfig.npmrc'),
      `registry=${world.url}\ncache=${join(project.home, 'cache')}\n`,
    );
    env['npm_config_cache'] = '';
  }
  return env;
}

describe.each(everyNpm)('%s', (_name, npm) => {
  it.each(rowsFor(npm))("gets vetted bytes only where the project's %s was agreed to", async (keys, row) => {
    const { run, project, disk, proxy } = scene;
    project.write('.npmrc', linesOf(row));
    const args = [...install, '--trust', '.npmrc'];
    const { code, screen } = await run(args, { npm, env: withoutRegistry(keys), between });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(redirected.get(keys) ?? genuine);
    expect(proxy.refused).toEqual([]);
    if (!redirected.has(keys)) expect(askedElsewhere()).toBe(0);
  });

  it.each(rowsFor(npm))('gets vetted bytes only with %s in the environment', async (keys, row) => {
    const { run, disk, proxy } = scene;
    const env = Object.fromEntries(row.map(([key, value]) => [`npm_config_${key}`, value()]));
    const { code, screen } = await run(install, { npm, env, between });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(redirected.get(keys) ?? genuine);
    expect(proxy.refused).toEqual([]);
  });

  const typed = settings.filter(([key]) => /registry|proxy/.test(key));
  it.each(rowsFor(npm, typed))('gets vetted bytes only with --%s on the command line', async (keys, row) => {
    const { run, disk, proxy } = scene;
    const flags = row.map(([key, value]) => `--${key}=${value()}`);
    const { code, screen } = await run([...install, ...flags], { npm, between });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(redirected.get(keys) ?? genuine);
    expect(proxy.refused).toEqual([]);
  });

  it('is not led elsewhere by scope and registry together', async () => {
    const { run, disk, proxy } = scene;
    const env = { 'npm_config_@acme:registry': elsewhere.url, npm_config_scope: '@acme' };
    const { code, screen } = await run(['install', 'leaf'], { npm, env, between });
    expect(code, screen).toBe(0);
    // npm's own reading of the two: the chosen scope's registry serves names without a scope too.
    expect(disk()).toEqual(['node_modules/leaf: leaf@1.0.0 EVIL']);
    expect(proxy.refused).toEqual([]);
  });

  it.each(['the project', 'the environment'])('believes no bytes of a poisoned cache of %s', async (from) => {
    const { run, project, disk, proxy } = scene;
    const cache = project.path('.cache');
    await poisonContents(npm, cache);
    const ofProject = from === 'the project';
    if (ofProject) project.write('.npmrc', `cache=${cache}\nprefer-offline=true\n`);
    const { code, screen } = await run([...install, ...(ofProject ? ['--trust', '.npmrc'] : [])], {
      npm,
      env: ofProject
        ? withoutRegistry('cache')
        : { npm_config_cache: cache, npm_config_prefer_offline: 'true' },
    });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(genuine);
    expect(proxy.refused).toEqual([]);
  });

  // One refused spec would hide what becomes of another: each alone, or with this machine's npm.
  const single = rowsFor(npm).flatMap(([, row]) => (row.length === 1 ? row : []));
  it.each(single)('takes no --%s from behind the end of options', async (key, value) => {
    const { run, disk, proxy, files } = scene;
    const before = files();
    const { code, screen } = await run([...install, '--', `--${key}=${value()}`], { npm });
    expect(code, screen).not.toBe(0);
    expect(disk()).toEqual([]);
    expect(files()).toEqual(before);
    expect(askedElsewhere()).toBe(0);
    expect(proxy.refused).toEqual([]);
  });

  it('gets its flags before the end of options', async () => {
    const { run, disk, proxy } = scene;
    const { code, screen } = await run(['install', '--', 'leaf', '@acme/leaf'], { npm, between });
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(genuine);
    expect(proxy.refused).toEqual([]);
  });
});

/** Fills a cache as npm does, and then puts other bytes in the place of every tarball. */
async function poisonContents(npm: NpmInstallation, cache: string): Promise<void> {
  const { project, world } = scene;
  const flags = [`--cache=${cache}`, `--registry=${world.url}`, '--no-save', '--no-audit'];
  const folder = join(project.home, 'filling');
  const filled = await project.npm([...install, ...flags, `--prefix=${folder}`], { npm: npm.cli });
  expect(filled.code, filled.stderr).toBe(0);
  const contents = join(cache, '_cacache', 'content-v2', 'sha512');
  const tarballs = readdirSync(contents, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .filter((path) =>
      readFileSync(path)
        .subarray(0, 2)
        .equals(Buffer.from([0x1f, 0x8b])),
    );
  expect(tarballs).toHaveLength(2);
  for (const path of tarballs) writeFileSync(path, 'EVIL');
}
