/**
 * What this user agreed to or has seen, by content hash; kept in npq's own state folder, so that no project
 * can agree in the user's name.
 */
export interface Agreements {
  has(kind: AgreementKind, hash: string): boolean;
  /** Remembers it for later runs; without a state folder only for this one. */
  add(kind: AgreementKind, hash: string, what: string): Promise<void>;
}

/** `npmrc`: a project's .npmrc; `scripts`: a project's own install-time scripts that were shown. */
export type AgreementKind = 'npmrc' | 'scripts';
