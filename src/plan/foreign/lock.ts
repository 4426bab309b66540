import type { ForeignManager } from '../../model/plan.ts';

/** What another manager's lockfile says, whatever its format. Maps: its keys come from strangers. */
export interface ForeignLock {
  readonly manager: ForeignManager;
  /** Name of the file in the project's folder. */
  readonly file: string;
  /** By the lockfile's own key. */
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /**
   * The key of what a folder of the project (`.` for the root) gets for what its package.json asks for. Undefined
   * where it was made for another wish; `anyway` where the project itself overrides what it asks for.
   */
  find(folder: string, alias: string, spec: string, anyway: boolean): string | undefined;
  /** Keys of what the manager needs for itself and for the project besides its package.json. */
  readonly alsoDirect: readonly string[];
  /** Catalog name (`default` for the unnamed one) to package name to range. */
  readonly catalogs: Catalogs;
  /** Full sentences. */
  readonly notes: readonly string[];
}

export type Catalogs = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface LockedPackage {
  readonly place: string;
  readonly name: string;
  readonly version: string;
  readonly source: Source;
  /** The address that the lockfile names for a registry's package. */
  readonly resolved?: string;
  readonly integrity?: string;
  /** The checksum of an archive that the manager makes itself, by which it binds the package; empty for none. */
  readonly ownArchive?: string;
  /** Its commands, as `binsOf` writes them, where the manager links those that its lockfile names. */
  readonly bins?: string;
  /** Files of the project that change the package after it was fetched. */
  readonly patches: readonly string[];
  readonly edges: readonly LockedEdge[];
  /** What was asked for where this was chosen, as far as the lockfile's own key says. */
  readonly asked: readonly Wanted[];
}

/** Where the lockfile has the bytes come from. */
export type Source =
  | { readonly kind: 'registry' }
  | { readonly kind: 'git'; readonly spec: string; readonly commit?: string }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'file' | 'directory' | 'workspace'; readonly path: string }
  /** What a script makes while the manager installs, as with yarn's `exec:`. */
  | { readonly kind: 'made'; readonly script: string };

export interface LockedEdge {
  readonly alias: string;
  /** Absent where the lockfile says only what it came to. */
  readonly spec?: string;
  readonly to: string | undefined;
  readonly optional: boolean;
}

export interface Wanted {
  readonly alias: string;
  /** As it is written: `^1.0.0`, `npm:ms@2.1.3`, `workspace:*`. */
  readonly spec: string;
}

/** A lockfile of an old or new format is told as that; everything else that cannot be read as a malformed one. */
export interface FormatRange {
  readonly found: string;
  readonly known: string;
}
