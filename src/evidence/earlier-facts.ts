import type { TarballContent } from './needs.ts';

/** Facts about versions of a package other than the planned one; part of needs.ts, and passed on by it. */

/** What earlier versions of a package ran while they were installed. */
export interface PreviousInstall {
  /** The installed one, the last one that had time to be looked at, or both; none where there is no such one. */
  readonly releases: readonly PreviousRelease[];
  /** How long the commands have been the same as now, over the stable releases before this one. */
  readonly unbroken?: {
    readonly releases: number;
    /** ISO 8601 UTC, of the oldest of them; absent where the registry's times are not believed. */
    readonly since?: string;
  };
}

export interface PreviousRelease {
  readonly version: string;
  /** `installed`: what the lockfile or node_modules has today. */
  readonly as: 'installed' | 'earlier';
  readonly hooks: readonly { readonly event: string; readonly command: string }[];
  /** SRI sha512 by path, of its files; absent where its tarball could not be read. */
  readonly files?: ReadonlyMap<string, string>;
}

/** Earlier versions to hold this one against. */
export interface PreviousContent {
  /**
   * The installed one, the last one that had time to be looked at, or both; none where there is no such one, or
   * where this one shows nothing that could be new.
   */
  readonly releases: readonly {
    readonly version: string;
    readonly as: 'installed' | 'earlier';
    /** It has not been public for long enough for somebody to have looked, as far as times are believed. */
    readonly young?: true;
    readonly content: TarballContent;
  }[];
  /** Dependencies that an earlier version did not have, also where its tarball was not worth reading. */
  readonly added?: {
    /** That version: the installed one before the last one that had time to be looked at. */
    readonly since: string;
    /** At least one. */
    readonly dependencies: readonly AddedDependency[];
  };
}

export interface AddedDependency {
  readonly name: string;
  readonly spec: string;
  /** The package's own name, where `name` is an alias for it. */
  readonly target: string;
  /** Its dependent only wants it to be there. */
  readonly peer?: true;
  /** A file of the dependent names it; absent where that could not be found out. */
  readonly used?: boolean;
  /** It has install scripts; absent where it is not in the plan, or could not be read. */
  readonly runsAtInstall?: boolean;
  /** ISO 8601 UTC, of its first version and of the planned one; absent where no time is believed. */
  readonly createdAt?: string;
  readonly publishedAt?: string;
}
