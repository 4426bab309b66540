import * as v from 'valibot';
import {
  clean,
  flag,
  notApplicable,
  type Outcome,
  outcomeOfUnknown,
  unknownOutcome,
} from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { domainFinding, mayBeLost } from './domain-findings.ts';

export default defineCheck({
  id: 'expired-domain',
  title: "A maintainer's mail domain is free, expired or newly registered",
  why: 'Whoever has the domain receives the mail that resets the password of the account, and publishes in its name.',
  scope: 'package',
  needs: ['domains'],
  uses: ['publishHistory'],
  essential: false,
  leaves:
    "Names of domains, never of packages: to the registries of these domains (RDAP, or WHOIS in clear text where there is none) and to this machine's DNS. Asked for direct dependencies, and for versions of the last 90 days.",
  options: v.object({
    patienceSeconds: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(60)), 3),
      v.description('For all questions about domains in one look together; nobody waits longer for them.'),
    ),
  }),
  stricter: { patienceSeconds: 'larger' },
  // The maintainers of a private package are nobody else's business.
  applies: ({ pkg }) => pkg.origin.kind === 'registry' && !pkg.private,
  run({ domains }, { publishHistory }, { pkg, now }): Outcome {
    if (domains === 'not asked') return notApplicable;
    const publishedAt = publishHistory.status === 'known' ? publishHistory.value.publishedAt : undefined;
    const findings = domains.flatMap(
      (domain) => domainFinding(domain, { name: pkg.name, publishedAt, now }) ?? [],
    );
    if (findings.length > 0) return flag(...findings);

    for (const domain of domains) {
      const { registration, records, accounts } = domain;
      if (registration.status === 'unknown') return outcomeOfUnknown(registration);
      // Only mail has to arrive, and only an account changes hands with it.
      if (accounts.length === 0) continue;
      if (records.status === 'unknown') return outcomeOfUnknown(records);
      const { registeredAt } = registration.value;
      if (registeredAt === undefined) {
        const topLevel = domain.domain.slice(domain.domain.lastIndexOf('.'));
        return unknownOutcome(
          'not-offered',
          `the registry of ${topLevel} does not tell since when a domain is registered`,
        );
      }
      // Without true publish times nobody can say which was first.
      if (publishHistory.status === 'unknown' && mayBeLost(registeredAt, domain.seenSince)) {
        return outcomeOfUnknown(publishHistory);
      }
    }
    return clean;
  },
});
