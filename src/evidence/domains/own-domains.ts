import { isOwnDomain } from './known-hosts.ts';
import type { PackageDomain } from './package-domains.ts';
import type { People, Person } from './people.ts';
import { mailHost, registrableDomain } from './registrable.ts';

export type OwnDomain = Omit<PackageDomain, 'registration' | 'records'>;

/** The domains whose loss would put this package into other hands, each once, mail before pages. */
export async function ownDomains(
  people: Omit<People, 'maintainers'> & { readonly maintainers: readonly Person[] | undefined },
): Promise<readonly OwnDomain[]> {
  const found = new Map<
    string,
    { accounts: Set<string>; pages: Set<'homepage' | 'repository'>; seen: string[] }
  >();
  const at = (domain: string) => {
    const one = found.get(domain) ?? { accounts: new Set(), pages: new Set(), seen: [] };
    found.set(domain, one);
    return one;
  };
  const { publisher, maintainers = [] } = people;
  for (const { name, email } of [...(publisher ? [publisher] : []), ...maintainers]) {
    const domain = await domainOf(mailHost(email), 'mail');
    if (domain !== undefined) at(domain).accounts.add(name === '' ? 'somebody without a name' : name);
  }
  for (const [host, since] of people.seenSince) {
    const domain = await domainOf(host, 'mail');
    if (domain !== undefined) found.get(domain)?.seen.push(since);
  }
  for (const page of ['homepage', 'repository'] as const) {
    const domain = await domainOf(people[`${page}Host`], 'site');
    if (domain !== undefined) at(domain).pages.add(page);
  }
  return [...found].map(([domain, { accounts, pages, seen }]) => {
    const seenSince = seen.sort()[0];
    return {
      ...{ domain, accounts: [...accounts], pages: [...pages] },
      ...(seenSince === undefined ? {} : { seenSince }),
    };
  });
}

async function domainOf(host: string | undefined, use: 'mail' | 'site'): Promise<string | undefined> {
  const domain = host === undefined ? undefined : await registrableDomain(host);
  return domain !== undefined && isOwnDomain(domain, use) ? domain : undefined;
}
