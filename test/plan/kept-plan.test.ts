import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import { followsFromLockfile, keptPlans } from '../../src/plan/kept-plan.ts';
import type { NpmConfig } from '../../src/plan/npm.ts';
import { type PlanKeyInput, planKey } from '../../src/plan/plan-key.ts';
import type { ResolvedPlan } from '../../src/plan/resolve.ts';
import { type TempProject, tempProject } from '../world/project.ts';

/** A lockfile's plan is remembered by everything that it depends on. Whatever else it might be, it is worked out. */

const integrity = `sha512-${'A'.repeat(86)}==`;
const manifest = { name: 'shop', version: '1.0.0', dependencies: { kettle: '^1.0.0' } };
const lockfile = {
  ...{ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true },
  packages: { '': manifest, 'node_modules/kettle': { version: '1.2.0', integrity } },
};

let project: TempProject;
beforeEach(() => {
  project = tempProject({ 'package.json': manifest, 'package-lock.json': lockfile });
});
afterEach(() => project.dispose());

const npm = { root: '/npm', version: '11.0.0', major: 11, cli: '/npm/bin/npm-cli.js' };

function input(over: Partial<PlanKeyInput> = {}, config: Partial<NpmConfig> = {}): PlanKeyInput {
  const layer = { name: 'user', source: '/home/ada/.npmrc', data: new Map([['omit', ['dev']]]) } as const;
  return {
    files: nodeFiles,
    env: { platform: 'linux', arch: 'x64', nodeVersion: 'v20.20.0' },
    config: {
      ...{ npm, layers: [layer] },
      ...{ flat: {}, get: () => undefined, remain: ['check'], globalPrefix: '/usr', global: false },
      ...{ localPrefix: project.dir, installPath: project.dir, workspaces: [] },
      ...config,
    },
    verb: 'ci',
    publicRegistries: new Set(['https://registry.example/']),
    ...over,
  };
}

const kettle: PlannedPackage = {
  ...{ key: 'kettle@1.2.0', name: 'kettle', version: '1.2.0', integrity },
  origin: { kind: 'registry', registry: 'https://registry.example/' },
  entries: [
    {
      ...{ place: 'node_modules/kettle', alias: 'kettle', packageKey: 'kettle@1.2.0' },
      ...{ change: { kind: 'unchanged' }, dev: false, optional: false, peer: false, inert: false },
      ...{ direct: true, path: ['kettle@1.2.0'] },
      recorded: { by: 'lockfile', name: 'kettle', version: '1.2.0', resolved: undefined, integrity },
    },
  ],
  ...{ exactlyRequested: false, locked: true, looked: true, private: false },
};

function resolved(over: Partial<ResolvedPlan['plan']> = {}): ResolvedPlan {
  return {
    plan: {
      ...{ path: project.dir, global: false, packages: [kettle], removed: [], heldBack: [] },
      ...{ registries: ['https://registry.example/'], notes: [], ...over },
    },
    projectFolders: [project.dir],
    wantedTags: new Map([['kettle', new Map([['latest', '1.2.0']])]]),
    scriptRules: { unreviewed: 'warned', approvals: 'package.json' },
    audited: [],
  };
}

describe('the key', () => {
  it('is the same for the same', async () => {
    expect((await planKey(input())).key).toBe((await planKey(input())).key);
  });

  const layers = (data: Record<string, unknown>) =>
    [{ name: 'user', source: '/home/ada/.npmrc', data: new Map(Object.entries(data)) }] as const;
  it.each([
    ['npm', () => input({}, { npm: { ...npm, version: '11.0.1' } })],
    ['npm elsewhere', () => input({}, { npm: { ...npm, root: '/other' } })],
    ['setting of npm', () => input({}, { layers: layers({ omit: [] }) })],
    ['registry', () => input({}, { layers: layers({ omit: ['dev'], registry: 'https://other.example/' }) })],
    ['layer', () => input({}, { layers: [] })],
    ['selection of workspaces', () => input({}, { workspaces: ['a'] })],
    ['verb', () => input({ verb: 'install-ci-test' })],
    ['public registry', () => input({ publicRegistries: new Set() })],
    ['platform', () => input({ env: { platform: 'darwin', arch: 'x64', nodeVersion: 'v20.20.0' } })],
    ['processor', () => input({ env: { platform: 'linux', arch: 'arm64', nodeVersion: 'v20.20.0' } })],
    ['Node', () => input({ env: { platform: 'linux', arch: 'x64', nodeVersion: 'v22.0.0' } })],
  ])('is another for another %s', async (_what, other) => {
    expect((await planKey(other())).key).not.toBe((await planKey(input())).key);
  });

  it.each(['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock'])(
    'is another for one byte more in %s, whatever its time says',
    async (name) => {
      const before = await planKey(input());
      const text = project.exists(name) ? project.read(name) : '';
      project.write(name, `${text}\n`);
      expect((await planKey(input())).key).not.toBe(before.key);
    },
  );

  it('is another for another project with the same files', async () => {
    const twin = tempProject({ 'package.json': manifest, 'package-lock.json': lockfile });
    const other = await planKey(input({}, { installPath: twin.dir }));
    twin.dispose();
    expect(other.key).not.toBe((await planKey(input())).key);
  });
});

