import { createHash } from 'node:crypto';
import { normalised, packageJson, unscoped } from './manifest.ts';
import { createSigningKey, type SigningKey, signedText } from './signing.ts';
import type { Manifest, PackageSpec, Person, Published, Publisher } from './spec.ts';
import { packageTarball, rawTarball } from './tarballs.ts';

/** One version as a registry keeps it. */
export interface StoredVersion {
  readonly published: Published;
  /** package.json as in the tarball, which is all that thin mirrors serve. */
  readonly raw: Manifest;
  /** The full version document. */
  document: Manifest;
  /** What the registry sends for the tarball; `swapTarball` replaces it. */
  served: Buffer;
  deprecated: string | undefined;
}

export const ADA: Publisher = { name: 'ada', email: 'ada@mail.example' };

export interface PublishContext {
  readonly registryUrl: string;
  readonly key: SigningKey;
  readonly publishedAt: string;
  readonly maintainers: readonly Person[];
}

export function store(spec: PackageSpec, context: PublishContext): StoredVersion {
  const { name, version } = spec;
  const raw = packageJson(spec);
  const { tarball, files, sizes } = pack(spec, raw);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const shasum = createHash('sha1').update(tarball).digest('hex');
  const tarballUrl = `${context.registryUrl}${name}/-/${unscoped(name)}-${version}.tgz`;
  const published: Published = {
    ...{ name, version, publishedAt: context.publishedAt, integrity, shasum, tarballUrl, tarball },
  };
  const dist = overlay(
    {
      ...{ integrity, shasum, tarball: tarballUrl, fileCount: sizes.length },
      unpackedSize: sizes.reduce((sum, size) => sum + size, 0),
      ...signatures(spec, context.key, integrity),
    },
    spec.dist,
  );
  const document = overlay(
    {
      ...normalised(raw, files.keys(), spec.writesGypScript ?? true),
      ...{ _id: `${name}@${version}`, _nodeVersion: '22.14.0', _npmVersion: '11.7.0' },
      ...{ dist, _npmUser: spec.publisher ?? ADA, directories: raw['directories'] ?? {} },
      maintainers: context.maintainers,
      _npmOperationalInternal: {
        tmp: `tmp/${unscoped(name)}_${version}`,
        host: 's3://packages.registry.example',
      },
      _hasShrinkwrap: files.has('npm-shrinkwrap.json'),
    },
    spec.registryManifest,
  );
  return { published, raw, document, served: tarball, deprecated: spec.deprecated };
}

/** `sizes`: of each file, in bytes. A tarball given as bytes is counted by `files`, whatever is in it. */
function pack(
  spec: PackageSpec,
  raw: Manifest,
): { tarball: Buffer; files: Map<string, Buffer>; sizes: number[] } {
  const files = new Map<string, Buffer>([['package.json', Buffer.from(`${JSON.stringify(raw, null, 2)}\n`)]]);
  for (const [path, content] of Object.entries(spec.files ?? {})) files.set(path, Buffer.from(content));
  const sizes = [...files.values()].map((file) => file.length);
  if (spec.tarball === undefined) return { tarball: packageTarball(files, executables(raw)), files, sizes };
  if (Buffer.isBuffer(spec.tarball)) return { tarball: spec.tarball, files, sizes };
  const inside = spec.tarball.filter(({ type = 'file' }) => type === 'file');
  return {
    ...{ tarball: rawTarball(spec.tarball), files },
    sizes: inside.map(({ body = '' }) => Buffer.byteLength(body)),
  };
}

function executables(raw: Manifest): Set<string> {
  const bin = raw['bin'];
  const paths = typeof bin === 'string' ? [bin] : Object.values((bin ?? {}) as Record<string, string>);
  return new Set(paths.map((path) => path.replace(/^\.\//, '')));
}

function signatures(spec: PackageSpec, key: SigningKey, integrity: string): Manifest {
  const how = spec.signature ?? 'valid';
  if (how === 'none') return {};
  const signer = how === 'wrong-key' ? createSigningKey() : key;
  const version = how === 'wrong-subject' ? '0.0.0-other' : spec.version;
  return { signatures: [{ keyid: key.keyid, sig: signer.sign(signedText(spec.name, version, integrity)) }] };
}

/** Null in the overlay removes. */
function overlay(base: Manifest, over: Manifest = {}): Manifest {
  return Object.fromEntries(
    Object.entries({ ...base, ...over }).filter(([, value]) => value !== null && value !== undefined),
  );
}
