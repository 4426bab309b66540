import type { Service } from '../../config/services.ts';
import { type Fact, known } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { Cache } from '../cache.ts';
import type { Http } from '../http.ts';
import type { Advisory, Feed, FeedAnswer } from './feed.ts';
import { advisoryNamed } from './from-record.ts';
import { broken, inEnvironment, jsonOf, mostQueries, type Named, queryOsv } from './osv-query.ts';
import { decodeOsvRecord, type OsvRecord } from './osv-record.ts';
import { kindOf } from './rating.ts';

interface Input {
  readonly http: Pick<Http, 'ask'>;
  readonly service: Service;
  readonly cache: Cache;
}

const mostRecordBytes = 8 * 1024 * 1024;

/** Google's OSV: the only one that has the collection of malicious packages. Records are read of hits alone. */
export function osvFeed({ http, service, cache }: Input): Feed {
  const read = new Map<string, Promise<Fact<OsvRecord>>>();
  const readOnce = (named: Named) => {
    const key = `${named.id} ${named.modified}`;
    const reading = read.get(key) ?? readRecord({ http, service, cache }, named);
    read.set(key, reading);
    return reading;
  };
  return {
    id: service.id,
    batchSize: mostQueries,
    concurrency: 2,
    audience: 'third-party',
    async load(packages) {
      const named = await queryOsv(http, service, packages);
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
      return new Map(await Promise.all(answers));
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
): Promise<Fact<OsvRecord>> {
  const key = `${service.base} ${id} ${modified}`;
  const kept = modified === '' ? undefined : await cache.read(key);
  const earlier = kept && decode(kept, id);
  if (earlier?.modified === modified) return known(earlier, service.id, new Date(modified));
  const path = `v1/vulns/${encodeURIComponent(id)}`;
  const answer = await http.ask({ service, path, maxBytes: mostRecordBytes });
  if (answer.status === 'unknown') return inEnvironment(service, answer);
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
