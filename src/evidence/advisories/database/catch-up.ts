import type { Fact } from '../../../model/fact.ts';
import type { Answer } from '../../http.ts';
import { type Change, readChanges } from './changes.ts';
import { type Collection, createCollection, idOf } from './collection.ts';
import { type DumpReading, readDumpRecord } from './kept-record.ts';
import type { Database } from './open.ts';
import { type DumpPorts, DumpRefused, untilBroken } from './whole.ts';

/** More single records than this take longer than the whole. */
export const mostChanges = 2_000;
const mostRecordBytes = 32 * 1024 * 1024;
const mostListBytes = 512 * 1024 * 1024;
const atOnce = 8;

/**
 * What the source changed since this database was made, applied to it; undefined where the whole is the shorter
 * way. Throws `DumpRefused` where the source does not say it clearly: a change that was listed and cannot be had
 * may be the one that counts.
 */
export async function fetchChanges(ports: DumpPorts, earlier: Database): Promise<Collection | undefined> {
  const { http, service, now, steps } = ports;
  steps.stage('asking what changed');
  const path = 'npm/modified_id.csv';
  const list = await http.open({ service, path, maxBytes: mostListBytes, patienceMs: ports.patience.ms });
  if (list.status === 'unknown') throw new DumpRefused(list.detail);
  const since = new Date(earlier.header.newest);
  const read = await readChanges(untilBroken(list.value.body, ports), { since, most: mostChanges });
  if (read.kind === 'unreadable') throw new DumpRefused(`its list of changes cannot be read: ${read.why}`);
  if (read.kind === 'too-many') return undefined;

  const changes = await withoutKnown(read.changes, earlier);
  steps.stage('fetching what changed');
  const readings: DumpReading[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let change = changes[next]; change !== undefined; change = changes[next]) {
      next += 1;
      const path = `npm/${encodeURIComponent(change.id)}.json`;
      readings.push(readingOf(await http.ask({ service, path, maxBytes: mostRecordBytes }), change));
      steps.count(readings.length, changes.length, 'records');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  const { unreadable } = earlier.header;
  const collection = createCollection(now, { newest: since, unreadable });
  await collection.addDatabase(earlier, new Set(changes.map(({ id }) => id)));
  for (const reading of readings) collection.add(reading);
  return collection;
}

function readingOf(answer: Fact<Answer>, { id }: Change): DumpReading {
  if (answer.status === 'unknown') throw new DumpRefused(`it lists ${id} as changed: ${answer.detail}`);
  const reading = readDumpRecord(answer.value.body);
  if (reading.kind === 'unreadable') throw new DumpRefused(`it serves ${id} in a form that cannot be read`);
  if (reading.record.id !== id) throw new DumpRefused(`it serves another record as ${id}`);
  return reading;
}

/** Many records share the second of the last one that is known: those that are the same are not fetched again. */
async function withoutKnown(changes: readonly Change[], earlier: Database): Promise<readonly Change[]> {
  const left = new Map(changes.map((change) => [change.id, change]));
  if (left.size === 0) return [];
  for await (const { records } of earlier.all()) {
    for (const record of records) {
      const change = left.get(idOf(record));
      if (change !== undefined && timeOf(record) === change.at.getTime()) left.delete(change.id);
    }
  }
  return [...left.values()];
}

function timeOf(record: unknown): number {
  if (record === null || typeof record !== 'object' || !('modified' in record)) return Number.NaN;
  return typeof record.modified === 'string' ? Date.parse(record.modified) : Number.NaN;
}
