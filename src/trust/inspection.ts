import type { TrustNote } from '../model/report.ts';

/** What stage 0 says about the project's own files. */
export type NpmrcInspection = NpmrcFine | NpmrcNeedsAgreement;

interface NpmrcFine {
  readonly kind: 'fine';
  readonly notes: readonly TrustNote[];
}

export interface NpmrcNeedsAgreement {
  readonly kind: 'needs-agreement';
  /** Absolute path of the file that asks for it; where there are several, the first. */
  readonly file: string;
  /** All files that ask for it, each of which `--trust` has to name where nobody can be asked. */
  readonly files: readonly string[];
  /** SHA-256 in hex, for `agreements.add('npmrc', hash, file)`. */
  readonly hash: string;
  /** One for every key, those that need no agreement too. */
  readonly notes: readonly TrustNote[];
  /** The keys that need it, as shown. */
  readonly keys: readonly string[];
  /** What those keys could do, as sentences. */
  readonly dangers: readonly TrustNote[];
}

/** What it says about the project's npq.json. */
export interface SettingsInspection {
  /** As it is shown. */
  readonly file: string;
  /** Of the whole file, for `agreements.add('settings', hash, file)`. */
  readonly hash: string;
  /** `base`: as it stands at the ref of `--base`, which counts in full. */
  readonly origin: 'project' | 'base';
  /** One for everything in it that changes what npq does; that which needs agreement as if nobody had agreed. */
  readonly notes: readonly TrustNote[];
  /** What makes npq milder. */
  readonly dangers: readonly TrustNote[];
}
