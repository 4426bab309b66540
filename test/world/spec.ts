import type { RawEntry } from './tarballs.ts';

/** Fields of a package.json, or of a registry's version document. */
export type Manifest = Readonly<Record<string, unknown>>;

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Who published, as `_npmUser` shows it. */
export interface Publisher extends Person {
  readonly trustedPublisher?: { readonly id: string; readonly oidcConfigId: string };
  /** The human of a staged publish. */
  readonly approver?: Person;
}

/** One version to publish. Only name and version are needed; the rest has quiet defaults. */
export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  /** Further fields of package.json: they show in the tarball and in the registry. */
  readonly manifest?: Manifest;
  /** Path within the package to content. `package.json` is written from `manifest`, unless it is given here. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** ISO time. Left out: 2022-03-01, and 30 days later for each further version of the package. */
  readonly publishedAt?: string;
  readonly publisher?: Publisher;
  /** The package's maintainers from this version on; by default those before, or else the publisher. */
  readonly maintainers?: readonly Person[];
  /** `['latest']` by default; a package's first version is `latest` in any case. */
  readonly tags?: readonly string[];
  /** The message that npm shows. */
  readonly deprecated?: string;
  /** The tarball itself, where it is not made from `files`: bytes, or raw entries. */
  readonly tarball?: Buffer | readonly RawEntry[];
  /** Laid over the registry's version document only, so that it disagrees with the tarball; null removes a field. */
  readonly registryManifest?: Manifest;
  /** Laid over `dist`; null removes a field (`{ integrity: null }` is a sha1-only package). */
  readonly dist?: Manifest;
  /** `wrong-key`: made by a stranger under the true key id. `wrong-subject`: true, but of another version. */
  readonly signature?: 'valid' | 'none' | 'wrong-key' | 'wrong-subject';
  /**
   * Whether the publisher's npm wrote `scripts.install: node-gyp rebuild` and `gypfile` into the registry's
   * document where a .gyp file lies in the root and no install or preinstall script does. True by default.
   */
  readonly writesGypScript?: boolean;
}

/** What came of it. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly publishedAt: string;
  /** `sha512-` and base64, of the tarball as published. */
  readonly integrity: string;
  /** SHA-1 in hex. */
  readonly shasum: string;
  readonly tarballUrl: string;
  readonly tarball: Buffer;
}
