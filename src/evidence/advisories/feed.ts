import type { Unknown } from '../../model/fact.ts';
import type { Severity } from '../../model/finding.ts';
import type { Source } from '../source.ts';

/** `protestware` does on purpose, and openly, what nobody who installs it asked for. */
export const advisoryKinds = ['malware', 'vulnerability', 'protestware'] as const;
export type AdvisoryKind = (typeof advisoryKinds)[number];

/** What one feed says of one version of one package. */
export interface Advisory {
  /** `GHSA-…`, `MAL-…`, `CVE-…`; never empty. */
  readonly id: string;
  /** Other ids of the same hole; advisories that share one are told as one. */
  readonly aliases: readonly string[];
  readonly kind: AdvisoryKind;
  /** Where the record rates nothing that can be read: critical, with `rated` false. */
  readonly severity: Severity;
  readonly rated: boolean;
  /** Foreign text, capped. */
  readonly summary: string;
  /** Versions of this package in which it is repaired, as the record names them; in no order. */
  readonly fixed: readonly string[];
  /** ISO 8601 UTC. */
  readonly modified?: string;
  /** Where feed and record disagree, or the record could not be read: what is in doubt. A full sentence. */
  readonly doubt?: string;
  /** The feed names it, its record could not be had: it may be of any kind. */
  readonly unread?: true;
}

/** All that a feed has on one version; an empty list is its word that there is nothing. */
export interface FeedAnswer {
  /** Withdrawn ones are left out. */
  readonly advisories: readonly Advisory[];
  /** Why there may be more than these: the answer broke off. */
  readonly brokeOff?: Unknown;
  /** When the feed's own data was fetched, ISO 8601 UTC; absent where it answers as of now. */
  readonly asOf?: string;
}

/**
 * One place that knows of advisories; all are asked side by side and their answers merged. A feed answers for
 * exact versions, never for ranges. One that has no data at all (no local database) answers `not-offered`.
 */
export type Feed = Source<FeedAnswer>;

/**
 * The feeds by their place in the evidence, and what their silence means: only of a kind that a feed covers
 * does "nothing" of it say that there is none.
 */
export const feedCovers = {
  osvAdvisories: ['malware', 'vulnerability'],
  localAdvisories: ['malware', 'vulnerability'],
  /** The registry's bulk endpoint has reviewed vulnerabilities, and of malware only what was reviewed. */
  registryAdvisories: ['vulnerability'],
  /** A file of the user's own adds to what others know, and stands for none of them. */
  ownAdvisories: [],
  protestwareList: ['protestware'],
} as const satisfies Readonly<Record<string, readonly AdvisoryKind[]>>;

export type FeedName = keyof typeof feedCovers;
