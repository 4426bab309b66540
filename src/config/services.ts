/**
 * The services that npq may ask besides the registry, and nobody else is ever contacted. Each base URL can be
 * moved by the user (npq.json, NPQ_SERVICES): to a mirror, into an air gap, into a test.
 */
const known = {
  osv: { name: 'OSV', base: 'https://api.osv.dev/' },
  'osv-dump': { name: "OSV's dump", base: 'https://storage.googleapis.com/osv-vulnerabilities/' },
  downloads: { name: "npm's download counts", base: 'https://api.npmjs.org/' },
  'rdap-bootstrap': { name: "IANA's list of RDAP servers", base: 'https://data.iana.org/rdap/' },
  whois: { name: "IANA's WHOIS", base: 'whois://whois.iana.org/' },
  // This machine's own resolvers.
  dns: { name: 'DNS', base: 'dns:///' },
  tuf: { name: "Sigstore's trusted root", base: 'https://tuf-repo-cdn.sigstore.dev/' },
} as const satisfies Record<string, Omit<Service, 'id'>>;

export interface Service {
  /** In reports and in what is remembered of it. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Ends in a slash; empty where it is not to be asked: a mirror of all services speaks only HTTP. */
  readonly base: string;
}

export type ServiceId = keyof typeof known;
export type Services = Readonly<Record<ServiceId, Service>>;

export const serviceIds = Object.keys(known) as readonly ServiceId[];

/** Protocols without encryption; only domain names travel over them. */
const otherForms: Readonly<Record<string, { readonly form: string; readonly pattern: RegExp }>> = {
  whois: {
    form: 'whois://host:port/',
    pattern: /^whois:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\/?$/i,
  },
  dns: {
    form: 'dns://address:port/, with an IP address',
    pattern: /^dns:\/\/(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])(:\d{1,5})?\/?$/i,
  },
};

/** What a base URL has to be, for error messages. */
export function serviceUrlForm(id?: string): string {
  return otherForms[id ?? '']?.form ?? 'an https: URL, or an http: URL of this machine';
}

/**
 * A service's address as it is used, with a slash at its end; undefined where it is none. What is sent tells
 * what is installed here, so it travels encrypted or not at all.
 */
export function serviceUrl(text: string, id?: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const other = otherForms[id ?? ''];
  if (other) return other.pattern.test(text) ? url.href.replace(/\/?$/, '/') : undefined;
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return undefined;
  if (url.search !== '' || url.hash !== '') return undefined;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/**
 * Each service at its own address, else at `<all>/<id>/` if it speaks HTTP, else where the world has it.
 * Both arguments hold addresses that `serviceUrl` has let through.
 */
export function servicesAt(
  moved: Readonly<Partial<Record<ServiceId, string | undefined>>> = {},
  all?: string,
): Services {
  const entries = serviceIds.map((id) => {
    const { name, base } = known[id];
    const below = Object.hasOwn(otherForms, id) ? '' : `${all}${id}/`;
    return [id, { id, name, base: moved[id] ?? (all === undefined ? base : below) }] as const;
  });
  return Object.fromEntries(entries) as Record<ServiceId, Service>;
}
