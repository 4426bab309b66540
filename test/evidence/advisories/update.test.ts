import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DumpRefused } from '../../../src/evidence/advisories/database/whole.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { json } from '../../world/http.ts';
import { holeRecord, malwareRecord, type OsvDump } from '../../world/osv-dump.ts';
import { createWorld, type World } from '../../world/world.ts';
import { zipOf } from '../../world/zip.ts';
import { type TempFolder, tempFolder } from '../support.ts';
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
    malwareRecord('turned', { id: 'MAL-2026-2', modified: ago(5 * day), versions: ['2.0.1'] }),
    holeRecord('leaky', { id: 'GHSA-aaaa-bbbb-cccc', modified: ago(9 * day), fixed: '2.0.0' }),
  );
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
  await folder[Symbol.asyncDispose]();
});

const paths = () => world.requests.map(({ path }) => path.replace('/-services/osv-dump/npm', ''));
const answer = async (name: string, version: string) => told(await local.ask(name, version));

describe('the first update', () => {
  it('fetches everything, and answers for exact versions from then on', async () => {
    const updated = await local.update();
    expect(updated).toMatchObject({
      how: 'whole',
      header: { records: 3, names: 3, newest: ago(3 * hour) },
    });
    expect(paths()).toEqual(['/all.zip']);
    expect(await answer('evil', '0.0.1')).toEqual(['MAL-2026-1']);
    expect(await answer('turned', '2.0.1')).toEqual(['MAL-2026-2']);
    expect(await answer('turned', '2.0.2')).toBe('clean');
    expect(await answer('leaky', '1.9.9')).toEqual(['GHSA-aaaa-bbbb-cccc']);
    expect(await answer('leaky', '2.0.0')).toBe('clean');
    expect(await answer('unheard-of', '1.0.0')).toBe('clean');
  });

  it('says how far it is', async () => {
    await local.update();
    expect(local.counts.at(0)).toEqual([1, 1, 'MB']);
    expect(local.counts.at(-1)).toEqual([3, 3, 'records']);
  });

  it('leaves nothing but the database', async () => {
    await local.update();
    expect(readdirSync(dirname(local.path))).toEqual(['advisories.npqdb']);
  });

  it('leaves out what was withdrawn', async () => {
    world.osvDump.put({
      ...malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(0) }),
      withdrawn: ago(0),
    });
    await local.update();
    expect(await answer('evil', '0.0.1')).toBe('clean');
  });

  it('believes no date in the future, which would hide all later changes', async () => {
    world.osvDump.put(malwareRecord('late', { id: 'MAL-2026-9', modified: ago(-400 * day) }));
    expect((await local.update()).header.newest).toBe(ago(3 * hour));
    expect(await answer('late', '1.0.0')).toEqual(['MAL-2026-9']);
  });

  it.each([
    [1, 'counts what it cannot read'],
    [2, 'is refused where that is more than one in a hundred'],
  ])('with %i of 100 records unreadable %s', async (unreadable) => {
    const sound = Array.from({ length: 100 - unreadable }, (_, index) =>
      malwareRecord(`evil-${index}`, newly(index)),
    );
    const files = sound.map((record) => ({ name: record.id, content: JSON.stringify(record) }));
    const broken = Array.from({ length: unreadable }, (_, index) => ({
      name: `broken-${index}`,
      content: '{',
    }));
    world.osvDump.lie.zip = zipOf([...files, ...broken]);
    if (unreadable === 1) expect((await local.update()).header).toMatchObject({ records: 99, unreadable: 1 });
    else await expect(local.update()).rejects.toThrow(/2 of its 100 records cannot be read/);
  });
});

const newly = (index: number) => ({ id: `MAL-2026-1${index}`, modified: ago(day) });

