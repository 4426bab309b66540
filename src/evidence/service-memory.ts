import { join } from 'node:path';
import * as v from 'valibot';
import type { Folders } from '../config/folders.ts';
import { openStateFile, orNoted } from '../config/state-file.ts';
import type { Host } from '../host/host.ts';
import type { Fact } from '../model/fact.ts';

/** How one service did in this run, as far as it was asked. */
export interface ServiceWord {
  /** With its address: another mirror is another service. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly word: Fact<unknown>;
}

const Stored = v.array(
  v.strictObject({
    id: v.pipe(v.string(), v.maxLength(2_000)),
    answeredAt: v.pipe(v.string(), v.isoTimestamp()),
  }),
);
const day = 24 * 3_600_000;
/** What falls silent without anybody wanting it to: a rule or a setting is no silence. */
const silences: ReadonlySet<string> = new Set(['offline', 'timeout', 'http-error', 'rate-limited']);

export function isSilence(fact: Fact<unknown>): boolean {
  return fact.status === 'unknown' && silences.has(fact.reason);
}

/**
 * Remembers which services have answered here, and answers a sentence for each that has and does not now:
 * an outage, or somebody who would rather not have it asked.
 */
export async function heldAgainstBefore(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  words: readonly ServiceWord[],
): Promise<readonly string[]> {
  const path = folders.state && join(folders.state, 'services.json');
  if (!path || words.length === 0) return [];
  const file = openStateFile({
    host,
    path,
    schema: Stored,
    empty: [],
    what: 'which services answered before',
  });
  const { value, notes: fileNotes } = await file.read();
  const notes = [...fileNotes];
  const before = new Map(value.map(({ id, answeredAt }) => [id, answeredAt]));
  const now = host.clock.now();
  const fresh: string[] = [];
  for (const { id, name, word } of words) {
    const last = before.get(id);
    if (word.status === 'known') {
      // Once a day is often enough to know that it is alive.
      if (last === undefined || Math.abs(now.getTime() - Date.parse(last)) > day) fresh.push(id);
    } else if (last !== undefined && isSilence(word)) {
      notes.push(`${name} answered here on ${last.slice(0, 10)} and does not now: ${word.detail}.`);
    }
  }
  if (fresh.length > 0) {
    const answered = fresh.map((id) => ({ id, answeredAt: now.toISOString() }));
    const keeping = file.update((stored) => [...stored.filter(({ id }) => !fresh.includes(id)), ...answered]);
    await orNoted(keeping, notes);
  }
  return notes;
}
