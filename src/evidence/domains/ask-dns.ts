import type { Service } from '../../config/services.ts';
import { hasCode } from '../../errors.ts';
import type { Network, RecordKind } from '../../host/host.ts';
import { type Unknown, unknown } from '../../model/fact.ts';
import type { DomainRecords } from './registration.ts';

/** Asks for what shows that somebody has a domain, and that mail reaches it. */
export async function askDns(
  name: string,
  { network, service, timeoutMs }: { network: Network; service: Service; timeoutMs: number },
): Promise<DomainRecords | Unknown> {
  const server = serverOf(service);
  const has = async (kind: RecordKind) => {
    const question = { name, kind, timeoutMs, ...(server === undefined ? {} : { server }) };
    // RFC 7505: a single record without a name says that there is no mail.
    return (await network.dnsRecords(question)).some((record) => record !== '' && record !== '.');
  };
  try {
    const [delegated, mail, v4, v6] = await Promise.all([has('NS'), has('MX'), has('A'), has('AAAA')]);
    // Some providers and portals have an address for every name that is not there; name servers they have not.
    if (!delegated && !mail && (v4 || v6)) {
      return unknown('implausible', 'dns', `DNS has an address for ${name}, but no name server`);
    }
    return { delegated, mail, address: v4 || v6 };
  } catch (error) {
    if (!hasCode(error)) throw error;
    return troubleOf(error.code, name);
  }
}

/** Undefined: this machine's own resolvers. */
function serverOf({ base }: Service): string | undefined {
  const host = new URL(base).host;
  return host === '' ? undefined : host;
}

function troubleOf(code: string, name: string): Unknown {
  const said = `DNS said nothing of ${name} (${code})`;
  if (code === 'ETIMEOUT' || code === 'ECANCELLED') return unknown('timeout', 'dns', said);
  return unknown(code === 'ECONNREFUSED' ? 'offline' : 'http-error', 'dns', said);
}
