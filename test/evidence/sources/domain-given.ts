import expiredDomain from '../../../src/checks/expired-domain.ts';
import { type ServiceId, servicesAt } from '../../../src/config/services.ts';
import { openDomainCache } from '../../../src/evidence/domains/cache.ts';
import { createDomainLookUp } from '../../../src/evidence/domains/look-up.ts';
import type { PackageDomains } from '../../../src/evidence/domains/package-domains.ts';
import { createHttp } from '../../../src/evidence/http.ts';
import { domainsSource } from '../../../src/evidence/sources/domains.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { nodeNetwork } from '../../../src/host/network.ts';
import type { Fact } from '../../../src/model/fact.ts';
import type { CheckResult } from '../../../src/model/outcome.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { aPackage, noon, outcomeOf, publishedAt } from '../../checks/given.ts';
import type { World } from '../../world/world.ts';
import { impatient } from './impatient.ts';

export interface Asking {
  readonly world: World;
  /** Addresses of WHOIS and DNS, and of whatever else lies elsewhere than the world has it. */
  readonly moved?: Partial<Record<ServiceId, string>>;
  /** Folder of a cache; none by default. */
  readonly cache?: string;
  readonly now?: Date;
  readonly offline?: boolean;
  readonly budgetMs?: number;
  /** For one answer over HTTP. */
  readonly patienceMs?: number;
}

/** A source as the stages make it, over packuments that a test writes down. */
export function asking({
  world,
  moved = {},
  cache,
  now = noon,
  offline = false,
  budgetMs,
  patienceMs = 60_000,
}: Asking) {
  const clock = { now: () => now, monotonicMs: () => performance.now() };
  const http = createHttp({ npm: { offline }, userAgent: 'npq/test', clock, wait: async () => {} });
  const services = servicesAt(moved, world.servicesUrl);
  const lookUp = createDomainLookUp({
    ...{ http: impatient(http, patienceMs), network: nodeNetwork, clock, services, offline },
    cache: openDomainCache({ cache }, { clock, files: nodeFiles }),
  });
  return {
    async load(document: object, pkg: PlannedPackage = aPackage()): Promise<Fact<PackageDomains>> {
      const packuments = { load: async () => document as Record<string, unknown> };
      const limit = { budgetMs: budgetMs ?? 60_000 };
      const facts = await domainsSource({ packuments, clock, lookUp, ...limit }).load([pkg]);
      const fact = facts.get(pkg.key);
      if (!fact) throw new Error('no answer');
      return fact;
    },
    /** How the check ends with what the source brings. */
    async ends(document: object, pkg: PlannedPackage = aPackage()): Promise<CheckResult> {
      const fact = await this.load(document, pkg);
      const domains = fact.status === 'known' ? fact.value : fact;
      const publishHistory = publishedAt('2020-01-01T00:00:00.000Z');
      return outcomeOf(expiredDomain, { domains, publishHistory }, { pkg });
    },
  };
}

/** The registry's document of teapot, which somebody maintains from this address. */
export function documentOf(email: string, over: object = {}) {
  const ada = { name: 'ada', email };
  return {
    name: 'teapot',
    maintainers: [ada],
    time: { '1.2.3': '2020-01-01T00:00:00.000Z' },
    versions: { '1.2.3': { name: 'teapot', version: '1.2.3', _npmUser: ada, maintainers: [ada], ...over } },
  };
}