describe('what is kept', () => {
  const plans = () => keptPlans(nodeFiles, join(project.home, 'state'), project.dir);
  const file = () => {
    const folder = join(project.home, 'state', 'plans');
    return join(folder, readdirSync(folder)[0] ?? '');
  };

  it('comes back as it was, for its own key and no other', async () => {
    await plans().keep('a', resolved());
    expect(await plans().recall('a')).toEqual(resolved());
    expect(await plans().recall('b')).toBeUndefined();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is one plan for each project: the last one', async () => {
    await plans().keep('a', resolved());
    await plans().keep('b', resolved());
    expect(await plans().recall('a')).toBeUndefined();
    expect(await plans().recall('b')).toEqual(resolved());
  });

  it.each([
    ['one letter changed', (text: string) => text.replace('1.2.0', '1.2.1')],
    ['its end cut off', (text: string) => text.slice(0, -1)],
    ['nothing left in it', () => ''],
    ['something else in it', () => '{}'],
  ])('is nothing with %s', async (_what, damaged) => {
    await plans().keep('a', resolved());
    writeFileSync(file(), damaged(readFileSync(file(), 'utf8')));
    expect(await plans().recall('a')).toBeUndefined();
  });

  it('is nothing where nothing was kept', async () => {
    expect(await plans().recall('a')).toBeUndefined();
  });
});

describe('a plan follows from its lockfile', () => {
  const follows = async (plan: ResolvedPlan) => followsFromLockfile(plan, await planKey(input()));
  const over = (more: Partial<PlannedPackage>) => resolved({ packages: [{ ...kettle, ...more }] });
  const locked = (entry: object, more: object = {}) =>
    project.write('package-lock.json', {
      ...lockfile,
      packages: { '': manifest, 'node_modules/kettle': { version: '1.2.0', integrity, ...entry }, ...more },
    });

  it('that names every version and its bytes', async () => {
    expect(await follows(resolved())).toBe(true);
  });

  it.each([
    ['that the registry was asked for', () => over({ locked: false })],
    ['that no sha512 binds', () => over({ integrity: 'sha1-Sv+Wvb5zyZMI8bZYlqGsbQLvHTc=' })],
    ['without any hash', () => over({ integrity: undefined })],
    ['from a folder', () => over({ origin: { kind: 'directory', path: '/shop/kettle' } })],
    ['from a repository', () => over({ origin: { kind: 'git', spec: 'github:a/kettle', host: 'h' } })],
    ['that nobody looked at', () => over({ looked: false })],
    ['of another version than it says', () => over({ version: '1.2.1' })],
    ['with other bytes than it says', () => over({ integrity: `sha512-${'B'.repeat(86)}==` })],
  ])('but not with a package %s', async (_what, plan) => {
    expect(await follows(plan())).toBe(false);
  });

  it('but not where something was left out or held back', async () => {
    expect(await follows(resolved({ notes: ['An optional package could not be had.'] }))).toBe(false);
    const young = { name: 'kettle', chosen: '1.2.0', heldBack: '1.3.0', publishedAt: '2026-11-22T00:00:00Z' };
    expect(await follows(resolved({ heldBack: [young] }))).toBe(false);
  });

  it('but not where the lockfile has more than the plan, as after a swap of the file', async () => {
    locked({}, { 'node_modules/stowaway': { version: '1.0.0', integrity } });
    expect(await follows(resolved())).toBe(false);
    expect(await follows(resolved({ removed: [{ name: 'stowaway', version: '1.0.0' }] }))).toBe(true);
  });

  it('but not where it is a link there, or the package has workspaces', async () => {
    locked({ link: true });
    expect(await follows(resolved())).toBe(false);
    locked({});
    project.write('package.json', { ...manifest, workspaces: ['packages/*'] });
    expect(await follows(resolved())).toBe(false);
  });

  it('but not where the lockfile is an old one, broken, or not there', async () => {
    project.write('package-lock.json', { ...lockfile, lockfileVersion: 1 });
    expect(await follows(resolved())).toBe(false);
    project.write('package-lock.json', '<<<<<<< HEAD');
    expect(await follows(resolved())).toBe(false);
  });
});
