import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DumpRefused } from '../../../src/evidence/advisories/database/whole.ts';
import { bytes, json } from '../../world/http.ts';
import { malwareRecord, type OsvDump } from '../../world/osv-dump.ts';
import { failureKinds } from '../../world/service.ts';
import { createWorld, type World } from '../../world/world.ts';
import { zipOf } from '../../world/zip.ts';
import { ago, day, hour, localDatabase, malwareEndsAs, now, told } from '../advisories/dump.ts';
import { type TempFolder, tempFolder } from '../support.ts';

/** However OSV's dump fails: nothing that it did not say is ever taken for its word that there is nothing. */
let world: World;
let folder: TempFolder;
let local: ReturnType<typeof localDatabase>;
/** What comes may take its time on a busy machine; only what does not come has to be given up soon. */
const update = (ms = 20_000) => local.update({ patience: { ms, archiveBytes: 300_000 } });

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  folder = tempFolder();
  local = localDatabase(world, folder.path);
  mkdirSync(dirname(local.path), { recursive: true });
  world.osvDump.put(malwareRecord('evil', { id: 'MAL-2026-1', modified: ago(2 * hour) }));
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

const lies: Readonly<Record<string, OsvDump['lie']>> = {
  'an archive of nothing': { zip: zipOf([]) },
  'an archive of other ecosystems': {
    zip: zipOf([
      {
        name: 'PYSEC-1.json',
        content: JSON.stringify({
          id: 'PYSEC-1',
          affected: [{ package: { ecosystem: 'PyPI', name: 'evil' } }],
        }),
      },
    ]),
  },
  'an archive of text': { zip: zipOf([{ name: 'MAL-1.json', content: 'hello' }]) },
  'an archive with a wrong checksum': { zip: zipOf([{ name: 'a', content: '{}', says: { checksum: 7 } }]) },
};

describe.each(Object.keys(failureKinds))('where the dump fails: %s', (kind) => {
  const fail = () => world.osvDump.fail(/./, failureKinds[kind] ?? { kind: 'refuse' });

  it('the one from before answers on, until it is too old', async () => {
    await update();
    fail();
    local.at.now = new Date(now.getTime() + 2 * day);
    await expect(update(300)).rejects.toThrow(DumpRefused);
    expect(told(await local.ask('evil', '1.0.0'))).toEqual(['MAL-2026-1']);
    expect(told(await local.ask('left-pad', '1.0.0'))).toBe('clean');
    local.at.now = new Date(now.getTime() + 8 * day);
    expect(malwareEndsAs(await local.ask('evil', '1.0.0'))).toBe('flagged');
    expect(malwareEndsAs(await local.ask('left-pad', '1.0.0'))).toBe('unknown');
  });

  it('only for single records, everything is fetched instead', async () => {
    await update();
    world.osvDump.put(malwareRecord('fresh', { id: 'MAL-2026-2', modified: ago(hour) }));
    world.osvDump.fail(/MAL-2026-2\.json$/, failureKinds[kind] ?? { kind: 'refuse' });
    // A record that comes slowly is waited for, since it comes.
    expect((await update(3_000)).how).toBe('whole');
    expect(malwareEndsAs(await local.ask('fresh', '1.0.0'))).toBe('flagged');
  });
});

describe.each(Object.entries(lies))('where the dump lies: %s', (_what, lie) => {
  it('nothing of it is taken', async () => {
    Object.assign(world.osvDump.lie, lie);
    await expect(update()).rejects.toThrow(DumpRefused);
    expect(malwareEndsAs(await local.ask('evil', '1.0.0'))).toBe('unknown');
  });
});

describe('where the file that came of it was damaged', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, -1)],
    ['made longer', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
    ['emptied', () => Buffer.alloc(0)],
  ])('%s, it answers nothing', async (_what, damage) => {
    await update();
    writeFileSync(local.path, damage(readFileSync(local.path)));
    expect(malwareEndsAs(await local.ask('evil', '1.0.0'))).toBe('unknown');
    expect(malwareEndsAs(await local.ask('left-pad', '1.0.0'))).toBe('unknown');
  });
});

describe('where the dump lies about a change', () => {
  it.each<[string, OsvDump['lie']]>([
    ['that its record is another one', { record: () => json({ id: 'MAL-2026-7', affected: [] }) }],
    ['that its record is a page', { record: () => bytes(Buffer.from('<html>')) }],
    ['that there is none', { record: () => json({}, 404) }],
  ])('%s, everything is fetched instead', async (_what, lie) => {
    await update();
    world.osvDump.put(malwareRecord('fresh', { id: 'MAL-2026-2', modified: ago(hour) }));
    Object.assign(world.osvDump.lie, lie);
    expect((await update()).how).toBe('whole');
    expect(malwareEndsAs(await local.ask('fresh', '1.0.0'))).toBe('flagged');
  });
});
