import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

/** A lockfile is paid for once. After that only what must be fresh is asked, and only what is new looked at. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
  for (const name of ['kettle', 'teacup', 'saucer']) world.registry().publish({ name, version: '1.0.0' });
  await locked({ kettle: '^1.0.0', teacup: '^1.0.0' });
});

afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

/** A lockfile as npm writes it, and the dependencies that it is for. */
async function locked(dependencies: Readonly<Record<string, string>>) {
  project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies });
  const { code, stderr } = await project.npm(['install', '--package-lock-only', '--no-audit'], {
    env: npqEnv(project, world),
  });
  expect(code, stderr).toBe(0);
}

const state = (name: string) => join(project.home, 'npq', 'state', name);

/** A plan that is worked out anew is written anew. */
function keptPlan(): number {
  const [name = '', ...more] = readdirSync(state('plans'));
  expect(more).toEqual([]);
  return statSync(join(state('plans'), name)).ino;
}

/** A check, and what was asked of whom in it. npm's own cache answers nothing. */
async function check() {
  rmSync(join(project.home, 'cache'), { recursive: true, force: true });
  return run('check');
}

async function run(verb: string) {
  const before = world.requests.length;
  const { code, stderr } = await runNpqHere([verb], project, world);
  const asked = world.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  return { code, stderr, asked };
}

const aboutPackages = (asked: readonly string[]) => asked.filter((one) => /kettle|teacup|saucer/.test(one));
const advisories = ['POST /-/npm/v1/security/advisories/bulk', 'POST /-services/osv/v1/querybatch'];

it('the second run asks for advisories and nothing else', async () => {
  const first = await check();
  expect(first.code, first.stderr).toBe(0);
  expect(aboutPackages(first.asked).length).toBeGreaterThan(0);
  const plan = keptPlan();

  const second = await check();
  expect(second.code, second.stderr).toBe(0);
  expect([...second.asked].sort()).toEqual(advisories);
  expect(second.stderr).toContain('2 packages vetted before');
  expect(keptPlan()).toBe(plan);
});

it('what turned out to be malware meanwhile stops the second run', async () => {
  await check();
  world.osv.publish({ id: 'MAL-2026-1042', name: 'kettle', summary: 'Malicious code in kettle (npm)' });
  const { code, stderr } = await check();
  expect(code, stderr).toBe(20);
  expect(stderr).toContain('MAL-2026-1042');
});

it('of what somebody else has added only that is looked at', async () => {
  await check();
  await locked({ kettle: '^1.0.0', teacup: '^1.0.0', saucer: '^1.0.0' });
  const { code, stderr, asked } = await check();
  expect(code, stderr).toBe(0);
  expect(new Set(aboutPackages(asked).map((one) => one.replace(/.*(kettle|teacup|saucer).*/, '$1')))).toEqual(
    new Set(['saucer']),
  );
  expect(stderr).toContain('1 package looked at, 2 vetted before');
});

it('an entry that came with a pull is looked at, although the lockfile is the one that is planned already', async () => {
  await check();
  const plan = keptPlan();
  // Nobody here has vetted anything: only the tree is remembered, and no answer about it.
  rmSync(state('ledger.jsonl'));
  const { code, stderr, asked } = await check();
  expect(code, stderr).toBe(0);
  expect(aboutPackages(asked).length).toBeGreaterThan(0);
  expect(stderr).toContain('2 packages looked at');
  expect(keptPlan()).toBe(plan);
});

it('other bytes under the same name and version are no unchanged lockfile', async () => {
  await check();
  const evil = `sha512-${'E'.repeat(86)}==`;
  project.write(
    'package-lock.json',
    project.read('package-lock.json').replace(/"integrity": "sha512-[^"]*"/, `"integrity": "${evil}"`),
  );
  const { code, stderr } = await check();
  expect(code, stderr).toBe(20);
});

it('npq ci installs by the plan that npq check has made', async () => {
  await check();
  const { code, stderr, asked } = await run('ci');
  expect(code, stderr).toBe(0);
  expect(project.readJson('node_modules/kettle/package.json')).toMatchObject({ version: '1.0.0' });
  expect(aboutPackages(asked)).toEqual([]);
});

it('a plan that is gone is worked out anew', async () => {
  await check();
  const first = await check();
  rmSync(state('plans'), { recursive: true });
  const again = await check();
  expect([again.code, again.asked.sort()]).toEqual([first.code, first.asked.sort()]);
});
