import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { malwareRecord } from '../world/osv-dump.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqHere } from './npq-here.ts';

const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** OSV is silent in all of these: what there is to know lies on this machine. */
let world: World;
let project: TempProject;
beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  world.osv.fail(/./, { kind: 'status', status: 503 });
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

const npq = (...args: readonly string[]) => runNpqHere(args, project, world);
const flat = (text: string) => text.replace(/\s+/g, ' ');
const database = () => join(project.home, 'npq', 'cache', 'advisories.npqdb');

/** The database knows of one package, which is malware, and was changed so long ago. */
async function updated(name: string, modifiedHoursAgo: number): Promise<void> {
  world.osvDump.put(malwareRecord(name, { id: 'MAL-2026-1', modified: ago(modifiedHoursAgo * hour) }));
  const { code, stderr } = await npq('db', 'update');
  expect([0, 22], stderr).toContain(code);
}

describe('where OSV is silent', () => {
  it('the local database answers, and the report says how old it is', async () => {
    await updated('evil', 5.5);
    const { code, stderr } = await npq('install', 'sprout');
    expect(code, stderr).toBe(0);
    expect(flat(stderr)).toMatch(
      /OSV answered 503, so the local advisory database answered for \d packages: what it knows is 5 h old/,
    );
  });

  it('malware that it knows is blocked', async () => {
    await updated('pebble', 5);
    const { code, stderr } = await npq('install', 'sprout');
    expect(code, stderr).toBe(20);
    expect(flat(stderr)).toContain('known malware (MAL-2026-1)');
  });

  it('nothing is clean without it', async () => {
    const { code, stderr } = await npq('install', 'sprout', '--non-interactive');
    expect(code, stderr).toBe(22);
    expect(flat(stderr)).toContain('npq db update');
  });

  it('nothing is clean once it is too old, and the command that mends it is told', async () => {
    await updated('evil', 8 * 24);
    const { code, stderr } = await npq('install', 'sprout', '--non-interactive');
    expect(code, stderr).toBe(22);
    expect(flat(stderr)).toMatch(
      /known-malware.*out of date: what the local database knows is 8 days old.*npq db update/,
    );
  });

  it('what it knows it tells also when it is too old', async () => {
    await updated('pebble', 8 * 24);
    expect((await npq('install', 'sprout', '--non-interactive')).code).toBe(20);
  });

  it('its age counts as the user has set it', async () => {
    await updated('evil', 8 * 24);
    mkdirSync(join(project.home, 'npq'), { recursive: true });
    writeFileSync(join(project.home, 'npq', 'npq.json'), '{"advisoryMaxAgeDays":30}');
    expect((await npq('install', 'sprout')).code).toBe(0);
  });

  it('nothing is clean by a damaged one', async () => {
    await updated('evil', 5);
    writeFileSync(database(), readFileSync(database()).subarray(0, -2));
    const { code, stderr } = await npq('install', 'sprout', '--non-interactive');
    expect(code, stderr).toBe(22);
    expect(flat(stderr)).toMatch(/damaged: the local database is damaged: .*npq db update/);
  });
});

describe('with --offline', () => {
  it('only the local database is asked, and the report says how old it is', async () => {
    await updated('evil', 5.5);
    await npq('install', 'sprout');
    rmSync(join(project.dir, 'node_modules'), { recursive: true });
    const before = world.requests.length;
    const { code, stderr } = await npq('install', '--offline');
    expect(code, stderr).toBe(0);
    expect(flat(stderr)).toMatch(/set to work offline, so the local advisory database answered .* 5 h old/);
    expect(world.requests).toHaveLength(before);
  });
});
