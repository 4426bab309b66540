export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export type Confidence = 'low' | 'medium' | 'high';

export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a finding is about. */
export type Subject =
  | { readonly kind: 'package'; readonly key: string }
  | { readonly kind: 'plan' }
  | { readonly kind: 'project'; readonly path: string };

/** What a check says; the runner adds check id and subject. */
export interface FindingDraft {
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** One line, what is the case. May hold foreign text; sanitized when printed. */
  readonly message: string;
  /** One line, what to do about it. */
  readonly advice: string;
  /** Lines to show below the message, such as the text of a script; foreign text. */
  readonly excerpt?: readonly string[];
  /** Where it is about something narrower than what the check was run on: one package.json of the project. */
  readonly subject?: Subject;
  /**
   * It is as mild as it is only because of how the package is asked for this time: with scripts off, directly,
   * not from a lockfile. The ledger must not remember a package on the strength of it.
   */
  readonly circumstantial?: true;
  /**
   * What exactly somebody agrees to who installs it all the same. A question to which these same words were
   * answered before is not asked again; absent where it has to be.
   */
  readonly agreement?: string;
  /** For machines; stable keys. */
  readonly data: { readonly [key: string]: Json };
}

export interface Finding extends FindingDraft {
  readonly check: string;
  readonly subject: Subject;
  /** Need keys of the facts that it stands on. */
  readonly facts: readonly string[];
}
