import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { managers, missingManager } from '../world/managers.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { publishSentinels } from '../world/sentinels.ts';
import { createWorld, type World } from '../world/world.ts';
import { lockfiles, runAlone, runWith } from './managers.ts';

/** Scopes, scripts, young versions, services that fail and runs that are cut off, with other package managers. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  world.registry().publish({ name: 'buoy', version: '1.0.0' });
  project = tempProject({ 'yarn.lock': '' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const here = managers.filter((one) => missingManager(one) === undefined);
const one = (id: string) => here.filter((each) => each.id === id);

function ownScope(): void {
  const own = world.registry('own', '/npm/');
  publishSentinels(own);
  own.publish({ name: '@acme/anchor', version: '1.0.0' });
  writeFileSync(join(project.home, 'userconfig.npmrc'), `@acme:registry=${own.url}\n`);
}

describe('a scope with a registry of its own', () => {
  const held = here.filter(({ name }) => name !== 'bun');
  it.each(held)('comes through the gate, from that registry, for $id', async (manager) => {
    ownScope();
    const { code, stdout, stderr } = await runWith(manager, ['add', '@acme/anchor'], project, world);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('1 package, each vetted as it was asked for');
    expect(world.unknownPackages).not.toContain('@acme/anchor');
  });

  it.each(one('bun'))('is refused to bun, which lets nothing overrule it', async (manager) => {
    ownScope();
    // bun reads the user's own .npmrc from his home alone.
    writeFileSync(join(project.home, '.npmrc'), `@acme:registry=${world.registry('own').url}\n`);
    const until = world.requests.length;
    const { code, stdout, stderr } = await runWith(manager, ['add', '@acme/anchor'], project, world);
    expect(code, stdout + stderr).not.toBe(0);
    expect(stderr).toContain('bun wanted to fetch from 127.0.0.1');
    const agents = world.requests.slice(until).map(({ headers }) => String(headers['user-agent']));
    expect(agents.filter((agent) => /bun/i.test(agent))).toEqual([]);
  });
});

describe('an install script', () => {
  const scripted = {
    manifest: { scripts: { postinstall: 'node hide.js' } },
    files: { 'hide.js': '// nothing to see\n' },
  };
  it.each([...one('pnpm 10'), ...one('yarn 1'), ...one('bun')])(
    'is for a person to decide on, and comes in where $id is told to run none',
    async (manager) => {
      world.registry().publish({ name: 'stowaway', version: '1.0.0', ...scripted });
      const first = await runWith(manager, ['add', 'stowaway'], project, world);
      expect(first.code, first.stdout + first.stderr).toBe(21);
      expect(first.stderr).toContain('npq check stowaway@1.0.0');
      const second = await runWith(manager, ['add', 'stowaway', '--ignore-scripts'], project, world);
      expect(second.code, second.stdout + second.stderr).toBe(0);
    },
  );
});

describe('a version that is too young', () => {
  it.each([...one('pnpm 12'), ...one('yarn 4')])(
    'is not offered to $id; an older one is',
    async (manager) => {
      const publishedAt = new Date().toISOString();
      world.registry().publish({ name: 'buoy', version: '1.1.0', publishedAt });
      const { code, stdout, stderr } = await runWith(manager, ['add', 'buoy'], project, world);
      expect(code, stdout + stderr).toBe(0);
      expect(project.read(lockfiles[manager.name])).toMatch(/buoy@(npm:)?1\.0\.0/);
    },
  );

  it.each(one('yarn 1'))('is refused with its reason where a lockfile has it', async (manager) => {
    const publishedAt = new Date().toISOString();
    world.registry().publish({ name: 'buoy', version: '1.1.0', publishedAt });
    const before = await runAlone(manager, ['add', 'buoy'], project, world);
    expect(before.code, before.out).toBe(0);
    rmSync(project.path('node_modules'), { recursive: true });
    const { code, stdout, stderr } = await runWith(manager, ['install'], project, world);
    expect(code, stdout + stderr).toBe(21);
    expect(stderr).toMatch(/buoy 1\.1\.0 and was refused: fresh-release/);
  });
});

it.each(one('pnpm 12'))(
  'what could not be checked refuses, or is told of where it may stop nothing',
  async (manager) => {
    world.osv.fail({}, { kind: 'status', status: 500 });
    const first = await runWith(manager, ['add', 'buoy'], project, world);
    expect(first.code, first.stdout + first.stderr).toBe(22);
    expect(first.stderr).toContain('npq with --on-incomplete=warn pnpm');
    const own = ['--on-incomplete=warn'];
    const second = await runWith(manager, ['add', 'buoy'], project, world, { own });
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(second.stderr).toContain('1 package let through although not everything could be checked');
  },
);

it.each(one('yarn 1'))('a run that was cut off is mended by the next one', async (manager) => {
  const before = await runAlone(manager, ['add', 'buoy'], project, world);
  expect(before.code, before.out).toBe(0);
  const whole = project.read('yarn.lock');
  const gateUrl = `http://127.0.0.1:9/${'x'.repeat(22)}/`;
  project.write('yarn.lock', whole.replaceAll(world.url, gateUrl));
  const folder = join(project.home, 'npq', 'state', 'managers');
  mkdirSync(folder, { recursive: true });
  const journal = join(folder, `${createHash('sha256').update(project.dir).digest('hex').slice(0, 32)}.json`);
  writeFileSync(journal, JSON.stringify({ gateUrl, replaced: [] }));
  const { code, stdout, stderr } = await runWith(manager, ['install'], project, world);
  expect(code, stdout + stderr).toBe(0);
  expect(project.read('yarn.lock')).toBe(whole);
  expect(existsSync(journal)).toBe(false);
});

it.each(one('pnpm 10'))('no other pnpm is fetched for a project that names one', async (manager) => {
  project.write('package.json', { name: 'a-project', packageManager: 'pnpm@9.8.0' });
  const { code, stdout, stderr } = await runWith(manager, ['add', 'buoy'], project, world);
  expect(stdout + stderr).not.toContain('using pnpm v9');
  expect(world.unknownPackages).not.toContain('pnpm');
  expect(code, stdout + stderr).toBe(0);
});

it.each(here)(
  'what was in no registry is asked of nobody: $id fails by itself, with its own code',
  async (manager) => {
    world.allowMissing('mirage');
    const { code, stdout, stderr } = await runWith(manager, ['add', 'mirage'], project, world);
    expect(code, stdout + stderr).toBe(1);
    expect(stderr).toContain(`${manager.name} failed with exit code 1`);
  },
);
