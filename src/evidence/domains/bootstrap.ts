import * as v from 'valibot';

/** Where to ask about the domains of a top level: suffix to base URL, with a slash at its end. */
export type RdapServers = ReadonlyMap<string, string>;

/**
 * For a day on which IANA's list cannot be had: the servers of the top levels that most mail domains are under,
 * as of November 2026. A top level that is not here is then not known.
 */
export const embeddedServers: RdapServers = new Map([
  ['com', 'https://rdap.verisign.com/com/v1/'],
  ['net', 'https://rdap.verisign.com/net/v1/'],
  ['org', 'https://rdap.publicinterestregistry.org/rdap/'],
  ['info', 'https://rdap.identitydigital.services/rdap/'],
  ['ai', 'https://rdap.identitydigital.services/rdap/'],
  ['dev', 'https://pubapi.registry.google/rdap/'],
  ['app', 'https://pubapi.registry.google/rdap/'],
  ['tech', 'https://rdap.centralnic.com/tech/'],
  ['xyz', 'https://rdap.centralnic.com/xyz/'],
  ['online', 'https://rdap.centralnic.com/online/'],
  ['uk', 'https://rdap.nominet.uk/uk/'],
  ['fr', 'https://rdap.nic.fr/'],
  ['cz', 'https://rdap.nic.cz/'],
  ['br', 'https://rdap.registro.br/'],
]);

const mostServices = 5_000;
const Bootstrap = v.object({
  services: v.pipe(
    v.array(
      v.tuple([
        v.pipe(v.array(v.pipe(v.string(), v.maxLength(253))), v.maxLength(mostServices)),
        v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_000))), v.maxLength(20)),
      ]),
    ),
    v.minLength(1),
    v.maxLength(mostServices),
  ),
});

/** RFC 9224. Undefined where it is no such list. `loopback`: the list came from this machine, and may name it. */
export function decodeBootstrap(body: Buffer, loopback: boolean): RdapServers | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const decoded = v.safeParse(Bootstrap, json);
  if (!decoded.success) return undefined;
  const servers = new Map<string, string>();
  for (const [suffixes, urls] of decoded.output.services) {
    const base = urls.map((url) => serverUrl(url, loopback)).find((url) => url !== undefined);
    if (base === undefined) continue;
    for (const suffix of suffixes) servers.set(suffix.toLowerCase(), base);
  }
  return servers;
}

/** The longest suffix that fits, label by label. */
export function serverFor(servers: RdapServers, domain: string): string | undefined {
  const labels = domain.split('.');
  for (let from = 1; from < labels.length; from += 1) {
    const server = servers.get(labels.slice(from).join('.'));
    if (server !== undefined) return server;
  }
  return undefined;
}

/** The list is another's: it must lead neither into this machine nor through a connection that anybody can read. */
function serverUrl(text: string, loopback: boolean): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (here ? !loopback : url.protocol !== 'https:') return undefined;
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    return undefined;
  // An address instead of a name would be a way into the user's own network.
  if (!here && /^[\d.]+$|^\[/.test(url.hostname)) return undefined;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
