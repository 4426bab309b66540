/**
 * The little that npq uses of npm's own libraries, typed by what their sources do. The published type
 * packages lag behind by majors and promise more than is there.
 */

type NpmOptions = Readonly<Record<string, unknown>>;

declare module 'pacote' {
  import type { Readable } from 'node:stream';

  export interface RawManifest {
    readonly name: string;
    readonly version: string;
    readonly [key: string]: unknown;
  }
  /** As it came from the registry: decode before use. */
  export type RawPackument = Readonly<Record<string, unknown>>;

  const pacote: {
    manifest(spec: unknown, options?: NpmOptions): Promise<RawManifest>;
    packument(spec: unknown, options?: Readonly<Record<string, unknown>>): Promise<RawPackument>;
    resolve(spec: unknown, options?: NpmOptions): Promise<string>;
    tarball: {
      (spec: unknown, options?: Readonly<Record<string, unknown>>): Promise<Buffer>;
      stream<T>(
        spec: string,
        handler: (stream: Readable & AsyncIterable<Buffer>) => Promise<T>,
        options?: Readonly<Record<string, unknown>>,
      ): Promise<T>;
    };
  };
  export default pacote;
}

declare module 'npm-package-arg' {
  interface Spec {
    readonly type: 'git' | 'tag' | 'version' | 'range' | 'file' | 'directory' | 'remote' | 'alias';
    readonly registry?: boolean;
    readonly name: string | null;
    readonly scope: string | null;
    readonly raw: string;
    readonly rawSpec: string;
    readonly saveSpec: string | null;
    readonly fetchSpec: string | null;
    readonly gitCommittish?: string;
    readonly gitRange?: string;
    readonly hosted?: { readonly domain: string; https(o?: object): string | undefined };
    readonly subSpec?: Spec;
    toString(): string;
  }
  interface Npa {
    (spec: string | Spec, where?: string): Spec;
    resolve(name: string, spec: string, where?: string): Spec;
  }
  const npa: Npa;

  export type { Spec };
  export default npa;
}
declare module 'npm-pick-manifest' {
  export default function pickManifest(
    packument: Readonly<Record<string, unknown>>,
    wanted: string,
    options?: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> & { readonly version: string };
}

declare module 'npm-registry-fetch' {
  export interface FetchResponse {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    readonly body: AsyncIterable<Buffer> & {
      on(event: 'data', listener: (chunk: Buffer) => void): unknown;
      on(event: 'end', listener: () => void): unknown;
      on(event: 'error', listener: (error: unknown) => void): unknown;
    };
    json(): Promise<unknown>;
    text(): Promise<string>;
    buffer(): Promise<Buffer>;
  }
  interface RegistryFetch {
    (uri: string, options?: NpmOptions): Promise<FetchResponse>;
    pickRegistry(spec: unknown, options?: NpmOptions): string;
  }
  const fetch: RegistryFetch;
  export default fetch;
}
declare module 'cacache' {
  import type { Readable } from 'node:stream';

  type CachedContent = { readonly size: number; readonly sri: { toString(): string } };
  const cacache: {
    ls(cache: string): Promise<Record<string, { readonly key: string; readonly integrity: unknown }>>;
    readonly tmp: {
      /** A folder that is gone when the handler is done. */
      withTmp<T>(cache: string, options: object, handler: (folder: string) => Promise<T>): Promise<T>;
    };
    /** Answers the digest of what was written. */
    put(cache: string, key: string, data: Buffer | string): Promise<unknown>;
    readonly get: {
      /** Rejects with ENOENT where there is no such entry, EINTEGRITY where its bytes are damaged. */
      (cache: string, key: string): Promise<{ readonly data: Buffer }>;
      /** Rejects with ENOENT or EINTEGRITY unless the cache has exactly these bytes. */
      byDigest(cache: string, integrity: string): Promise<Buffer>;
      hasContent(cache: string, integrity: string): Promise<false | CachedContent>;
      readonly stream: {
        byDigest(cache: string, integrity: string, options?: object): Readable;
      };
    };
  };
  export default cacache;
}

declare module 'ssri' {
  interface Integrity {
    toString(): string;
    readonly sha512?: readonly { readonly digest: string; toString(): string }[];
    readonly sha1?: readonly { readonly digest: string; toString(): string }[];
    match(other: string | Integrity): unknown;
  }
  const ssri: {
    /** Null for text without any hash. */
    parse(sri: string): Integrity | null;
    checkData(data: Buffer, sri: string): unknown;
    fromHex(hex: string, algorithm: string): Integrity;
    fromData(data: Buffer | string, options?: { algorithms?: readonly string[] }): Integrity;
  };

