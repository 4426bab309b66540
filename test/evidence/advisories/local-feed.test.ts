import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFeed } from '../../../src/evidence/advisories/local-feed.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { holeRecord, malwareRecord } from '../../world/osv-dump.ts';
import { createWorld, type World } from '../../world/world.ts';
import { knownValue, planned, type TempFolder, tempFolder, unknownOf } from '../support.ts';
import { ago, day, hour, localDatabase, now, told } from './dump.ts';

let world: World;
let folder: TempFolder;
let local: ReturnType<typeof localDatabase>;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  folder = tempFolder();
  local = localDatabase(world, folder.path);
  world.osvDump.put(
    malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(3 * hour) }),
    holeRecord('leaky', { id: 'GHSA-aaaa-bbbb-cccc', modified: ago(9 * day), fixed: '2.0.0' }),
  );
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

describe('the local database as a feed', () => {
  beforeEach(() => local.update());

  it('says what is known of a version, and how old that is', async () => {
    const answer = knownValue(await local.ask('leaky', '1.0.0'));
    expect(answer.asOf).toBe(ago(3 * hour));
    expect(answer.advisories).toEqual([
      {
        ...{ id: 'GHSA-aaaa-bbbb-cccc', aliases: ['CVE-2026-0001'], kind: 'vulnerability' },
        ...{ severity: 'high', rated: true, summary: 'A hole in leaky', fixed: ['2.0.0'] },
        modified: ago(9 * day),
      },
    ]);
  });

  it('tells malware apart', async () => {
    const { advisories } = knownValue(await local.ask('evil', '9.9.9'));
    expect(advisories.map(({ kind, severity }) => [kind, severity])).toEqual([['malware', 'critical']]);
  });

  it('asks nobody', async () => {
    const before = world.requests.length;
    await local.ask('evil', '1.0.0');
    expect(world.requests).toHaveLength(before);
  });

  it('answers for all packages of a plan at once', async () => {
    const feed = localFeed({ files: nodeFiles, clock: { now: () => now }, path: local.path, maxAgeDays: 7 });
    const plan = [planned('evil', '1.0.0'), planned('leaky', '1.0.0'), planned('leaky', '2.0.0')];
    const answers = await feed.load(plan);
    expect(plan.map(({ key }) => told(answers.get(key) ?? ({ status: 'known' } as never)))).toEqual([
      ['MAL-2026-1'],
      ['GHSA-aaaa-bbbb-cccc'],
      'clean',
    ]);
  });
});

describe('its silence says nothing', () => {
  const at = (ms: number) => {
    local.at.now = new Date(now.getTime() + ms);
  };

  it('where there is none', async () => {
    expect(unknownOf(await local.ask('left-pad', '1.0.0')).reason).toBe('not-offered');
    const nowhere = localFeed({
      files: nodeFiles,
      clock: { now: () => now },
      path: undefined,
      maxAgeDays: 7,
    });
    const pkg = planned('left-pad', '1.0.0');
    expect(unknownOf((await nowhere.load([pkg])).get(pkg.key)).reason).toBe('not-offered');
  });

  it('from the day on that it is too old, however lately it was fetched', async () => {
    await local.update();
    at(7 * day - 3 * hour);
    expect(told(await local.ask('left-pad', '1.0.0'))).toBe('clean');
    at(7 * day - 3 * hour + 1);
    expect(knownValue(await local.ask('left-pad', '1.0.0')).brokeOff).toMatchObject({
      reason: 'out-of-date',
      detail: 'what the local database knows is 7 days old, and 7 are the most that count',
    });
    await local.update();
    expect(told(await local.ask('left-pad', '1.0.0'))).toBe('out-of-date');
    expect(told(await local.ask('left-pad', '1.0.0', 30))).toBe('clean');
  });

  it('where it is of a day that is still to come', async () => {
    await local.update();
    at(-day - 2 * hour);
    expect(told(await local.ask('left-pad', '1.0.0'))).toBe('clean');
    at(-day - 4 * hour);
    expect(told(await local.ask('left-pad', '1.0.0'))).toBe('out-of-date');
  });

  it('but what it knows it still tells', async () => {
    await local.update();
    at(400 * day);
    expect(told(await local.ask('evil', '1.0.0'))).toEqual(['MAL-2026-1', 'out-of-date']);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, -1)],
    ['empty', () => Buffer.alloc(0)],
    ['of another kind', () => Buffer.from('<html>Please sign in</html>')],
    ['changed at its end', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([7])])],
  ])('where the file is %s', async (_what, damage) => {
    await local.update();
    writeFileSync(local.path, damage(readFileSync(local.path)));
    expect(told(await local.ask('evil', '1.0.0'))).toBe('damaged');
  });

  it('where the file cannot be read', async () => {
    await local.update();
    const refuse = () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }));
    const files = { ...nodeFiles, openForReading: refuse };
    const feed = localFeed({ files, clock: { now: () => now }, path: local.path, maxAgeDays: 7 });
    const pkg = planned('evil', '1.0.0');
    expect(unknownOf((await feed.load([pkg])).get(pkg.key)).reason).toBe('damaged');
  });

  it('and a file that another update replaces meanwhile is read to its end', async () => {
    await local.update();
    copyFileSync(local.path, `${local.path}.copy`);
    const [asked] = await Promise.all([local.ask('evil', '1.0.0'), local.update(), local.update()]);
    expect(told(asked)).toEqual(['MAL-2026-1']);
  });
});
