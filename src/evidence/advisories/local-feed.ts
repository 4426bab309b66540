import { hasCode, messageOf } from '../../errors.ts';
import type { Clock, Files } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { ageOf } from './database/age.ts';
import { DatabaseDamaged } from './database/format.ts';
import { openLocalDatabase } from './database/place.ts';
import type { Feed, FeedAnswer } from './feed.ts';
import { advisoryFor } from './from-record.ts';
import { decodeOsvRecord, type OsvRecord } from './osv-record.ts';

export interface LocalFeedOptions {
  readonly files: Pick<Files, 'openForReading'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Undefined where there is no folder to keep one in. */
  readonly path: string | undefined;
  readonly maxAgeDays: number;
}

const id = 'local-advisories';

/**
 * The local database as a feed. Once it is too old its silence says nothing any more; what it knows it still
 * tells.
 */
export function localFeed({ files, clock, path, maxAgeDays }: LocalFeedOptions): Feed {
  return {
    ...{ id, batchSize: Number.POSITIVE_INFINITY, concurrency: 1, audience: 'local' },
    async load(packages) {
      const local = await openLocalDatabase(files, path);
      if (local.kind === 'none')
        return same(packages, unknown('not-offered', id, 'there is no local database'));
      if (local.kind === 'damaged') return same(packages, damaged(local.why));
      const { database } = local;
      try {
        const { newest: asOf } = database.header;
        const age = ageOf(database.header, clock.now(), maxAgeDays);
        const brokeOff = age.kind === 'usable' ? {} : { brokeOff: unknown('out-of-date', id, age.detail) };
        const found = await database.lookUp(packages.map(({ name }) => name));
        const records = new Map([...found].map(([name, texts]) => [name, texts.map(decodeOsvRecord)]));
        return new Map(
          packages.map((pkg) => {
            const answer = { ...answerOn(pkg, records.get(pkg.name) ?? []), asOf };
            return [pkg.key, known({ ...brokeOff, ...answer }, id, new Date(asOf))];
          }),
        );
      } catch (error) {
        if (!(error instanceof DatabaseDamaged) && !hasCode(error)) throw error;
        return same(packages, damaged(messageOf(error)));
      } finally {
        await database.close();
      }
    },
  };
}

/** A record that cannot be read may be the one that counts. */
function answerOn(pkg: PlannedPackage, records: readonly (OsvRecord | undefined)[]): FeedAnswer {
  const advisories = records.flatMap((record) => (record && advisoryFor(record, pkg)) ?? []);
  if (!records.includes(undefined)) return { advisories };
  return { advisories, brokeOff: damaged(`a record on ${pkg.name} cannot be read`) };
}

function damaged(why: string): Unknown {
  return unknown('damaged', id, `the local database is damaged: ${why}`);
}

function same(packages: readonly PlannedPackage[], fact: Unknown): ReadonlyMap<string, Fact<FeedAnswer>> {
  return new Map(packages.map(({ key }) => [key, fact]));
}