  export type { Integrity };
  export default ssri;
}
/** Both are decoded in src/plan/npm-modules.ts, like the copies that the user's npm brings. */
declare module '@npmcli/config' {
  const Config: unknown;
  export default Config;
}
declare module '@npmcli/config/lib/definitions/index.js' {
  const definitions: unknown;
  export default definitions;
}

declare module '@npmcli/arborist' {
  export interface Edge {
    readonly name: string;
    /** After overrides; `rawSpec` is what the package itself says. */
    readonly spec: string;
    readonly rawSpec: string;
    readonly type: 'prod' | 'dev' | 'optional' | 'peer' | 'peerOptional' | 'workspace';
    readonly from: Node | null;
    readonly to: Node | null | undefined;
    readonly valid: boolean;
  }
  export interface Node {
    readonly name: string;
    /** What the package's own document or the lockfile claims. */
    readonly packageName: string | null;
    readonly version: string;
    /** Relative to the root, with forward slashes; empty for the root itself. */
    readonly location: string;
    readonly path: string;
    readonly realpath: string;
    readonly resolved: string | null;
    readonly integrity: string | null;
    readonly dev: boolean;
    readonly optional: boolean;
    readonly peer: boolean;
    readonly inert?: boolean;
    readonly isLink: boolean;
    /** Every edge that leads to it asks for a package of a registry. */
    readonly isRegistryDependency: boolean;
    /** The node that a link leads to; any other node itself. */
    readonly target: Node;
    readonly isProjectRoot: boolean;
    readonly isWorkspace: boolean;
    /** Null for a root, and for what a link leads to. */
    readonly parent: Node | null;
    /** Inside the tarball of a package; false for what the root project bundles. */
    readonly inDepBundle: boolean;
    /** Placed by a lockfile inside a package's own tarball. */
    readonly inShrinkwrap: boolean | null;
    readonly edgesIn: ReadonlySet<Edge>;
    readonly edgesOut: ReadonlyMap<string, Edge>;
    readonly errors: readonly Error[];
    readonly inventory: ReadonlyMap<string, Node>;
    /** package.json of this node. */
    readonly package: NpmOptions;
    readonly meta:
      | {
          readonly loadedFromDisk: boolean;
          readonly yarnLock?: { readonly entries?: ReadonlyMap<string, unknown> } | null;
        }
      | undefined;
    getBundler(): Node | null;
  }
  export default class Arborist {
    constructor(options: Readonly<Record<string, unknown>>);
    readonly path: string;
    buildIdealTree(options: Readonly<Record<string, unknown>>): Promise<Node>;
    loadVirtual(options?: Readonly<Record<string, unknown>>): Promise<Node>;
    loadActual(options?: Readonly<Record<string, unknown>>): Promise<Node>;
    /** What the others end in; it writes the tree to the disk. */
    reify(options?: NpmOptions): Promise<Node>;
    dedupe(options?: NpmOptions): Promise<Node>;
    prune(options?: NpmOptions): Promise<Node>;
    audit(options: { readonly fix: true }): Promise<Node>;
    readonly auditReport?: unknown;
  }
}

declare module 'semver' {
  const semver: {
    valid(version: string | undefined, loose?: boolean): string | null;
    lt(a: string, b: string, loose?: boolean): boolean;
    rcompare(a: string, b: string): -1 | 0 | 1;
    gt(a: string, b: string, loose?: boolean): boolean;
    /** What comes nearest to a version; null where no number is in it. */
    coerce(text: string): { readonly version: string } | null;
    compare(a: string, b: string, loose?: boolean): -1 | 0 | 1;
    major(version: string, loose?: boolean): number;
    prerelease(version: string, loose?: boolean): readonly (string | number)[] | null;
    satisfies(
      version: string,
      range: string,
      options?: boolean | { readonly loose: boolean; readonly includePrerelease: boolean },
    ): boolean;
    validRange(range: string, loose?: boolean): string | null;
    minVersion(range: string, loose?: boolean): { readonly version: string } | null;
  };
  export default semver;
}

declare module 'make-fetch-happen' {
  interface FetchResponse {
    readonly status: number;
    readonly headers: Iterable<[string, string]>;
    readonly body: AsyncIterable<Buffer>;
  }
  /** Rejects with an error that has a `code`; every status is an answer. */
  const fetch: (url: string, options: Readonly<Record<string, unknown>>) => Promise<FetchResponse>;
  export default fetch;
}

declare module '@npmcli/agent' {
  /** For http and https; options as `http.Agent` and `tls.connect` take them, and npm's own time-outs. */
  export class Agent {
    constructor(options: NpmOptions);
  }
}
