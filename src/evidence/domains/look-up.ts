import type { Services } from '../../config/services.ts';
import type { Clock, Network } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { Http } from '../http.ts';
import { askDns } from './ask-dns.ts';
import { askRdap, rdapServers } from './ask-rdap.ts';
import { createWhois } from './ask-whois.ts';
import type { DomainCache } from './cache.ts';
import {
  type DomainRecords,
  DomainRecordsSchema,
  type Registration,
  RegistrationSchema,
} from './registration.ts';
import { turns } from './turns.ts';

/** What was found out about one domain. */
export interface DomainStanding {
  readonly registration: Fact<Registration>;
  readonly records: Fact<DomainRecords>;
}

export interface DomainPorts {
  readonly http: Http;
  readonly network: Network;
  readonly services: Services;
  readonly cache: DomainCache;
  readonly clock: Pick<Clock, 'now'>;
  /** npm is set to work offline; `http` knows it by itself. */
  readonly offline: boolean;
}

const dayMs = 24 * 3_600_000;
/** One server that does not answer must not cost more than this. */
const patienceMs = 2_000;
/** WHOIS servers turn away whoever comes with more; names at DNS, four questions each. */
const mostAtOnce = { whois: 4, dns: 16 };

/** Asks about each domain once in a run; answers are kept for a week, bad news for a day. Never rejects for the world. */
export function createDomainLookUp(ports: DomainPorts): (domain: string) => Promise<DomainStanding> {
  const asked = new Map<string, Promise<DomainStanding>>();
  const inRun: InRun = {
    servers: once(() => rdapServers(ports, patienceMs)),
    whois: createWhois({
      ...ports,
      service: ports.services.whois,
      timeoutMs: patienceMs,
      inTurn: turns(mostAtOnce.whois),
    }),
    dnsTurn: turns(mostAtOnce.dns),
  };
  return (domain) => {
    const earlier = asked.get(domain);
    if (earlier) return earlier;
    const asking = lookUp(domain, ports, inRun);
    asked.set(domain, asking);
    return asking;
  };
}

/** What the questions of one run share. */
interface InRun {
  servers(): ReturnType<typeof rdapServers>;
  whois(domain: string): Promise<Fact<Registration>>;
  readonly dnsTurn: ReturnType<typeof turns>;
}

async function lookUp(domain: string, ports: DomainPorts, inRun: InRun): Promise<DomainStanding> {
  const [registration, records] = await Promise.all([
    registrationOf(domain, ports, inRun),
    recordsOf(domain, ports, inRun),
  ]);
  return { registration: believable(domain, registration, records), records };
}

async function registrationOf(
  domain: string,
  ports: DomainPorts,
  { servers, whois }: InRun,
): Promise<Fact<Registration>> {
  const { cache, clock } = ports;
  const now = clock.now();
  const key = `registration:${domain}`;
  const kept = await cache.recall(key, RegistrationSchema, ({ state, expiresAt }) => {
    const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
    return (state === 'registered' && !isOver ? 7 : 1) * dayMs;
  });
  if (kept) return known(kept.value, kept.value.by.toLowerCase(), kept.at);
  const byRdap = await askRdap(domain, ports, await servers(), patienceMs);
  const fact = byRdap === 'no server' ? (notAsked(ports, 'whois') ?? (await whois(domain))) : byRdap;
  if (fact.status === 'known') await cache.keep(key, fact.value);
  return fact;
}

async function recordsOf(
  domain: string,
  ports: DomainPorts,
  { dnsTurn }: InRun,
): Promise<Fact<DomainRecords>> {
  const { cache, clock, services, network } = ports;
  const key = `records:${domain}`;
  const kept = await cache.recall(key, DomainRecordsSchema, ({ mail }) => (mail ? 7 : 1) * dayMs);
  if (kept) return known(kept.value, 'dns', kept.at);
  const silent = notAsked(ports, 'dns');
  if (silent) return silent;
  const records = await dnsTurn(() =>
    askDns(domain, { network, service: services.dns, timeoutMs: patienceMs }),
  );
  if ('status' in records) return records;
  await cache.keep(key, records);
  return known(records, 'dns', clock.now());
}

/**
 * A server that knows nothing of a domain may be the wrong one, or broken: while somebody's name servers or mail
 * servers answer for it, nobody else can register it.
 */
function believable(
  domain: string,
  registration: Fact<Registration>,
  records: Fact<DomainRecords>,
): Fact<Registration> {
  if (registration.status === 'unknown' || registration.value.state !== 'unregistered') return registration;
  if (records.status === 'unknown' || !(records.value.delegated || records.value.mail)) return registration;
  const detail = `${registration.value.by} knows nothing of ${domain}, yet DNS does`;
  return unknown('implausible', registration.source, detail);
}

function notAsked({ services, offline }: DomainPorts, which: 'whois' | 'dns'): Unknown | undefined {
  const { id, name, base } = services[which];
  if (offline) return unknown('offline', id, `${name} was not asked: npm is set to work offline`);
  if (base !== '') return undefined;
  return unknown('not-offered', id, `NPQ_SERVICES names a mirror of all services, which has no ${id}`);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
