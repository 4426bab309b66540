import type { Fact } from '../../model/fact.ts';
import type { DomainRecords, Registration } from './registration.ts';

/** The domains that stand behind one version; not asked for what lies deep in the tree and is old. */
export type PackageDomains = readonly PackageDomain[] | 'not asked';

export interface PackageDomain {
  readonly domain: string;
  /** Accounts whose mail goes there, publisher first; empty where only pages are there. */
  readonly accounts: readonly string[];
  readonly pages: readonly ('homepage' | 'repository')[];
  /** When a version first came out under an address there, as the registry tells it; ISO 8601 UTC. */
  readonly seenSince?: string;
  readonly registration: Fact<Registration>;
  readonly records: Fact<DomainRecords>;
}
