import { join } from 'node:path';
import * as v from 'valibot';
import type { Host } from '../host/host.ts';
import { type Absence, absences } from '../model/outcome.ts';
import type { Folders } from './folders.ts';
import { openStateFile, orNoted } from './state-file.ts';
import type { UserSettings } from './user-settings.ts';

/** Kinds of facts that the user has said need not be had here: in npq.json, at the terminal, or for this run. */
export interface AcceptedAbsences {
  all(): ReadonlySet<Absence>;
  forThisRun(accepted: readonly Absence[]): void;
  /** Also for this run; that it cannot be kept becomes a note. */
  fromNowOn(accepted: readonly Absence[]): Promise<void>;
  readonly notes: readonly string[];
}

const Stored = v.array(
  v.strictObject({ absence: v.picklist(absences), at: v.pipe(v.string(), v.isoTimestamp()) }),
);

export async function loadAcceptedAbsences(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  settings: Pick<UserSettings, 'acceptedAbsences'>,
): Promise<AcceptedAbsences> {
  const path = folders.state && join(folders.state, 'absences.json');
  const file =
    path && openStateFile({ host, path, schema: Stored, empty: [], what: 'the absences that you accepted' });
  const accepted = new Set<Absence>(settings.acceptedAbsences);
  const notes: string[] = [];
  if (file) {
    const read = await file.read();
    notes.push(...read.notes);
    for (const { absence } of read.value) accepted.add(absence);
  }
  const forThisRun: AcceptedAbsences['forThisRun'] = (more) => {
    for (const absence of more) accepted.add(absence);
  };
  return {
    notes,
    all: () => accepted,
    forThisRun,
    async fromNowOn(more) {
      forThisRun(more);
      if (!file) {
        notes.push('There is no home folder to remember in, so npq asks again next time.');
        return;
      }
      const at = host.clock.now().toISOString();
      const added = more.map((absence) => ({ absence, at }));
      const keeping = file.update((stored) => [
        ...stored.filter(({ absence }) => !more.includes(absence)),
        ...added,
      ]);
      await orNoted(keeping, notes);
    },
  };
}
