import * as v from 'valibot';
import type { Service } from '../../config/services.ts';
import { hasCode } from '../../errors.ts';
import type { Clock, Network } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import { unknownFrom } from '../trouble.ts';
import type { DomainCache } from './cache.ts';
import type { Registration } from './registration.ts';
import { decodeReferral, decodeWhois, whoisQuery } from './whois.ts';

const id = 'whois';
const maxBytes = 64 * 1024;
const referralForMs = 7 * 24 * 3_600_000;

interface Ports {
  readonly network: Network;
  readonly service: Service;
  readonly cache: DomainCache;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeoutMs: number;
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** For top levels without RDAP: IANA's WHOIS names the server, which then is asked. No referral is followed further. */
export function createWhois(ports: Ports): (domain: string) => Promise<Fact<Registration>> {
  const servers = new Map<string, Promise<string | Unknown>>();
  return (domain) => {
    const topLevel = domain.slice(domain.lastIndexOf('.') + 1);
    const server = servers.get(topLevel) ?? serverOf(topLevel, ports);
    servers.set(topLevel, server);
    return askAt(server, domain, topLevel, ports);
  };
}

async function askAt(
  asking: Promise<string | Unknown>,
  domain: string,
  topLevel: string,
  ports: Ports,
): Promise<Fact<Registration>> {
  const server = await asking;
  if (typeof server === 'object') return server;
  const text = await ask(server, whoisQuery(domain), ports);
  if (typeof text === 'object') return text;
  const registration = decodeWhois(text, domain, ports.clock.now());
  if (typeof registration === 'object') return known(registration, id, ports.clock.now());
  return unknown('http-error', id, `the WHOIS of .${topLevel} cannot be believed: ${registration}`);
}

async function serverOf(topLevel: string, ports: Ports): Promise<string | Unknown> {
  const { service, cache } = ports;
  const recalled = await cache.recall(`whois-server:${topLevel}`, v.string(), () => referralForMs);
  if (recalled) return recalled.value;
  const text = await ask(new URL(service.base).host, topLevel, ports);
  if (typeof text === 'object') return text;
  const server = decodeReferral(text);
  if (server === undefined) {
    return unknown(
      'not-offered',
      id,
      `nobody answers for the domains of .${topLevel}: it has neither RDAP nor WHOIS`,
    );
  }
  // A stranger's word must not lead to a port or a machine of the user's own network.
  const root = new URL(service.base).hostname;
  // An address can be written in octal or hexadecimal too; the top level of a name begins with a letter.
  const local = /(^|\.)\d[\da-fx]*\.?$|(^|\.)localhost\b|:/.test(server) || !server.includes('.');
  if (local && root !== '127.0.0.1' && root !== 'localhost') {
    return unknown('http-error', id, `${service.name} names no public server for .${topLevel}`);
  }
  await cache.keep(`whois-server:${topLevel}`, server);
  return server;
}

async function ask(
  server: string,
  line: string,
  { network, timeoutMs, inTurn }: Ports,
): Promise<string | Unknown> {
  const [host = '', port = '43'] = server.split(':');
  try {
    return await inTurn(() => network.askLine({ host, port: Number(port), line, maxBytes, timeoutMs }));
  } catch (error) {
    if (!hasCode(error)) throw error;
    const trouble = unknownFrom(error, id);
    // What a server sends too much is no fault of the package that made us ask.
    return trouble.cause === 'environment' ? trouble : unknown('http-error', id, trouble.detail);
  }
}
