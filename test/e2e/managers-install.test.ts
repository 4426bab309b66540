import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { managers, missingManager } from '../world/managers.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { lockfiles, runAlone, runWith } from './managers.ts';

/** Real package managers, held to the gate: each package is vetted as it is asked for. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  const registry = world.registry();
  registry.publish({ name: 'buoy', version: '1.0.0' });
  registry.publish({ name: 'pilot', version: '1.0.0', manifest: { dependencies: { buoy: '^1.0.0' } } });
  registry.publish({ name: 'harbour', version: '1.0.0' });
  registry.publish({ name: 'wreck', version: '1.0.0' });
  world.osv.publish({ id: 'MAL-2026-77', name: 'wreck', summary: 'Malicious code in wreck (npm)' });
  project = tempProject({ 'yarn.lock': '' });
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

/** Nothing in the project, whatever it is, remembers the gate. */
function mentionsOf(text: RegExp, folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => text.test(readFileSync(path, 'latin1')));
}

describe.each(managers)('$id', (one) => {
  const missing = missingManager(one);
  const run = it.skipIf(missing !== undefined);
  const skipped = missing === undefined ? '' : ` (skipped: ${missing})`;
  const lockfile = lockfiles[one.name];
  const gate = /127\.0\.0\.1:\d+\/[\w-]{20,}/;

  run(`installs what passes, and writes the lockfile that it writes alone${skipped}`, async () => {
    const { code, stdout, stderr } = await runWith(one, ['add', 'pilot'], project, world);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('2 packages, each vetted as it was asked for');
    expect(mentionsOf(gate, project.dir)).toEqual([]);
    const alone = tempProject({ 'yarn.lock': '' });
    const other = await runAlone(one, ['add', 'pilot'], alone, world);
    expect(other.code, other.out).toBe(0);
    expect(project.read(lockfile)).toBe(alone.read(lockfile));
    expect(project.read('package.json')).toBe(alone.read('package.json'));
    alone.dispose();
  });

  run('is refused malware that another package brings, though its own store has it', async () => {
    world
      .registry()
      .publish({ name: 'raft', version: '1.0.0', manifest: { dependencies: { wreck: '1.0.0' } } });
    const elsewhere = tempProject({ 'yarn.lock': '' });
    const before = await runAlone(one, ['add', 'raft'], { ...elsewhere, home: project.home }, world);
    expect(before.code, before.out).toBe(0);
    elsewhere.dispose();
    const { code, stderr, stdout } = await runWith(one, ['add', 'raft'], project, world);
    expect(code, stdout + stderr).toBe(20);
    expect(stderr).toContain(`${one.name} asked for wreck 1.0.0 and was refused: known-malware`);
    expect(existsSync(project.path('node_modules/wreck'))).toBe(false);
  });

  run(
    'takes no byte past the gate from a lockfile that it wrote alone, and leaves that as it was',
    async () => {
      const before = await runAlone(one, ['add', 'pilot'], project, world);
      expect(before.code, before.out).toBe(0);
      const locked = project.read(lockfile);
      for (const name of ['node_modules', '.pnp.cjs', '.yarn']) {
        rmSync(project.path(name), { recursive: true, force: true });
      }
      const until = world.requests.length;
      const { code, stderr, stdout } = await runWith(one, ['install'], project, world);
      expect(code, stdout + stderr).toBe(0);
      expect(stderr).toContain('2 packages, each vetted as it was asked for');
      expect(project.read(lockfile)).toBe(locked);
      const agents = world.requests.slice(until).map(({ headers }) => String(headers['user-agent']));
      expect(agents.filter((agent) => !/^npm|^npq/.test(agent))).toEqual([]);
      expect(mentionsOf(gate, project.dir)).toEqual([]);
    },
  );

  run('goes on where it was, with npq and without', async () => {
    const steps = [
      await runWith(one, ['add', 'buoy'], project, world),
      await runAlone(one, ['add', 'harbour'], project, world),
      await runWith(one, ['add', 'pilot'], project, world),
    ];
    for (const step of steps) expect(step.code, JSON.stringify(step)).toBe(0);
    const all = { buoy: '^1.0.0', harbour: '^1.0.0', pilot: '^1.0.0' };
    expect(project.readJson('package.json')['dependencies']).toEqual(all);
    expect(mentionsOf(gate, project.dir)).toEqual([]);
  });

  run('is kept from what no registry has', async () => {
    const stranger = world.foreign();
    const until = world.requests.length;
    const { code, stderr, stdout } = await runWith(one, ['add', `${stranger.url}raft.tgz`], project, world);
    expect(code, stdout + stderr).not.toBe(0);
    const git = await runWith(one, ['add', 'github:harbour/harbour'], project, world);
    expect(git.code, git.stdout + git.stderr).not.toBe(0);
    const asked = world.requests.slice(until).filter(({ service }) => service !== 'registry:public');
    expect(asked).toEqual([]);
  });
});
