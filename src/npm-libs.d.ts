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
    manifest(spec: unknown, options?: Readonly<Record<string, unknown>>): Promise<RawManifest>;
    packument(spec: unknown, options?: Readonly<Record<string, unknown>>): Promise<RawPackument>;
    resolve(spec: unknown, options?: Readonly<Record<string, unknown>>): Promise<string>;
    tarball: {
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
  interface FetchResponse {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    json(): Promise<unknown>;
    text(): Promise<string>;
    buffer(): Promise<Buffer>;
  }
  interface RegistryFetch {
    (uri: string, options?: Readonly<Record<string, unknown>>): Promise<FetchResponse>;
    pickRegistry(spec: unknown, options?: Readonly<Record<string, unknown>>): string;
  }
  const fetch: RegistryFetch;
  export default fetch;
}

declare module 'cacache' {
  import type { Readable } from 'node:stream';

  const cacache: {
    readonly get: {
      hasContent(
        cache: string,
        integrity: string,
      ): Promise<false | { readonly size: number; readonly sri: { toString(): string } }>;
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
    parse(sri: string): Integrity;
    fromHex(hex: string, algorithm: string): Integrity;
    fromData(data: Buffer | string, options?: { algorithms?: readonly string[] }): Integrity;
  };

  export type { Integrity };
  export default ssri;
}
