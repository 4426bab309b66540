import type { LogEntry, Provenance } from '../model/provenance.ts';

export type { LogEntry, Provenance };

/** Why attestations do not hold. */
export type FailureCode =
  | 'bundle-malformed'
  | 'signature'
  | 'statement-malformed'
  | 'predicate-type'
  | 'subject'
  | 'signer'
  | 'certificate'
  | 'contradiction'
  | 'missing';

export interface Failure {
  readonly code: FailureCode;
  /** One sentence; may hold foreign text. */
  readonly detail: string;
}

export function failure(code: FailureCode, detail: string): Failure {
  return { code, detail };
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
