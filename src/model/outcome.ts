import type { Cause, Reason } from './fact.ts';
import { type Unknown, unknown as unknownFact } from './fact.ts';
import type { Finding, FindingDraft, Subject } from './finding.ts';

/** How a check ends. There is no fifth way: an exception in a check is a bug. */
export type Outcome =
  | { readonly kind: 'clean' }
  | { readonly kind: 'flagged'; readonly findings: readonly FindingDraft[] }
  | {
      readonly kind: 'unknown';
      readonly reason: Reason;
      readonly cause: Cause;
      readonly detail: string;
      /** Something is there and could not be read: that nothing can be had here is no answer to it. */
      readonly present?: true;
      /** There is nothing anywhere that could be asked: told and counted, but no look that failed. */
      readonly inherent?: true;
    }
  | { readonly kind: 'not-applicable' };

export const clean: Outcome = { kind: 'clean' };
export const notApplicable: Outcome = { kind: 'not-applicable' };

export function flag(...findings: readonly FindingDraft[]): Outcome {
  return { kind: 'flagged', findings };
}

export function unknownOutcome(reason: Reason, detail: string): Extract<Outcome, { kind: 'unknown' }> {
  const { cause } = unknownFact(reason, '', detail);
  return { kind: 'unknown', reason, cause, detail };
}

export function outcomeOfUnknown(fact: Unknown): Outcome {
  return { kind: 'unknown', reason: fact.reason, cause: fact.cause, detail: fact.detail };
}

/** One check on one subject, done. `vetted` means that the user's own ledger answered. */
export type CheckResult =
  | {
      readonly check: string;
      readonly subject: Subject;
      readonly kind: 'clean' | 'not-applicable' | 'vetted';
    }
  | {
      readonly check: string;
      readonly subject: Subject;
      readonly kind: 'flagged';
      readonly findings: readonly Finding[];
    }
  | (UnknownResult & { readonly kind: 'unknown' });

export interface UnknownResult {
  readonly check: string;
  readonly subject: Subject;
  readonly reason: Reason;
  readonly cause: Cause;
  readonly detail: string;
  /** The check may not be left out: malware, integrity, signatures, lockfile, content. */
  readonly essential: boolean;
  readonly absence?: Absence;
  /** It is asked anew in every run, so that nothing hangs on what the ledger remembers. */
  readonly everyTime?: true;
}

/** Kinds of facts that may be missing for good where npq runs, and whose absence the user can then accept. */
export const absences = ['advisories', 'signatures', 'attestations'] as const;
export type Absence = (typeof absences)[number];
