import { type Registration, registryTime, stateOf } from './registration.ts';

/** Whole lines by which registries say that nobody has a domain. A page or a limit says it in other words. */
const notFound = [
  /^no match for (domain )?"?[\w.-]+"?\.?$/i,
  /^(%+ ?)?(no match|not found|domain not found|no data found|no object found|nothing found)[.!]*$/i,
  /^(%+ ?(error:101: )?)?no entries found( for the selected source(\(s\)|s)?)?\.?$/i,
  /^the queried object does not exist[:.]?( domain not found)?$/i,
  /^no matching record\.?$/i,
  /^(domain )?status: *(free|available|no object found|not registered)$/i,
  /^domain "?[\w.-]+"? (not found|is available for (registration|purchase))\.?$/i,
  /^"?[\w.-]+"? is free$/i,
  /^we do not have an entry in our database matching your query\.?$/i,
  /^no information available about domain name [\w.-]+.*$/i,
  /^the domain has not been registered\.?$/i,
];

const names = new Set(['domain', 'domain name']);
const beginnings = new Set(
  ['creation date', 'created', 'created on', 'registered', 'registered on', 'registration date'].concat([
    'domain registration date',
    'registration time',
    'domain created',
    'created date',
    'activated',
  ]),
);
const ends = new Set(
  ['registry expiry date', 'expiry date', 'expiration date', 'expires', 'expires on', 'paid-till'].concat([
    'renewal date',
    'expiration time',
    'registrar registration expiration date',
    'expire date',
  ]),
);
const statuses = new Set(['status', 'domain status', 'state', 'registration status']);
const servers = new Set([
  'name server',
  'nserver',
  'nameserver',
  'nameservers',
  'name servers',
  'nserver(s)',
]);
const mostLines = 2_000;

/**
 * What a WHOIS server says in its own words. The protocol has no length and no form, so a registered domain is
 * believed only from an answer that names it and has status and name servers: half an answer may lack the line
 * that says that it is about to be deleted. A text says why the answer cannot be believed.
 */
export function decodeWhois(text: string, domain: string, now: Date): Registration | string {
  const lines = text
    .split(/\r\n|\n|\r/, mostLines)
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '');
  if (lines.length === 0) return 'the answer is empty';
  const fields = lines.flatMap((line) => field(line) ?? []);
  const valuesOf = (keys: ReadonlySet<string>) =>
    fields.filter(({ key }) => keys.has(key)).map(({ value }) => value);
  const named = valuesOf(names).map((value) => value.toLowerCase().replace(/\.$/, ''));
  const absent = lines.some((line) => notFound.some((phrase) => phrase.test(line)));
  // Some repeat the name in the answer that nobody has it; whoever tells more than that contradicts itself.
  if (absent) {
    if (valuesOf(servers).length > 0 || valuesOf(beginnings).length > 0)
      return 'the answer contradicts itself';
    if (named.some((name) => name !== domain)) return 'it answered for another domain';
    return { by: 'WHOIS', state: 'unregistered' };
  }
  if (named.length === 0) return 'the answer names no domain';
  if (named.some((name) => name !== domain)) return 'it answered for another domain';
  const said = valuesOf(statuses);
  if (said.length === 0 || valuesOf(servers).length === 0) return 'the answer is not whole';
  const times = (keys: ReadonlySet<string>) =>
    valuesOf(keys)
      .flatMap((value) => whoisTime(value) ?? [])
      .sort();
  const registeredAt = times(beginnings).at(-1);
  const expiresAt = times(ends).at(-1);
  if (registeredAt !== undefined && Date.parse(registeredAt) > now.getTime() + 24 * 3_600_000) {
    return `it says that ${domain} was registered in the future, at ${registeredAt}`;
  }
  return {
    by: 'WHOIS',
    state: stateOf(said),
    ...(registeredAt === undefined ? {} : { registeredAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** The server that knows the domains of this top level; IANA's own answer has a line `whois:`. */
export function decodeReferral(text: string): string | undefined {
  const [, host] =
    /^whois:[ \t]*([a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?)[ \t]*\r?$/im.exec(text.slice(0, 64_000)) ?? [];
  return host?.toLowerCase();
}

/** Some servers want more than the name, or answer about another kind of thing. */
export function whoisQuery(domain: string): string {
  if (domain.endsWith('.de')) return `-T dn,ace ${domain}`;
  return domain.endsWith('.jp') ? `${domain}/e` : domain;
}

/** `Key: value`, `key....: value` and `[Key] value`. */
function field(line: string): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] =
    /^\[([a-z][a-z ]{1,40})\] (\S.*)$/i.exec(line) ??
    /^([a-z][a-z ()-]{1,40}?)[. ]*: ?(\S.*)$/i.exec(line) ??
    [];
  return key === undefined || value === undefined ? undefined : { key: key.toLowerCase(), value };
}

/** ISO days, `2021.03.04`, `2021/03/04` and `04-Mar-2021`; days before months are too many to guess. */
function whoisTime(value: string): string | undefined {
  const iso = /^(\d{4})[-./](\d{2})[-./](\d{2})(?:[T ]([\d:.]+) ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?/.exec(value);
  if (iso) {
    const [, year, month, day, clock = '00:00:00', zone = 'Z'] = iso;
    const offset = /^[+-]/.test(zone) ? zone : 'Z';
    return (
      registryTime(`${year}-${month}-${day}T${clock}${offset}`) ?? registryTime(`${year}-${month}-${day}`)
    );
  }
  const [, day, month, year] = /^(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})/.exec(value) ?? [];
  const number = months.indexOf(month?.toLowerCase() ?? '');
  if (day === undefined || year === undefined || number < 0) return undefined;
  return registryTime(`${year}-${`${number + 1}`.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
