import type { DumpReading, DumpRecord } from './kept-record.ts';
import type { Database } from './open.ts';

/** What becomes the next database. */
export interface Collection {
  add(reading: DumpReading): void;
  /** Takes over what an earlier database has, but for records of these ids. */
  addDatabase(database: Database, except: ReadonlySet<string>): Promise<void>;
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Records of the source that were understood, withdrawn ones among them. */
  readonly understood: number;
  readonly unreadable: number;
  /** The latest time that a record names and that is not after `now`; undefined where none does. */
  readonly newest: Date | undefined;
}

/**
 * A date in the future is not believed: it would make old data look fresh, and hide every later change from
 * the next update.
 */
export function createCollection(
  now: Date,
  earlier: { readonly newest?: Date; readonly unreadable?: number } = {},
): Collection {
  const byName = new Map<string, string[]>();
  let understood = 0;
  let unreadable = earlier.unreadable ?? 0;
  let newest = earlier.newest;

  const put = (name: string, text: string) => {
    const texts = byName.get(name);
    if (texts === undefined) byName.set(name, [text]);
    else texts.push(text);
  };
  const date = ({ modified }: DumpRecord) => {
    const at = modified === undefined ? Number.NaN : Date.parse(modified);
    if (at <= now.getTime() && !(at <= (newest?.getTime() ?? Number.NEGATIVE_INFINITY)))
      newest = new Date(at);
  };
  return {
    byName,
    get understood() {
      return understood;
    },
    get unreadable() {
      return unreadable;
    },
    get newest() {
      return newest;
    },
    add(reading) {
      if (reading.kind === 'unreadable') {
        unreadable += 1;
        return;
      }
      understood += 1;
      date(reading.record);
      for (const [name, text] of reading.record.kept) put(name, text);
    },
    async addDatabase(database, except) {
      for await (const { name, records } of database.all()) {
        for (const record of records) {
          if (!except.has(idOf(record))) put(name, JSON.stringify(record));
        }
      }
    },
  };
}

/** Of a record as we wrote it; empty, and so never among those that changed, where it has none. */
export function idOf(record: unknown): string {
  if (record === null || typeof record !== 'object' || !('id' in record)) return '';
  return typeof record.id === 'string' ? record.id : '';
}
