import type { Cause, Reason } from './fact.ts';

/**
 * What was looked at, and what could not be found out. The numbers add up: clean, flagged, notApplicable,
 * unknown and vettedResults together are all the results there are.
 */
export interface Coverage {
  readonly packages: number;
  /** Packages that the ledger knows under this policy and these rules; not looked at again. */
  readonly vetted: number;
  readonly checks: number;
  /** Check × subject pairs, by how they ended; one package has a pair with every check of its scope. */
  readonly clean: number;
  readonly flagged: number;
  readonly notApplicable: number;
  readonly unknown: number;
  /** Pairs of the packages that the ledger knows. */
  readonly vettedResults: number;
  readonly unknowns: readonly UnknownCount[];
}

export interface UnknownCount {
  readonly check: string;
  readonly reason: Reason;
  readonly cause: Cause;
  readonly count: number;
  /** One of the details, as an example. */
  readonly detail: string;
}
