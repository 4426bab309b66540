import type { Clock, Network } from '../host/host.ts';
import type { AskedInAll, CacheUse, RequestUse, SourceUse } from '../model/asked.ts';
import type { Fact } from '../model/fact.ts';
import type { DocumentRead } from '../plan/packuments.ts';
import type { askBulk } from './advisories/bulk.ts';
import type { AskRegistry } from './ask-registry.ts';
import type { Cache } from './cache.ts';
import type { DomainCache } from './domains/cache.ts';
import type { Http } from './http.ts';
import { withoutCredentials } from './registry-address.ts';

type Timing = Pick<Clock, 'monotonicMs'>;

/** Keeps count of what is asked in this run, for whoever wants to know where the time went and who heard what. */
export interface AskedTally {
  http(http: Http): Http;
  registry(ask: AskRegistry): AskRegistry;
  bulk(ask: typeof askBulk): typeof askBulk;
  network(network: Network): Network;
  answers(cache: Cache): Cache;
  domains(cache: DomainCache): DomainCache;
  document(read: DocumentRead): void;
  source(use: SourceUse): void;
  all(): AskedInAll;
}

/** `offline`: nothing leaves this machine, whatever is asked for. */
export function createAskedTally(clock: Timing, offline = false): AskedTally {
  const requests = new Map<string, RequestUse>();
  const caches = new Map<string, CacheUse>();
  const sources = new Map<string, SourceUse>();

  const sent = (to: string, ms: number, failed: boolean) => {
    if (offline) return;
    const { count = 0, failed: before = 0, slowestMs = 0 } = requests.get(to) ?? {};
    const slowest = Math.max(slowestMs, Math.round(ms));
    requests.set(to, { to, count: count + 1, failed: before + (failed ? 1 : 0), slowestMs: slowest });
  };
  const lookedUp = (cache: string, hit: boolean) => {
    const { hits = 0, misses = 0 } = caches.get(cache) ?? {};
    caches.set(cache, { cache, hits: hits + (hit ? 1 : 0), misses: misses + (hit ? 0 : 1) });
  };
  const timed = async <T>(to: string, work: () => Promise<Fact<T>>): Promise<Fact<T>> => {
    const begun = clock.monotonicMs();
    const fact = await work();
    // That there is nothing is an answer.
    sent(to, clock.monotonicMs() - begun, fact.status === 'unknown' && fact.reason !== 'not-found');
    return fact;
  };
  const settled = async <T>(to: string, work: () => Promise<T>): Promise<T> => {
    const begun = clock.monotonicMs();
    let failed = true;
    try {
      const answer = await work();
      failed = false;
      return answer;
    } finally {
      sent(to, clock.monotonicMs() - begun, failed);
    }
  };
  return {
    http: (http) => ({
      ask: (question) => timed(question.service.name, () => http.ask(question)),
      open: (question) => timed(question.service.name, () => http.open(question)),
    }),
    registry: (ask) => (registry, path, limits) =>
      timed(`${withoutCredentials(registry)} (keys, attestations)`, () => ask(registry, path, limits)),
    bulk:
      (ask) =>
      async (registry, ...rest) => {
        const begun = clock.monotonicMs();
        const found = await ask(registry, ...rest);
        const to = `${withoutCredentials(registry)} (audit)`;
        sent(to, clock.monotonicMs() - begun, 'status' in found && found.reason !== 'not-found');
        return found;
      },
    network: (network) => ({
      ...network,
      askLine: (question) => settled(`WHOIS of ${question.host}`, () => network.askLine(question)),
      dnsRecords: (question) => settled('DNS', () => network.dnsRecords(question)),
    }),
    answers: (cache) => ({
      async read(key) {
        const found = await cache.read(key);
        lookedUp('answers of services', found !== undefined);
        return found;
      },
      write: cache.write,
    }),
    domains: (cache) => ({
      async recall(key, schema, maxAgeMs) {
        const found = await cache.recall(key, schema, maxAgeMs);
        lookedUp('answers about domains', found !== undefined);
        return found;
      },
      keep: cache.keep,
    }),
    document({ registry, ms, kept, failed }) {
      if (!failed) lookedUp("npm's cache, documents", kept);
      if (!kept) sent(`${withoutCredentials(registry)} (documents)`, ms, failed);
    },
    source(use) {
      const before = sources.get(use.source);
      sources.set(use.source, before === undefined ? use : together(before, use));
    },
    all: () => ({
      sources: inOrder(sources),
      requests: inOrder(requests),
      caches: inOrder(caches),
    }),
  };
}

/** By name: what answers first is another one every time. */
function inOrder<T>(by: ReadonlyMap<string, T>): readonly T[] {
  return [...by].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function together(before: SourceUse, use: SourceUse): SourceUse {
  return {
    source: use.source,
    packages: before.packages + use.packages,
    known: before.known + use.known,
    ms: before.ms + use.ms,
  };
}