describe('a later update', () => {
  beforeEach(async () => {
    await local.update();
    world.osvDump.put(
      malwareRecord('fresh', { id: 'MAL-2026-3', modified: ago(hour) }),
      holeRecord('leaky', { id: 'GHSA-aaaa-bbbb-cccc', modified: ago(2 * hour), fixed: '3.0.0' }),
    );
  });
  const sinceFirst = () => paths().slice(1);

  it('fetches what changed, and nothing else', async () => {
    expect(await local.update()).toMatchObject({
      how: 'changes',
      header: { records: 4, newest: ago(hour) },
    });
    const [list, ...records] = sinceFirst();
    expect(list).toBe('/modified_id.csv');
    expect(records.sort()).toEqual(['/GHSA-aaaa-bbbb-cccc.json', '/MAL-2026-3.json']);
    expect(await answer('fresh', '1.0.0')).toEqual(['MAL-2026-3']);
    expect(await answer('leaky', '2.0.0')).toEqual(['GHSA-aaaa-bbbb-cccc']);
    expect(await answer('evil', '0.0.1')).toEqual(['MAL-2026-1']);
  });

  it('takes out what was withdrawn since', async () => {
    const withdrawn = malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(hour) });
    world.osvDump.put({ ...withdrawn, withdrawn: ago(hour) });
    expect((await local.update()).how).toBe('changes');
    expect(await answer('evil', '0.0.1')).toBe('clean');
  });

  it('says when it asked although nothing changed', async () => {
    await local.update();
    local.at.now = new Date(now.getTime() + hour);
    const again = await local.update();
    expect(again.header).toMatchObject({ newest: ago(hour), madeAt: local.at.now.toISOString() });
    expect(sinceFirst().filter((path) => path === '/all.zip')).toEqual([]);
  });

  it('fetches everything where more changed than is worth asking one by one', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => `${ago(hour)},MAL-2026-${index}\n`);
    world.osvDump.lie.csv = many.join('');
    expect((await local.update()).how).toBe('whole');
    expect(sinceFirst()).toEqual(['/modified_id.csv', '/all.zip']);
  });

  it('fetches everything once the last time is a month ago', async () => {
    local.at.now = new Date(now.getTime() + 30 * day);
    expect((await local.update()).how).toBe('whole');
    expect(sinceFirst()).toEqual(['/all.zip']);
  });

  it('fetches everything where the old file is damaged', async () => {
    const bytes = readFileSync(local.path);
    writeFileSync(local.path, bytes.subarray(0, -1));
    expect(await answer('evil', '0.0.1')).toBe('damaged');
    expect((await local.update()).how).toBe('whole');
    expect(await answer('evil', '0.0.1')).toEqual(['MAL-2026-1']);
  });

  it.each<[string, OsvDump['lie'], RegExp]>([
    ['names another record', { record: () => json({ id: 'MAL-1', affected: [] }) }, /another record/],
    ['has no such record', { record: () => json({}, 404) }, /answered 404/],
    ['brings no record', { record: () => json('{"id"') }, /cannot be read/],
    ['lists in no order', { csv: `${ago(2 * hour)},MAL-1\n${ago(hour)},MAL-2\n` }, /newer than/],
    ['lists what is older', { csv: `${ago(day)},MAL-1\n` }, /before what is known/],
    ['lists paths', { csv: `${ago(hour)},../../v1/secret\n` }, /not a time and an id/],
    ['lists nothing', { csv: '' }, /it is empty/],
  ])('fetches everything where the source %s', async (_what, lie, why) => {
    Object.assign(world.osvDump.lie, lie);
    expect(await local.update()).toMatchObject({ how: 'whole', fellBack: expect.stringMatching(why) });
    expect(await answer('fresh', '1.0.0')).toEqual(['MAL-2026-3']);
  });
});

describe('an update that fails', () => {
  const about = JSON.stringify({ id: 'X-1', affected: [] });
  const sick: Readonly<Record<string, Buffer>> = {
    'an archive that is none': Buffer.from('<html>'),
    'half an archive': zipOf([{ name: 'a', content: '{}' }]).subarray(0, 50),
    'an archive with a wrong checksum': zipOf([{ name: 'a', content: '{}', says: { checksum: 1 } }]),
    'an archive of nothing': zipOf([]),
    'an archive of something else': zipOf([{ name: 'a', content: 'hello' }]),
    'an archive of records about nobody': zipOf([{ name: 'a', content: about }]),
  };

  it.each(Object.entries(sick))('leaves the old file as it was: %s', async (_what, zip) => {
    await local.update();
    const whole = readFileSync(local.path);
    local.at.now = new Date(now.getTime() + 31 * day);
    world.osvDump.lie.zip = zip;
    await expect(local.update()).rejects.toThrow(DumpRefused);
    expect(readFileSync(local.path).equals(whole)).toBe(true);
    expect(readdirSync(dirname(local.path))).toEqual(['advisories.npqdb']);
  });

  it('is not fooled by a source that forgot half of what it knew', async () => {
    await local.update();
    local.at.now = new Date(now.getTime() + 31 * day);
    world.osvDump.drop('MAL-2026-1', 'MAL-2026-2');
    await expect(local.update()).rejects.toThrow(/1 package.*3/);
    expect(await nodeFiles.info(local.path)).toBeDefined();
  });

  it('makes no file where there was none', async () => {
    world.osvDump.lie.zip = Buffer.from('<html>');
    await expect(local.update()).rejects.toThrow(/does not begin as a zip/);
    expect(existsSync(local.path)).toBe(false);
  });

  it('leaves the old file as it was on a full disk', async () => {
    await local.update();
    const whole = readFileSync(local.path);
    const full = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }));
    await expect(local.update({ files: { ...nodeFiles, writeAtomic: full } })).rejects.toThrow(/ENOSPC/);
    expect(readFileSync(local.path).equals(whole)).toBe(true);
  });
});

describe('two updates at once', () => {
  it('leave one whole database', async () => {
    await Promise.all([local.update(), local.update(), local.update()]);
    expect(await answer('evil', '0.0.1')).toEqual(['MAL-2026-1']);
    expect(readdirSync(dirname(local.path))).toEqual(['advisories.npqdb']);
  });

  it('keep the newer one, whoever ends last', async () => {
    await local.update();
    // It asked an hour ago, and ends only now.
    const moments = [new Date(now.getTime() - hour), now];
    const clock = { now: () => moments.shift() ?? now, monotonicMs: () => 0 };
    const late = await local.update({ clock });
    expect(late).toMatchObject({ how: 'newer-there', header: { madeAt: now.toISOString() } });
  });

  it('are no two where the clock was wrong: a database of the year to come is replaced', async () => {
    local.at.now = new Date(now.getTime() + 365 * day);
    await local.update();
    local.at.now = now;
    expect(await local.update()).toMatchObject({ how: 'whole', header: { madeAt: now.toISOString() } });
  });

  it('take away what an npq that was killed while it wrote has left', async () => {
    await local.update();
    writeFileSync(`${local.path}.0123456789ab.tmp`, 'half');
    await local.update();
    expect(readdirSync(dirname(local.path))).toEqual(['advisories.npqdb']);
  });
});
