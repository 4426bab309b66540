import * as v from 'valibot';
import { type Services, servicesAt } from '../../config/services.ts';
import type { Clock } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { Http } from '../http.ts';
import { decodeBootstrap, embeddedServers, type RdapServers, serverFor } from './bootstrap.ts';
import type { DomainCache } from './cache.ts';
import { decodeRdap } from './rdap.ts';
import type { Registration } from './registration.ts';

interface Ports {
  readonly http: Http;
  readonly services: Services;
  readonly cache: DomainCache;
  readonly clock: Pick<Clock, 'now'>;
}

const listForMs = 7 * 24 * 3_600_000;
const maxListBytes = 2 * 1024 * 1024;
const maxAnswerBytes = 512 * 1024;
const List = v.array(v.tuple([v.string(), v.string()]));
const accept = { accept: 'application/rdap+json, application/json' };

/** IANA's list; where that cannot be had, our own copy of its most asked lines. */
export async function rdapServers(ports: Ports, patienceMs: number): Promise<RdapServers | Unknown> {
  const { http, services, cache } = ports;
  const service = services['rdap-bootstrap'];
  const key = `rdap-servers:${service.base}`;
  const kept = await cache.recall(key, List, () => listForMs);
  if (kept) return new Map(kept.value);
  const answer = await http.ask({ service, path: 'dns.json', maxBytes: maxListBytes, patienceMs });
  const servers =
    answer.status === 'known'
      ? decodeBootstrap(answer.value.body, new URL(service.base).protocol === 'http:')
      : undefined;
  if (servers !== undefined) {
    await cache.keep(key, [...servers]);
    return servers;
  }
  // Whoever moved the list wants these servers to be asked and no others.
  const moved = service.base !== servicesAt()['rdap-bootstrap'].base;
  if (!moved) return embeddedServers;
  if (answer.status === 'unknown') return blameless(answer);
  return unknown('http-error', service.id, `${service.name} is not readable`);
}

export async function askRdap(
  domain: string,
  { http, clock }: Ports,
  servers: RdapServers | Unknown,
  patienceMs: number,
): Promise<Fact<Registration> | 'no server'> {
  if (isUnknown(servers)) return servers;
  const base = serverFor(servers, domain);
  if (base === undefined) return 'no server';
  const service = { id: 'rdap', name: `the RDAP server ${new URL(base).host}`, base };
  const path = `domain/${encodeURIComponent(domain)}`;
  const answer = await http.ask({ service, path, headers: accept, maxBytes: maxAnswerBytes, patienceMs });
  if (answer.status === 'unknown') {
    if (answer.reason !== 'not-found') return blameless(answer);
    return known({ by: 'RDAP', state: 'unregistered' }, 'rdap', clock.now());
  }
  const registration = decodeRdap(answer.value.body, domain, clock.now());
  if (typeof registration === 'object') return known(registration, 'rdap', clock.now());
  return unknown('http-error', 'rdap', `${service.name} cannot be believed: ${registration}`);
}

/** An answer that is too large or unreadable is the service's fault, not that of the package that made us ask. */
function blameless(trouble: Unknown): Unknown {
  return trouble.cause === 'environment' ? trouble : unknown('http-error', trouble.source, trouble.detail);
}

function isUnknown(value: RdapServers | Unknown): value is Unknown {
  return 'status' in value;
}
