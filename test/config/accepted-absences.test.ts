import { expect, it } from 'vitest';
import { loadAcceptedAbsences } from '../../src/config/accepted-absences.ts';
import { nodeFiles } from '../../src/host/files.ts';
import type { Absence } from '../../src/model/outcome.ts';
import { clock, tempFolder } from '../evidence/support.ts';

const host = { files: nodeFiles, clock };
const load = (state: string | undefined, ...settings: readonly Absence[]) =>
  loadAcceptedAbsences(host, { state }, { acceptedAbsences: new Set(settings) });

it('accepts what npq.json says, and nothing more by itself', async () => {
  await using folder = tempFolder();
  expect([...(await load(folder.path)).all()]).toEqual([]);
  expect([...(await load(folder.path, 'signatures')).all()]).toEqual(['signatures']);
});

it('remembers what was accepted from now on, and not what was accepted once', async () => {
  await using folder = tempFolder();
  const first = await load(folder.path);
  first.forThisRun(['signatures']);
  await first.fromNowOn(['advisories']);
  expect([...first.all()].sort()).toEqual(['advisories', 'signatures']);
  expect([...(await load(folder.path)).all()]).toEqual(['advisories']);
});

it('says so where there is no folder to remember in', async () => {
  const nowhere = await load(undefined);
  await nowhere.fromNowOn(['advisories']);
  expect([...nowhere.all()]).toEqual(['advisories']);
  expect(nowhere.notes).toEqual(['There is no home folder to remember in, so npq asks again next time.']);
});
