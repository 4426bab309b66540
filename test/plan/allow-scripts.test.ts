import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanEntry } from '../../src/model/plan.ts';
import { loadAllowScripts } from '../../src/plan/allow-scripts.ts';
import { loadNpmConfig } from '../../src/plan/npm-config.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { resolvePlan } from '../../src/plan/resolve.ts';
import { installationAt, npmsAtHand, testEnv } from '../cli/npms.ts';
import { type TempProject, tempProject } from '../world/npm.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  for (const version of ['1.0.0', '2.0.0']) world.registry().publish({ name: 'drummer', version });
  world.registry().publish({ name: '@band/fiddler', version: '1.0.0' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const npmOf = (major: number) => {
  const found = npmsAtHand().find((npm) => npm.major === major);
  if (found === undefined) throw new Error(`npm ${major} is not at hand`);
  return installationAt(found.root);
};

interface Layers {
  readonly allowScripts?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const band = { drummer: '2.0.0', '@band/fiddler': '1.0.0', old: 'npm:drummer@1.0.0' };

async function planned(major: number, layers: Layers = {}) {
  const { allowScripts, dependencies = band, env = {}, args = [] } = layers;
  const manifest = { name: 'a-project', dependencies };
  project = tempProject({
    'package.json': allowScripts === undefined ? manifest : { ...manifest, allowScripts },
  });
  const vars = { npm_config_registry: world.url, npm_config_cache: join(project.home, 'cache'), ...env };
  const config = await loadNpmConfig({ env: testEnv(project.dir, project.home, vars) }, npmOf(major), [
    'install',
    ...args,
  ]);
  const own = { preset: undefined, json: false, nonInteractive: true, verbose: false, trust: [], permit: [] };
  const { plan, scriptRules } = await resolvePlan({
    config,
    request: { verb: 'install', typedVerb: 'install', specs: [], npmArgs: [], own },
    permits: new Set(),
    holdBack: undefined,
    packuments: createPackumentStore(config.flat),
  });
  const entries = plan.packages.flatMap((pkg) => pkg.entries);
  const at = (alias: string): PlanEntry | undefined => entries.find((entry) => entry.alias === alias);
  return { scriptRules, notes: plan.notes, at };
}

const inManifest = (allowed: boolean, pinned: boolean) => ({ allowed, pinned, source: 'package.json' });

describe.each([11, 12])('what npm %i makes of allowScripts', (major) => {
  it('is nothing where nothing is said, and an entry of its own would be kept in package.json', async () => {
    const { scriptRules, at } = await planned(major);
    const unreviewed = major === 12 ? 'blocked' : 'warned';
    expect(scriptRules).toEqual({ unreviewed, approvals: 'package.json' });
    expect(at('drummer')).toMatchObject({ approvalKey: 'drummer@2.0.0' });
    expect(at('drummer')).not.toHaveProperty('approval');
    expect(at('@band/fiddler')?.approvalKey).toBe('@band/fiddler@1.0.0');
  });

  it('is a yes to this version, to any version, or a no that beats both', async () => {
    const pinned = await planned(major, { allowScripts: { 'drummer@2.0.0': true } });
    expect(pinned.at('drummer')?.approval).toEqual(inManifest(true, true));
    expect(pinned.at('@band/fiddler')?.approval).toBeUndefined();
    project.dispose();
    const named = await planned(major, {
      allowScripts: { drummer: true, '@band/fiddler@1.0.0 || 2.0.0': true },
    });
    expect(named.at('drummer')?.approval).toEqual(inManifest(true, false));
    expect(named.at('@band/fiddler')?.approval).toEqual(inManifest(true, true));
    project.dispose();
    const denied = await planned(major, { allowScripts: { 'drummer@2.0.0': true, drummer: false } });
    expect(denied.at('drummer')?.approval).toEqual(inManifest(false, false));
  });

  it('goes by the real name of a package, and never by the name that it has in the tree', async () => {
    const { at } = await planned(major, { allowScripts: { old: true, 'drummer@1.0.0': true } });
    expect(at('old')).toMatchObject({ approval: inManifest(true, true), approvalKey: 'drummer@1.0.0' });
    project.dispose();
    const byAlias = await planned(major, { allowScripts: { old: true } });
    expect(byAlias.at('old')?.approval).toBeUndefined();
  });

  it('is no yes to a package whose registry serves it under the address of another', async () => {
    const { tarballUrl } = world.registry().publish({ name: 'trusted', version: '3.0.0' });
    world.registry().publish({ name: 'drummer', version: '2.0.1', dist: { tarball: tarballUrl } });
    const asked = { dependencies: { drummer: '2.0.1' } };
    const unnamed = await planned(major, asked);
    // What npm would write would approve the other, and that is not what was asked.
    expect(unnamed.at('drummer')).not.toHaveProperty('approvalKey');
    project.dispose();
    const named = await planned(major, { ...asked, allowScripts: { 'trusted@3.0.0': true } });
    expect(named.at('drummer')?.approval).toEqual({ ...inManifest(true, false), ofAnother: true });
  });

  it.each([
    ['another version', { 'drummer@1.9.9': true }],
    ['a range, which npm refuses', { 'drummer@^2.0.0': true }],
    ['a tag, which npm refuses', { 'drummer@latest': true }],
    ['what is neither yes nor no', { drummer: 'yes' }],
    ['no object', 'drummer'],
  ])('is nothing for %s', async (_what, allowScripts) => {
    const { at } = await planned(major, { allowScripts });
    expect(at('drummer')?.approval).toBeUndefined();
  });

  it('is what the .npmrc says; package.json is then no place to add to, because it would hide the rest', async () => {
    project = tempProject();
    const rc = { npm_config_userconfig: project.path('.rc') };
    project.write('.rc', 'allow-scripts=drummer\n');
    const rcProject = project;
    const { scriptRules, at } = await planned(major, { env: rc });
    rcProject.dispose();
    expect(at('drummer')?.approval).toEqual({ allowed: true, pinned: false, source: '.npmrc' });
    expect(scriptRules.approvals).toBe(major === 12 ? 'none' : 'ledger');
  });

  it('does not count with dangerously-allow-all-scripts', async () => {
    const { scriptRules, at } = await planned(major, {
      ...{ allowScripts: { drummer: false }, args: ['--dangerously-allow-all-scripts'] },
    });
    expect(scriptRules.unreviewed).toBe('runs');
    expect(at('drummer')?.approval).toBeUndefined();
  });

  it('is left to npm where npm will refuse the command line', async () => {
    const { scriptRules } = await planned(major, { args: ['--allow-scripts=drummer'] });
    expect(scriptRules).toEqual({ unreviewed: 'runs', approvals: 'none' });
  });
});

it.each([
  [11, 'ledger'],
  [12, 'none'],
])('npm %i has no package.json to write to in a global install', async (major, approvals) => {
  project = tempProject();
  const vars = { npm_config_registry: world.url };
  const env = testEnv(project.dir, project.home, vars);
  const config = await loadNpmConfig({ env }, npmOf(major), ['install', '--global', 'drummer']);
  const { rules } = await loadAllowScripts(config, 'install');
  expect(rules.approvals).toBe(approvals);
});

it('an npm whose modules are elsewhere counts as one that runs everything, and the plan says so', async () => {
  project = tempProject();
  const env = testEnv(project.dir, project.home, {});
  const npm = npmOf(12);
  const config = await loadNpmConfig({ env }, npm, ['install']);
  const moved = { ...config, npm: { ...npm, cli: project.path('bin/npm-cli.js') } };
  const { rules, notes } = await loadAllowScripts(moved, 'install');
  expect(rules.unreviewed).toBe('runs');
  expect(notes[0]).toContain('its approvals are not counted');
});

it('npm 10 has no allowScripts: every script runs, and the ledger remembers', async () => {
  const { scriptRules, at } = await planned(10, { allowScripts: { drummer: false } });
  expect(scriptRules).toEqual({ unreviewed: 'runs', approvals: 'ledger' });
  expect(at('drummer')).not.toHaveProperty('approval');
  expect(at('drummer')).not.toHaveProperty('approvalKey');
});
