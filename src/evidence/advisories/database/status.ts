import { hasCode, messageOf } from '../../../errors.ts';
import type { Files } from '../../../host/host.ts';
import type { DatabaseStatus } from '../../../model/database-status.ts';
import { ageOf } from './age.ts';
import { DatabaseDamaged } from './format.ts';
import type { Database } from './open.ts';
import { openLocalDatabase } from './place.ts';

/** Reads all of it: damage that no look-up has met yet is found too. */
export async function databaseStatus(
  files: Pick<Files, 'openForReading'>,
  path: string | undefined,
  { now, maxAgeDays }: { readonly now: Date; readonly maxAgeDays: number },
): Promise<DatabaseStatus> {
  const local = await openLocalDatabase(files, path);
  if (local.kind === 'none') return { state: 'none', path };
  if (local.kind === 'damaged') return { state: 'damaged', path: local.path, why: local.why };
  const { database } = local;
  try {
    await requireWhole(database);
    const { names: packages, records, unreadable, newest, madeAt } = database.header;
    const age = ageOf(database.header, now, maxAgeDays);
    const figures = {
      ...{
        path: local.path,
        bytes: database.bytes,
        records,
        packages,
        unreadable,
        newest,
        madeAt,
        maxAgeDays,
      },
      ageDays: age.days,
    };
    return age.kind === 'usable'
      ? { state: 'usable', ...figures }
      : { state: age.kind, ...figures, why: age.detail };
  } catch (error) {
    if (!(error instanceof DatabaseDamaged) && !hasCode(error)) throw error;
    return { state: 'damaged', path: local.path, why: messageOf(error) };
  } finally {
    await database.close();
  }
}

async function requireWhole(database: Database): Promise<void> {
  let counted = 0;
  for await (const { records } of database.all()) counted += records.length;
  const { records } = database.header;
  if (counted !== records)
    throw new DatabaseDamaged(`it holds ${counted} records and was written with ${records}`);
}
