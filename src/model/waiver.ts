import type { Severity } from './finding.ts';

/** A recorded, dated exception: these versions of a package may have this finding. */
export interface Waiver {
  /** The package's real name. */
  readonly package: string;
  /** A semver range, or one exact version. */
  readonly versions: string;
  /** Id of the check whose findings it excuses. */
  readonly check: string;
  readonly reason: string;
  /** Who answers for it; from git's user, or as it was written. */
  readonly by: string;
  /** The last day on which it counts, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
  /** The worst that it excuses: a finding that is graver than this is not covered. */
  readonly severity: Severity;
  /** SRI of the one tarball that it is for; known malware, invalid signatures and tampering need one. */
  readonly integrity?: string;
}

/** What these find no reason excuses in general: only for the bytes of one tarball may somebody answer. */
export const boundToOneTarball: ReadonlySet<string> = new Set([
  'known-malware',
  'lockfile-tampering',
  'invalid-signature',
  'invalid-attestation',
]);

/** Where a waiver, or a value of the configuration, was written. */
export interface WrittenAt {
  readonly origin: SettingOrigin;
  /** Path or address as shown; absent for what no file says. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/**
 * Whose word it is, weakest first. `base`: the project's file as it stands at the ref of `--base`.
 */
export const settingOrigins = ['default', 'organisation', 'user', 'project', 'base', 'command line'] as const;
export type SettingOrigin = (typeof settingOrigins)[number];

export interface PlacedWaiver {
  readonly waiver: Waiver;
  readonly at: WrittenAt;
  /** False for what a project says and nobody agreed to: it is named, and excuses nothing. */
  readonly counts: boolean;
}
