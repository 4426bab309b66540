import type { Service } from '../../config/services.ts';
import type { Clock } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { Cache } from '../cache.ts';
import { turns } from '../domains/turns.ts';
import type { Http } from '../http.ts';
import type { Advisory, Feed, FeedAnswer } from './feed.ts';
import { advisoryNamed } from './from-record.ts';
import { unaskable } from './nameable.ts';
import { broken, inEnvironment, jsonOf, mostQueries, type Named, queryOsv } from './osv-query.ts';
import { decodeOsvRecord, type OsvRecord } from './osv-record.ts';
import { kindOf } from './rating.ts';

interface Input {
  readonly http: Pick<Http, 'ask'>;
  readonly service: Service;
  readonly cache: Cache;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly budgetMs?: number;
}

const mostRecordBytes = 8 * 1024 * 1024;
/**
 * Of one run, together. A service can name thousands of records, each as large and as slow as it is let; an old
 * tree of 1,300 packages has some hundreds, of a few kB each.
 */
const mostRecords = 2_000;
const mostBytes = 64 * 1024 * 1024;
const usualBudgetMs = 20_000;
const mostAtOnce = 8;

/** Google's OSV: the only one that has the collection of malicious packages. Records are read of hits alone. */
export function osvFeed(input: Input): Feed {
  const { http, service, clock, budgetMs = usualBudgetMs } = input;
  const read = new Map<string, Promise<Fact<OsvRecord>>>();
  const inTurn = turns(mostAtOnce);
  let begunMs: number | undefined;
  let bytes = 0;
  const late = (): Unknown | undefined => {
    begunMs ??= clock.monotonicMs();
    if (clock.monotonicMs() - begunMs < budgetMs) return undefined;
    return unknown('timeout', service.id, `${service.name} took longer than ${budgetMs / 1_000} s in all`);
  };
  const readRest = async (named: Named): Promise<Fact<OsvRecord>> => {
    const stop = late() ?? (bytes >= mostBytes ? broken(service, 'more than npq holds') : undefined);
    if (stop) return stop;
    return readRecord(input, named, (size) => {
      bytes += size;
    });
  };
  const readOnce = (named: Named) => {
    const key = `${named.id} ${named.modified}`;
    const earlier = read.get(key);
    if (earlier) return earlier;
    if (read.size >= mostRecords) return Promise.resolve(broken(service, 'more records than npq reads'));
    const reading = inTurn(() => readRest(named));
    read.set(key, reading);
    return reading;
  };
  return {
    id: service.id,
    batchSize: mostQueries,
    concurrency: 2,
    audience: 'third-party',
    async load(all) {
      const refused = all.flatMap((pkg) => {
        const why = unaskable(pkg, service.id);
        return why === undefined ? [] : [[pkg.key, why] as const];
      });
      const packages = all.filter((pkg) => unaskable(pkg, service.id) === undefined);
      const named = await queryOsv(http, service, packages, late);
      const answers = packages.map(async (pkg, index): Promise<readonly [string, Fact<FeedAnswer>]> => {
        const hits = named[index];
        if (hits === undefined) throw new Error(`OSV's answers lack one for ${pkg.key}`);
        const { brokeOff, at } = hits;
        // What it has named before it broke off is not forgotten for that.
        if (brokeOff !== undefined && hits.named.length === 0) return [pkg.key, brokeOff];
        const found = await Promise.all(hits.named.map((hit) => advisoryOf(hit, pkg, readOnce)));
        const advisories = found.filter((one) => one !== undefined);
        const value = { advisories, ...(brokeOff === undefined ? {} : { brokeOff }) };
        return [pkg.key, known(value, service.id, new Date(at))];
      });
      return new Map([...refused, ...(await Promise.all(answers))]);
    },
  };
}

/** A hit whose record cannot be had stays a hit: of what kind its id tells, and as severe as can be. */
async function advisoryOf(
  named: Named,
  pkg: PlannedPackage,
  read: (named: Named) => Promise<Fact<OsvRecord>>,
): Promise<Advisory | undefined> {
  const record = await read(named);
  if (record.status === 'known') return advisoryNamed(record.value, pkg);
  const kind = kindOf([named.id], []);
  return {
    ...{ id: named.id, aliases: [], kind, severity: 'critical', rated: false, summary: '', fixed: [] },
    doubt: `Its record could not be read: ${record.detail}.`,
    ...(kind === 'malware' ? {} : { unread: true as const }),
  };
}

async function readRecord(
  { http, service, cache }: Input,
  { id, modified }: Named,
  onBytes: (size: number) => void,
): Promise<Fact<OsvRecord>> {
  const key = `${service.base} ${id} ${modified}`;
  const kept = modified === '' ? undefined : await cache.read(key);
  if (kept) onBytes(kept.length);
  const earlier = kept && decode(kept, id);
  if (earlier?.modified === modified) return known(earlier, service.id, new Date(modified));
  const path = `v1/vulns/${encodeURIComponent(id)}`;
  const answer = await http.ask({ service, path, maxBytes: mostRecordBytes });
  if (answer.status === 'unknown') return inEnvironment(service, answer);
  onBytes(answer.value.body.length);
  const record = decode(answer.value.body, id);
  if (record === undefined) return broken(service, `no record of ${id}`);
  if (modified !== '' && record.modified === modified) await cache.write(key, answer.value.body);
  return { ...answer, value: record };
}

/** Undefined where it is none, or another's: a service could hand out a harmless one for any id. */
function decode(body: Buffer, id: string): OsvRecord | undefined {
  const record = decodeOsvRecord(jsonOf({ body, headers: new Map() }));
  return record?.id === id ? record : undefined;
}
