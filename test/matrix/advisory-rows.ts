import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DumpRefused } from '../../src/evidence/advisories/database/whole.ts';
import { localFeed } from '../../src/evidence/advisories/local-feed.ts';
import { registryFeed } from '../../src/evidence/advisories/registry-feed.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { ago, hour, localDatabase } from '../evidence/advisories/dump.ts';
import { checked, feedOf } from '../evidence/sources/advisories.ts';
import { clock, now, npmOptions, planned } from '../evidence/support.ts';
import { malwareRecord } from '../world/osv-dump.ts';
import { zipOf } from '../world/zip.ts';
import { openScene, overHttp, type Row, rowOf, type Scene } from './row.ts';

const teapot = planned('teapot', '1.0.0');
const malware = { id: 'MAL-2026-1', name: 'teapot' };
const hole = { id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot', severity: 'LOW' };

/** OSV knows this of teapot. */
const osvWith =
  (...entries: readonly { readonly id: string; readonly name: string }[]) =>
  async (): Promise<Scene> => {
    const scene = await openScene();
    scene.world.osv.publish(...entries);
    return scene;
  };
const byOsv = async ({ world }: Scene, patienceMs: number) =>
  checked({ osvAdvisories: feedOf(world, undefined, undefined, patienceMs) }, teapot);

const batch = overHttp<Scene>(
  ({ world }, failure) => world.osv.fail(/querybatch/, failure),
  [
    ...[{}, { results: [] }, { results: [{}, {}] }, { results: ['none'] }, [], null],
    ...[{ results: [{ vulns: [{ id: '../../v1/vulns/X' }] }] }, { results: [{ next_page_token: 'again' }] }],
  ].map(
    (answer) =>
      ({ world }: Scene) =>
        void world.osv.answerBatch(answer),
  ),
);
const details = (id: string) =>
  overHttp<Scene>(
    ({ world }, failure) => world.osv.fail(/vulns/, failure),
    [{ id: 'GHSA-other', withdrawn: '2026-01-01T00:00:00Z' }, { id, affected: 'none' }, [], null].map(
      (record) =>
        ({ world }: Scene) =>
          void world.osv.serveInstead(id, record),
    ),
  );

const audited = async (): Promise<Scene> => {
  const scene = await openScene();
  scene.world.registry().advise({ name: 'teapot', vulnerable: '<2.0.0' });
  return scene;
};

const evil = malwareRecord('teapot', { id: 'MAL-2026-1', modified: ago(2 * hour) });
const fetched = async (): Promise<Scene> => {
  const scene = await openScene();
  scene.world.osvDump.put(evil);
  return scene;
};

/** What the local database says after `npq db update`, whether that went well or not. */
async function fromDump({ world, folder }: Scene, ms: number) {
  const local = localDatabase(world, folder.path);
  mkdirSync(dirname(local.path), { recursive: true });
  try {
    await local.update({ patience: { ms, archiveBytes: 300_000 } });
  } catch (error) {
    if (!(error instanceof DumpRefused)) throw error;
  }
  const feed = localFeed({ files: nodeFiles, clock: { now: () => now }, path: local.path, maxAgeDays: 7 });
  return checked({ localAdvisories: feed }, teapot);
}

export const advisoryRows: readonly Row[] = [
  rowOf({
    ...{ source: 'OSV, which advisories', check: 'known-malware', blameless: true },
    ...{ open: osvWith(malware), wrongs: batch },
    ends: async (scene, patienceMs) => (await byOsv(scene, patienceMs)).malware,
  }),
  rowOf({
    ...{ source: 'OSV, which advisories', check: 'known-vulnerability', blameless: true },
    ...{ open: osvWith(hole), wrongs: batch },
    ends: async (scene, patienceMs) => (await byOsv(scene, patienceMs)).vulnerability,
  }),
  rowOf({
    ...{ source: 'OSV, one advisory', check: 'known-malware', blameless: true },
    ...{ asksBefore: true, open: osvWith(malware), wrongs: details(malware.id) },
    ends: async (scene, patienceMs) => (await byOsv(scene, patienceMs)).malware,
  }),
  rowOf({
    ...{ source: 'OSV, one advisory', check: 'known-vulnerability', blameless: true, atLeast: 'critical' },
    ...{ asksBefore: true, open: osvWith(hole), wrongs: details(hole.id) },
    ends: async (scene, patienceMs) => (await byOsv(scene, patienceMs)).vulnerability,
  }),
  rowOf({
    ...{ source: "OSV's dump", check: 'known-malware', blameless: true },
    open: fetched,
    ends: async (scene, patienceMs) => (await fromDump(scene, patienceMs)).malware,
    wrongs: overHttp<Scene>(
      ({ world }, failure) => world.osvDump.fail(/./, failure),
      [
        zipOf([]),
        zipOf([{ name: 'MAL-1.json', content: 'hello' }]),
        zipOf([{ name: 'a', content: '{}', says: { checksum: 7 } }]),
      ].map(
        (zip) =>
          ({ world }: Scene) =>
            void Object.assign(world.osvDump.lie, { zip }),
      ),
    ),
  }),
  rowOf({
    ...{ source: "registry's audit", check: 'known-vulnerability', blameless: true },
    open: audited,
    async ends({ world, folder }, patienceMs) {
      const pkg = planned('teapot', '1.0.0', { registry: world.url });
      const options = npmOptions(world.url, folder);
      const feed = registryFeed({ options, clock, packages: [pkg], patienceMs });
      return (await checked({ registryAdvisories: feed }, pkg)).vulnerability;
    },
    wrongs: overHttp<Scene>(
      ({ world }, failure) => world.registry().fail(/advisories/, failure),
      [({ world }) => void world.registry().advise({ name: 'teapot', vulnerable: 'whatever you have' })],
    ),
  }),
];
