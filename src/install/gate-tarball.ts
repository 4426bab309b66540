import cacache from 'cacache';
import type { RawPackument } from 'pacote';
import ssri from 'ssri';
import { hasCode, messageOf } from '../errors.ts';
import type { PackageId } from '../model/package-id.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { undoEncoding } from './gate-request.ts';
import type { VettedPackage } from './vetted.ts';

/** Which packages live under which path; several hosts may use the same one. */
export interface TarballAddresses<T> {
  add(address: string, one: T): void;
  at(path: string): readonly T[];
}

interface Addressed {
  readonly package: Pick<PlannedPackage, 'name' | 'version' | 'origin'>;
  readonly addresses?: readonly string[];
}

export function tarballAddresses<T extends Addressed>(all: readonly T[]): TarballAddresses<T> {
  const byPath = new Map<string, Set<T>>();
  const addPath = (path: string | undefined, one: T) => {
    if (path === undefined) return;
    byPath.set(path, (byPath.get(path) ?? new Set()).add(one));
  };
  const add = (address: string, one: T) => {
    const path = pathOf(address);
    addPath(path, one);
    // npm puts a lockfile's address of the default registry below the path of the configured one.
    const { origin } = one.package;
    const base = origin.kind === 'registry' ? pathOf(origin.registry) : undefined;
    if (base && base !== '/' && path?.startsWith(base)) addPath(path.slice(base.length - 1), one);
  };
  for (const one of all) {
    addPath(usualPath(one.package), one);
    for (const address of one.addresses ?? []) add(address, one);
  }
  return { add, at: (path) => [...(byPath.get(path) ?? [])] };
}

/** Where registries keep tarballs as a rule. */
export function usualPath({ name, version }: PackageId): string {
  return `/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
}

function pathOf(address: string): string | undefined {
  return URL.canParse(address) ? undoEncoding(new URL(address).pathname) : undefined;
}

/** `dist.tarball` of one version as the registry writes it. */
export function publishedAddress(raw: RawPackument, version: string): string | undefined {
  const dist = member(member(member(raw, 'versions'), version), 'dist');
  const address = member(dist, 'tarball');
  return typeof address === 'string' ? address : undefined;
}

function member(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** True unless npm says that it wants other bytes: both know a hash of one kind, and they differ. */
export function mayBe(wanted: string | undefined, one: Pick<VettedPackage, 'integrity'>): boolean {
  if (wanted === undefined) return true;
  const theirs = ssri.parse(wanted);
  const ours = ssri.parse(one.integrity);
  if (theirs === null || ours === null) return false;
  if (theirs.sha512 && ours.sha512) return Boolean(ours.match(theirs));
  if (theirs.sha1 && ours.sha1 && !theirs.sha512) return Boolean(ours.match(theirs));
  return true;
}

export type Bytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** `swapped`: upstream has other bytes now. npm asks again after 5xx, which then only costs a minute. */
  | { readonly kind: 'trouble'; readonly swapped: boolean; readonly why: string };

/**
 * The bytes that were vetted: from npm's cache by their hash, or again from upstream, held against the hash
 * as a whole before the first of them is sent on.
 */
export async function vettedBytes(
  one: VettedPackage,
  options: Readonly<Record<string, unknown>>,
): Promise<Bytes> {
  const cached = await fromCache(one.integrity, options['cache']);
  if (cached !== undefined) return { kind: 'bytes', bytes: cached };
  const { name, version } = one.package;
  try {
    const { default: pacote } = await import('pacote');
    // `before` chose the version long ago; here it would only hide it.
    const upstream = { ...options, before: null, integrity: one.integrity, fullMetadata: true };
    const bytes = await pacote.tarball(`${name}@${version}`, upstream);
    return matches(bytes, one.integrity) ? { kind: 'bytes', bytes } : swapped(name, version);
  } catch (error) {
    if (hasCode(error) && error.code === 'EINTEGRITY') return swapped(name, version);
    const why = `The bytes of ${name}@${version} could not be fetched: ${messageOf(error)}`;
    return { kind: 'trouble', swapped: false, why };
  }
}

function swapped(name: string, version: string): Bytes {
  const why = `The bytes of ${name}@${version} are no longer those that were vetted.`;
  return { kind: 'trouble', swapped: true, why };
}

const cacheTrouble = new Set(['ENOENT', 'EINTEGRITY', 'EBADSIZE']);

/** Undefined where the cache has them not, or has others in their place. */
async function fromCache(integrity: string, cache: unknown): Promise<Buffer | undefined> {
  if (typeof cache !== 'string') return undefined;
  try {
    // Rejects where the content is not what its hash says.
    return await cacache.get.byDigest(cache, integrity);
  } catch (error) {
    if (hasCode(error) && cacheTrouble.has(error.code)) return undefined;
    throw error;
  }
}

export function matches(bytes: Buffer, integrity: string): boolean {
  return Boolean(ssri.checkData(bytes, integrity));
}
