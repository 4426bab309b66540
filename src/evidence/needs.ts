import type { CodeRecord } from '../content/record.ts';
import type { PublishedBins } from '../model/bins.ts';
import type { Unknown } from '../model/fact.ts';
import type { Failure, Provenance } from '../provenance/facts.ts';
import type { AdvisoryKind, FeedName } from './advisories/feed.ts';
import type { Hole } from './advisories/holes.ts';
import type { PackageDomains } from './domains/package-domains.ts';
import type { PreviousContent, PreviousInstall } from './earlier-facts.ts';

export type * from './earlier-facts.ts';

/**
 * The facts that checks can ask for, by key. Adding a fact: its type here, its way from a source in
 * `derive.ts`. Shapes are our own: what a registry sends is decoded into them and capped by the source.
 */

export interface Needs {
  readonly versionDocument: VersionDocument;
  readonly publishHistory: PublishHistory;
  /** The package's registry passes deprecations on, so that the absence of one means something. */
  readonly deprecationsTold: true;
  readonly tarball: TarballContent;
  /** Of all versions together. */
  readonly downloads: Downloads;
  readonly domains: PackageDomains;
  readonly signature: SignatureStanding;
  readonly attestations: Attestations;
  readonly previousAttestations: PreviousAttestations;
  /** How well each version of the package was vouched for when it was published. */
  readonly trustHistory: ReadonlyMap<string, Strength>;
  readonly startedFiles: StartedFiles;
  readonly previousInstall: PreviousInstall;
  readonly previousContent: PreviousContent;
  readonly filesOnDisk: FilesOnDisk;
  readonly advisories: Advisories;
  readonly projectScripts: readonly ProjectScripts[];
}

export type NeedKey = keyof Needs;

/** What the registry's document says of this one version. */
export interface VersionDocument extends PublishedBins {
  readonly name: string;
  readonly version: string;
  /** The maintainer's message; absent where the version is not deprecated. */
  readonly deprecated?: string;
  readonly scripts: ReadonlyMap<string, string>;
  /** Only in abbreviated documents and from some registries. */
  readonly hasInstallScript?: boolean;
  readonly gypfile?: boolean;
  /** The registry passes on what package.json says, so that what is missing here is missing there too. */
  readonly tellsAll?: true;
  readonly dist: {
    readonly tarball?: string;
    readonly integrity?: string;
    readonly shasum?: string;
  };
  /** The registry's signatures over name, version and integrity. */
  readonly signatures: readonly RegistrySignature[];
  /** The registry says that it has attestations of this version. */
  readonly attested: boolean;
  /** Absent where the registry passes none on. */
  readonly dependencies?: DependencyLists;
  /** As package.json has it: an address, or a short form such as `owner/name`. */
  readonly repository?: string;
}

export interface RegistrySignature {
  readonly keyId: string;
  /** ECDSA in DER, base64. */
  readonly sig: string;
}

/**
 * Who vouched for a version, strongest first: a person who approved it with a second factor, the CI system with
 * provenance and without any token, provenance alone, nobody.
 */
export const strengths = ['approved', 'trusted-publisher', 'attested', 'none'] as const;
export type Strength = (typeof strengths)[number];

export type SignatureStanding =
  | { readonly kind: 'valid'; readonly keyId: string; readonly by: 'own-keys' | 'pinned' }
  | { readonly kind: 'invalid'; readonly keyId: string; readonly detail: string }
  /** There is none, where there should be: this registry signs what it publishes. */
  | { readonly kind: 'missing'; readonly because: 'its-keys-are-known' | 'signed-before' };

export type Attestations =
  | { readonly kind: 'none' }
  | { readonly kind: 'valid'; readonly provenance: Provenance }
  | { readonly kind: 'invalid'; readonly failures: readonly Failure[] };

/** Of the version that was attested last before this one; nothing where there is none to compare. */
export type PreviousAttestations =
  | { readonly kind: 'none' }
  | { readonly kind: 'valid'; readonly version: string; readonly provenance: Provenance };

/** When versions came out; known only where the registry's times are believed. */
export interface PublishHistory {
  /** ISO 8601 UTC. */
  readonly publishedAt: string;
  readonly createdAt?: string;
  /** Every version that the registry has a time for, oldest first. */
  readonly versions: readonly { readonly version: string; readonly at: string }[];
}

