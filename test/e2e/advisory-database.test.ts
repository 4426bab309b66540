import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holeRecord, malwareRecord } from '../world/osv-dump.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq, runNpqInTerminal, until } from './npq.ts';
import { runNpqHere } from './npq-here.ts';
import { smallDisk } from './small-disk.ts';

const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

let world: World;
let project: TempProject;
let file: string;
beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  project = tempProject();
  file = join(project.home, 'npq', 'cache', 'advisories.npqdb');
  world.osvDump.put(
    malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(2 * hour) }),
    holeRecord('leaky', { id: 'GHSA-aaaa-bbbb-cccc', modified: ago(48 * hour), fixed: '2.0.0' }),
  );
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

const npq = (...args: readonly string[]) => runNpqHere(args, project, world);

describe('npq db', () => {
  it('update fetches, then status tells', async () => {
    const none = await npq('db', 'status');
    expect([none.code, none.stdout]).toEqual([
      22,
      'npq: there is no local advisory database.\n     → npq db update\n',
    ]);
    const updated = await npq('db', 'update');
    expect(updated.stderr).toBe('');
    expect(updated.code).toBe(0);
    expect(updated.stdout).toMatch(
      /^npq: all advisories were fetched\.\nnpq: 2 advisories on 2 packages, 1 kB\n/,
    );

    world.osvDump.put(malwareRecord('fresh', { id: 'MAL-2026-2', modified: ago(hour) }));
    expect((await npq('db', 'update')).stdout).toMatch(/^npq: what changed was fetched\.\nnpq: 3 advisories/);
    const status = await npq('db', 'status');
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(
      /newest change {2}\S+ \(60 min ago\)\n {5}last updated {3}\S+ \(0 min ago\)\n/,
    );
    expect(world.requests.some(({ path }) => path.endsWith('/MAL-2026-2.json'))).toBe(true);
  });

  it('status --json is one document', async () => {
    await npq('db', 'update');
    const { code, stdout } = await npq('db', 'status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      database: { state: 'usable', path: file, records: 2, packages: 2, unreadable: 0, maxAgeDays: 7 },
    });
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const damaged = await npq('db', 'status', '--json');
    expect(damaged.code).toBe(22);
    expect(JSON.parse(damaged.stdout)).toMatchObject({ database: { state: 'damaged', path: file } });
  });

  it('status finds damage that no look-up has met', async () => {
    await npq('db', 'update');
    const bytes = readFileSync(file);
    bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const { code, stdout } = await npq('db', 'status');
    expect(code).toBe(22);
    expect(stdout).toContain('damaged: a part of it is not what its checksum says.');
  });

  it('says so where what it fetched is too old to be used', async () => {
    world.osvDump.drop('MAL-2026-1', 'GHSA-aaaa-bbbb-cccc');
    world.osvDump.put(malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(40 * 24 * hour) }));
    const { code, stdout } = await npq('db', 'update');
    expect(code).toBe(22);
    expect(stdout).toMatch(
      /no longer say that there is nothing: what the local database knows is 40 days old, and 7 are/,
    );
    expect(stdout).toContain('The source itself stands still');
    project.write('../home/npq/npq.json', { advisoryMaxAgeDays: 60 });
    expect((await npq('db', 'status')).code).toBe(0);
  });

  it('a source that fails is told with the next step, as JSON too', async () => {
    world.osvDump.fail(/./, { kind: 'status', status: 503 });
    const failed = await npq('db', 'update', '--json');
    expect(failed.code).toBe(64);
    const told = await npq('db', 'update');
    expect(told.code).toBe(69);
    expect(told.stderr).toMatch(
      /Expected OSV's dump to bring the advisories, it did not: OSV's dump answered 503/,
    );
    expect(told.stderr).toContain('services.osv-dump');
    expect(readdirSync(join(project.home, 'npq', 'cache'))).toEqual([]);
  });

  it('works offline where npm is to work offline: it asks nobody', async () => {
    project.write('../home/userconfig.npmrc', 'offline=true\n');
    const { code, stderr } = await npq('db', 'update');
    expect(code).toBe(69);
    expect(stderr).toContain('npm is set to work offline');
    expect(world.requests).toEqual([]);
  });

  it("takes no proxy from a project's .npmrc", async () => {
    const stranger = world.foreign();
    project.write('.npmrc', `https-proxy=${stranger.url}\nproxy=${stranger.url}\n`);
    expect((await npq('db', 'update')).code).toBe(0);
    expect(world.requests.every(({ service }) => service === 'osv-dump')).toBe(true);
  });

  it('alone, and with a slip, says what there is', async () => {
    for (const args of [['db'], ['db', 'upgrade']]) {
      const { code, stderr } = await npq(...args);
      expect(code).toBe(64);
      expect(stderr).toMatch(/update/);
    }
  });

  it('draws a bar at a terminal, and clears it', async () => {
    world.setLatency(150);
    const { code, screen } = await runNpqInTerminal(['db', 'update'], project, world, []);
    expect(code).toBe(0);
    expect(screen).toMatch(/fetching all advisories/);
    expect(screen).toMatch(/npq: all advisories were fetched/);
  });
});

describe('an update that is interrupted', () => {
  it('leaves the old database whole and nothing beside it', async () => {
    await npq('db', 'update');
    const whole = readFileSync(file);
    const held = world.osvDump.fail(/./, { kind: 'hang' });
    const killed = await runNpq(['db', 'update'], project, world, {
      whileRunning: async (kill) => {
        await until(() => held.hits > 0, 'the question that is not answered');
        kill('SIGTERM');
      },
    });
    expect([130, null]).toContain(killed.code);
    expect(readFileSync(file).equals(whole)).toBe(true);
    expect(readdirSync(join(project.home, 'npq', 'cache'))).toEqual(['advisories.npqdb']);
  });
});

describe('on a full disk', () => {
  it('the old database stays whole', async () => {
    await using disk = smallDisk(512);
    if (disk === undefined) return;
    const env = { NPQ_HOME: join(disk.path, 'npq') };
    expect((await runNpqHere(['db', 'update'], project, world, { env })).code).toBe(0);
    disk.fill();
    const { code, stderr } = await runNpqHere(['db', 'update'], project, world, { env });
    expect(code).toBe(69);
    expect(stderr).toContain('ENOSPC');
    expect((await runNpqHere(['db', 'status'], project, world, { env })).code).toBe(0);
  });
});
