import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { type Format, formats, type Locked } from './foreign-lockfiles.ts';
import { runNpqHere } from './npq-here.ts';

/** `npq check --base main` in a repository whose lockfile is yarn's, pnpm's or bun's. */
let world: World;
let project: TempProject;
let sprout: Published;
let leaf: Published;
let evil: Published;

beforeEach(async () => {
  world = await createWorld({});
  world.allowMissing('npm');
  sprout = world.registry().publish({ name: 'sprout', version: '1.0.0' });
  leaf = world.registry().publish({ name: 'leaf', version: '1.0.0' });
  evil = world.registry().publish({ name: 'evil', version: '1.0.0' });
  world.osv.publish({ id: 'MAL-2026-1042', name: 'evil', summary: 'Malicious code in evil (npm)' });
  // What the base has already is not the pull request's affair.
  world.osv.publish({ id: 'MAL-2026-1043', name: 'sprout', summary: 'Malicious code in sprout (npm)' });
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const direct = (published: Published): Locked => ({ published, range: '^1.0.0', direct: true });
const flat = (text: string) => text.replace(/\s+/g, ' ');

function lock({ write, file }: Format, packages: readonly Locked[], more: object = {}): void {
  const dependencies = Object.fromEntries(packages.map(({ published, range }) => [published.name, range]));
  project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies, ...more });
  project.write(file, write(packages));
}

async function check(): Promise<{ readonly code: number | null; readonly told: string }> {
  const { code, stderr } = await runNpqHere(['check', '--base', 'main'], project, world);
  return { code, told: flat(stderr) };
}

describe.each(formats)('a pull request to what $name locked', (format) => {
  beforeEach(() => {
    lock(format, [direct(sprout)]);
    createGitRepo({}, { dir: project.dir }).branch('pull-request');
  });

  it('that changes no package is not asked about the packages that are there', async () => {
    project.write('README.md', 'Better words.');
    const { code, told } = await check();
    expect(code, told).toBe(0);
    expect(told).toContain('1 package is as it is there, and not looked at');
  });

  it('is looked at for what it adds, and for that alone', async () => {
    lock(format, [direct(sprout), direct(leaf)]);
    const { code, told } = await check();
    expect(code, told).toBe(0);
    expect(told).toContain('1 package is as it is there, and not looked at');
    expect(told).toContain('1 package looked at');
  });

  it('is blocked for malware that it adds', async () => {
    lock(format, [direct(sprout), direct(evil)]);
    const { code, told } = await check();
    expect(code, told).toBe(20);
    expect(told).toMatch(/evil .*MAL-2026-1042/);
    expect(told).not.toContain('MAL-2026-1043');
  });

  it('has everything looked at where it changes by what rules the entries are to be read', async () => {
    lock(format, [direct(sprout)], { resolutions: { sprout: '1.0.0' }, overrides: { sprout: '1.0.0' } });
    const { code, told } = await check();
    expect(code, told).toBe(20);
    expect(told).toContain('or what decides beside it is another: everything was looked at');
  });
});

describe('a pull request that brings a link to a device', () => {
  it('is refused, and not read for ever', async () => {
    const [, , , ninth] = formats;
    if (ninth === undefined) throw new Error('no formats');
    lock(ninth, [direct(sprout)]);
    createGitRepo({}, { dir: project.dir }).branch('pull-request');
    symlinkSync('/dev/zero', project.path('bunfig.toml'));
    const { code, told } = await check();
    expect(code, told).toBe(78);
    expect(told).toContain('bunfig.toml');
  });
});

describe('a base without this lockfile', () => {
  it('leaves nothing out', async () => {
    const [, , , ninth] = formats;
    if (ninth === undefined) throw new Error('no formats');
    createGitRepo({ 'README.md': 'hello' }, { dir: project.dir }).branch('pull-request');
    lock(ninth, [direct(sprout)]);
    const { code, told } = await check();
    expect(code, told).toBe(20);
    expect(told).toContain('There is no pnpm-lock.yaml at main');
  });
});
