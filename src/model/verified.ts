/** What `npq verify` found out about one place of the tree on disk. */
export interface VerifiedPlace {
  /** With forward slashes, as the lockfile has it or as it lies there. A stranger's text. */
  readonly place: string;
  /** `name@version`; absent for what nobody recorded. */
  readonly package?: string;
  readonly standing: Standing;
  /** A clause; absent where `files` says it, and where all is well. */
  readonly why?: string;
  /** Where the files are not those of the tarball, and what a build may have left. */
  readonly files: readonly VerifiedFile[];
}

/** Worst first. `not-compared`: the user's own folder, which nobody vets; `absent`: need not be there, and is not. */
export const standings = [
  ...(['differs', 'not-vetted', 'unknown', 'not-compared', 'absent', 'as-vetted'] as const),
] as const;
export type Standing = (typeof standings)[number];

export interface VerifiedFile {
  readonly path: string;
  /** `built`: the package has an install script, which may have made it. */
  readonly what: 'added' | 'changed' | 'missing' | 'built';
}

export interface Verified {
  /** Absolute. */
  readonly project: string;
  /** From which the places were read. */
  readonly lockfile: string;
  readonly places: readonly VerifiedPlace[];
  /** Who installed them. */
  readonly manager: 'npm' | 'pnpm';
  readonly notes: readonly string[];
}
