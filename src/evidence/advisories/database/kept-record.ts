import { messageOf } from '../../../errors.ts';
import { type Affected, decodeOsvRecord, type OsvRecord, type RangeEvent } from '../osv-record.ts';

/** A record of the source as the database takes it. */
export interface DumpRecord {
  readonly id: string;
  /** ISO 8601; absent where the record does not say. */
  readonly modified?: string;
  /** By package name, what is kept of it; empty where it is withdrawn or about no npm package. */
  readonly kept: ReadonlyMap<string, string>;
}

/** The reason where the bytes are no record. */
export type DumpReading =
  | { readonly kind: 'record'; readonly record: DumpRecord }
  | { readonly kind: 'unreadable'; readonly why: string };

export function readDumpRecord(bytes: Buffer): DumpReading {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return { kind: 'unreadable', why: messageOf(error) };
  }
  const record = decodeOsvRecord(json);
  if (record === undefined) return { kind: 'unreadable', why: 'it is not in the form of OSV' };
  const { id, modified } = record;
  return {
    kind: 'record',
    record: { id, ...(modified === undefined ? {} : { modified }), kept: keep(record) },
  };
}

/** In OSV's own form again, one package each, without what no check reads: texts, references, credits. */
function keep(record: OsvRecord): ReadonlyMap<string, string> {
  if (record.withdrawn) return new Map();
  const byName = new Map<string, Affected[]>();
  for (const affected of record.affected) {
    byName.set(affected.name, [...(byName.get(affected.name) ?? []), affected]);
  }
  const { id, modified, aliases, summary } = record;
  return new Map(
    [...byName].map(([name, affected]) => {
      const kept = {
        ...{ id, modified, aliases: aliases.length > 0 ? aliases : undefined, summary },
        affected: affected.map(entryOf),
        database_specific: specificOf(record),
      };
      return [name, JSON.stringify(kept)] as const;
    }),
  );
}

function entryOf(affected: Affected): unknown {
  const { name, ranges, versions } = affected;
  return {
    package: { ecosystem: 'npm', name },
    ranges:
      ranges.length > 0
        ? ranges.map((events) => ({ type: 'SEMVER', events: events.map(eventOf) }))
        : undefined,
    versions: versions.length > 0 ? versions : undefined,
    database_specific: specificOf(affected),
  };
}

function eventOf(event: RangeEvent): unknown {
  return 'lastAffected' in event ? { last_affected: event.lastAffected } : event;
}

function specificOf({ ratings, weaknesses }: Pick<Affected, 'ratings' | 'weaknesses'>): unknown {
  if (ratings.length === 0 && weaknesses.length === 0) return undefined;
  return {
    severity: ratings.length > 0 ? ratings : undefined,
    cwe_ids: weaknesses.length > 0 ? weaknesses : undefined,
  };
}