/** How often the package was fetched from the public registry, by people and machines alike. */
export interface Downloads {
  /** In seven days. */
  readonly weekly: number;
  /** The last of these days: `2026-11-18`. */
  readonly until: string;
}

/** What is in the tarball, read in memory and never unpacked. */
export interface TarballContent {
  /**
   * SRI sha512 of the packed bytes that were read, computed by us. For a bundled package they are the bundling
   * package's; for a linked folder there are none, and it is the hash of nothing.
   */
  readonly sha512: string;
  /** Packed size in bytes; 0 for a linked folder. */
  readonly packedSize: number;
  readonly unpackedSize: number;
  /** Regular files as npm would unpack them, by path inside the package. */
  readonly files: ReadonlyMap<string, TarballFile>;
  /** Entries that npm would not unpack or that play tricks: links, devices, `..`, duplicates. */
  readonly oddities: readonly { readonly path: string; readonly what: string }[];
  readonly manifest: PackedManifest;
  /** What its code came to; absent for a linked folder, which is the user's own. */
  readonly code?: CodeRecord;
}

export interface TarballFile {
  readonly size: number;
  /** SRI sha512 of the content. */
  readonly sha512: string;
  readonly executable: boolean;
}

/** package.json inside the tarball: what npm really runs. */
export interface PackedManifest extends PublishedBins {
  readonly name: string;
  readonly version: string;
  readonly scripts: ReadonlyMap<string, string>;
  readonly gypfile?: boolean;
  readonly bundled: readonly string[];
  readonly dependencies: DependencyLists;
  /** What main, module, browser, exports and bin name, as it stands there. */
  readonly starts: readonly string[];
  /** It says for which systems or processors it is. */
  readonly forPlatforms: boolean;
  /** Texts of homepage and repository. */
  readonly homes: readonly string[];
}

/** Name to spec, as package.json has them. */
export interface DependencyLists {
  readonly dependencies: ReadonlyMap<string, string>;
  readonly optionalDependencies: ReadonlyMap<string, string>;
  readonly peerDependencies: ReadonlyMap<string, string>;
}

/** The files of a package that its install hooks start; of a package without hooks there are none. */
export interface StartedFiles {
  readonly files: readonly StartedFile[];
  /** A hook starts something that is not in the package, or that cannot be made out. */
  readonly unresolved: boolean;
}

export interface StartedFile {
  readonly path: string;
  readonly size: number;
  /** SRI sha512 of the whole content. */
  readonly sha512: string;
  /** The beginning, capped; absent where it is no text, or too large to be kept. */
  readonly head?: string;
}

/** Where what lies in the tree is not what the tarball holds. */
export interface FilesOnDisk {
  /** Those places alone at which something differs. */
  readonly differing: readonly { readonly place: string; readonly files: readonly FileDifference[] }[];
}

export interface FileDifference {
  /** Inside the package. */
  readonly path: string;
  readonly what: 'added' | 'changed' | 'missing';
}

/** What all that know of advisories say of this version. */
export interface Advisories {
  /** Each once, however many databases have it; worst first. */
  readonly holes: readonly Hole[];
  /** Kinds of which nobody could be asked who would know that there is none, and why not. */
  readonly uncovered: ReadonlyMap<AdvisoryKind, Unknown>;
  readonly spoke: readonly FeedName[];
  /** Of what time the word of those is that do not answer as of now, ISO 8601 UTC. */
  readonly asOf: ReadonlyMap<FeedName, string>;
  readonly silent: ReadonlyMap<FeedName, Unknown>;
}

/** Install-time scripts of the project itself or one of its workspaces. */
export interface ProjectScripts {
  /** Absolute path of the package.json. */
  readonly file: string;
  /** Relative to the project, for people: `package.json`, `packages/a/package.json`. */
  readonly label: string;
  /** Event to command, in the order in which npm runs them; empty where there are none. */
  readonly scripts: ReadonlyMap<string, string>;
  /** SHA-256 in hex over the file's path and the scripts, to remember that they were shown. */
  readonly hash: string;
  /** The user has seen exactly these before. */
  readonly seen: boolean;
}
