/**
 * Something learned from a source. "Could not find out" is a value of its own and carries whose fault it is:
 * the environment's (offline, timeout, a registry that does not offer it) or the subject's. What a package
 * itself keeps us from seeing is suspicious.
 */
export type Fact<T> = Known<T> | Unknown;

export interface Known<T> {
  readonly status: 'known';
  readonly value: T;
  /** Id of the source, with the host where it matters: `packument`, `tarball`. */
  readonly source: string;
  /** When it was learned, ISO 8601 UTC. */
  readonly at: string;
}

export type Cause = 'environment' | 'subject';

const reasonCauses = {
  offline: 'environment',
  timeout: 'environment',
  'http-error': 'environment',
  'rate-limited': 'environment',
  /** The registry or service does not have this kind of fact at all. */
  'not-offered': 'environment',
  'not-found': 'environment',
  /** The registry's own data contradicts itself or the sentinel packages. */
  implausible: 'environment',
  /** Looking would contact an address that nobody agreed to yet. */
  'not-permitted': 'environment',
  /** It is there, and npq looked at something else in its place. */
  'not-looked-at': 'environment',
  /** What is kept on this machine is too old to say that there is nothing. */
  'out-of-date': 'environment',
  /** What is kept on this machine is not what was written. */
  damaged: 'environment',
  /** A private name is sent to nobody but its own registry. */
  private: 'environment',
  malformed: 'subject',
  'too-large': 'subject',
  'promised-but-missing': 'subject',
  'over-budget': 'subject',
  /** The bytes are not those that lockfile or registry promise. */
  'integrity-mismatch': 'subject',
} as const satisfies Record<string, Cause>;

export type Reason = keyof typeof reasonCauses;

export const reasons = Object.keys(reasonCauses) as readonly Reason[];

export interface Unknown {
  readonly status: 'unknown';
  readonly reason: Reason;
  readonly cause: Cause;
  readonly source: string;
  /** One sentence for people; may hold foreign text and is sanitized when printed. */
  readonly detail: string;
}

export function known<T>(value: T, source: string, at: Date): Known<T> {
  return { status: 'known', value, source, at: at.toISOString() };
}

export function unknown(reason: Reason, source: string, detail: string): Unknown {
  return { status: 'unknown', reason, cause: reasonCauses[reason], source, detail };
}
