import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv, runNpqInTerminal } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

/** Everything but the install: what it looks at, what it answers, and that it leaves nothing behind. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  project = tempProject();
});

afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const check = (...args: readonly string[]) => runNpqHere(['check', ...args], project, world);
const tarballs = () => world.requests.filter(({ path }) => path.endsWith('.tgz')).length;

/** A lockfile as npm writes it, and the dependencies that it is for. */
async function locked(dependencies: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies });
  const { code, stderr } = await project.npm(['install', '--package-lock-only', '--no-audit', ...flags], {
    env: npqEnv(project, world),
  });
  expect(code, stderr).toBe(0);
}

function poison(name: string): void {
  world.osv.publish({ id: 'MAL-2026-1042', name, summary: `Malicious code in ${name} (npm)` });
}

describe('npq check of packages', () => {
  it('passes what would be installed without a question, and installs nothing', async () => {
    const { code, stderr } = await check('sprout');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('sprout 1.');
    expect(stderr).toContain('on its own, not as a part of this project');
    expect(project.exists('node_modules')).toBe(false);
    expect(project.exists('package-lock.json')).toBe(false);
  });

  it('looks past what the project has: neither its lockfile nor its overrides count', async () => {
    await locked({ sprout: '1.x' });
    poison('tidy-logger');
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { sprout: '1.x' } },
      overrides: { 'tidy-logger': 'npm:pebble@*' },
    });
    const { code, stderr } = await check('sprout');
    expect(code, stderr).toBe(20);
    expect(stderr).toContain('tidy-logger');
  });

  it('takes a path from the project, not from the folder that it is planned in', async () => {
    project.write('pack/package.json', { name: 'packed', version: '2.0.0' });
    await project.npm(['pack', './pack'], { env: npqEnv(project, world) });
    const { code, stderr } = await check('./packed-2.0.0.tgz');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`packed 2.0.0 · comes from the tarball`);
    expect(stderr).not.toContain('undefined');
  });

  it('asks nothing at a terminal', async () => {
    const { code, screen } = await runNpqInTerminal(['check', 'hookline'], project, world, []);
    expect(code, screen).toBe(21);
    expect(screen).not.toContain('What now?');
    expect(screen).toContain('npq install hookline');
  });

  it('reads options by the grammar of npm', async () => {
    const elsewhere = world.registry('elsewhere');
    // Whether its dates are true is asked of packages that it does not have.
    world.allowMissing('once', 'wrappy', 'ee-first', 'setprototypeof', 'left-pad', 'sigstore');
    elsewhere.publish({ name: 'only-there', version: '3.0.0' });
    const { stderr } = await check('--registry', elsewhere.url, 'only-there');
    expect(stderr).toContain('only-there 3.0.0');
  });
});

describe('npq check of the project', () => {
  it.each([1, 2, 3])('takes a lockfile of version %i as npm ci does', async (version) => {
    await locked({ sprout: '1.x' }, `--lockfile-version=${version}`);
    const before = project.read('package-lock.json');
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Looked at is package-lock.json, as npm ci would install it');
    expect(project.read('package-lock.json')).toBe(before);
    expect(project.exists('node_modules')).toBe(false);
  });

  it('takes npm-shrinkwrap.json before it, where this npm does', async () => {
    await locked({ sprout: '1.x' });
    project.write('npm-shrinkwrap.json', project.read('package-lock.json'));
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Looked at is npm-shrinkwrap.json');
  });

  it('resolves package.json where there is no lockfile, and says so', async () => {
    project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies: { sprout: '1.x' } });
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('There is no lockfile');
    expect(project.exists('package-lock.json')).toBe(false);
  });

  it('finds no project in an empty folder, instead of nothing wrong', async () => {
    project.write('empty/.npmrc', '');
    const { code, stderr } = await check('--prefix', project.path('empty'));
    expect(code, stderr).toBe(64);
    expect(stderr).toContain('found neither package.json nor a lockfile');
  });

  it('looks at what came with a pull, although against the lockfile nothing changed', async () => {
    await locked({ sprout: '1.x' });
    poison('tidy-logger');
    const { code, stderr } = await check();
    expect(code, stderr).toBe(20);
    expect(stderr).toContain('none of them new');
  });

  it('opens no tarball twice, of packages that raised no question', async () => {
    await locked({ sprout: '1.x' });
    await check();
    const first = tarballs();
    expect(first).toBeGreaterThan(0);
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(tarballs()).toBe(first);
  });

  it('remembers nothing of what nobody agreed to', async () => {
    await locked({ hookline: '*' });
    for (const _time of ['first', 'second']) {
      const { code, stderr } = await check();
      expect(code, stderr).toBe(21);
      expect(stderr).toContain('install-script');
    }
  });

  it('tells a document as install does', async () => {
    await locked({ sprout: '1.x' });
    const { stdout } = await check('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ verdict: 'pass', exitCode: 0, request: { verb: 'check', specs: [] } },
      ...{ plan: { path: project.dir }, install: { kind: 'not-run' } },
    });
  });

  it('keeps what it remembers out of the project', async () => {
    await locked({ sprout: '1.x' });
    await check();
    const ledger = readFileSync(join(project.home, 'npq', 'state', 'ledger.jsonl'), 'utf8');
    expect(ledger).toContain('sprout');
  });
});

describe('npq install --dry-run', () => {
  it('asks nothing at a terminal either, and ends with the exit code of the verdict', async () => {
    const args = ['install', 'hookline', '--dry-run'];
    const { code, screen } = await runNpqInTerminal(args, project, world, []);
    expect(code, screen).toBe(21);
    expect(screen).not.toContain('What now?');
    expect(screen).toContain('nothing is asked with --dry-run');
    expect(screen).toMatch(/npq install hookline\s*$/m);
  });

  it('has npm try what passes, and remembers it as a check does', async () => {
    const tried = await runNpqHere(['install', 'sprout', '--dry-run'], project, world);
    expect(tried.code, tried.stderr).toBe(0);
    expect(tried.stdout).toContain('added');
    expect(project.exists('node_modules')).toBe(false);
    const first = tarballs();
    await runNpqHere(['install', 'sprout', '--dry-run'], project, world);
    expect(tarballs()).toBe(first);
  });
});
