import { resolve } from 'node:path';
import npa from 'npm-package-arg';
import { shorten } from '../content/foreign.ts';
import { type Unknown, unknown } from '../model/fact.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { leadsInward } from '../plan/addresses.ts';
import { contradict, hashesOf } from './integrity.ts';
import type { RegistryDocument } from './registry-document.ts';
import { factFrom, type Source } from './source.ts';

/** What to ask pacote for. */
export interface TarballRequest {
  readonly spec: string;
  readonly resolved?: string;
  readonly integrity?: string;
  /** What npm tells the registry, in a header, that it is after. */
  readonly pkgid?: string;
  /** The user's npm may refuse tarballs by address; this one is the registry's own. */
  readonly allowRemote?: 'all';
  /** Asked for by the project itself, where npm's `allow-git=root` and the like permit it. */
  readonly _isRoot?: boolean;
}

/** Where the bytes of this package lie, and what they must hash to. */
export async function tarballRequest(
  pkg: PlannedPackage,
  documents: Pick<Source<RegistryDocument>, 'load'>,
  projectPath: string,
  source: string,
): Promise<TarballRequest | Unknown> {
  if (pkg.integrity !== undefined && hashesOf(pkg.integrity).size === 0) {
    return unknown('malformed', source, `the integrity of ${pkg.key} is none: ${shorten(pkg.integrity)}`);
  }
  const integrity = pkg.integrity === undefined ? {} : { integrity: pkg.integrity };
  const _isRoot = pkg.entries.some(({ direct }) => direct);
  switch (pkg.origin.kind) {
    case 'registry':
      return fromRegistry(pkg, pkg.origin.registry, documents, source);
    case 'git':
      return { spec: pinned(pkg.origin.spec, pkg.origin.commit), _isRoot };
    case 'remote':
      return { spec: pkg.origin.url, resolved: pkg.origin.url, _isRoot, ...integrity };
    case 'file':
      return { spec: `file:${resolve(projectPath, pkg.origin.path)}`, _isRoot, ...integrity };
    default:
      throw new Error(`${pkg.key} (${pkg.origin.kind}) has no tarball of its own`);
  }
}

async function fromRegistry(
  pkg: PlannedPackage,
  registry: string,
  documents: Pick<Source<RegistryDocument>, 'load'>,
  source: string,
): Promise<TarballRequest | Unknown> {
  const document = await factFrom(documents, pkg);
  if (document.status === 'unknown') return document;
  const id = `${pkg.name}@${pkg.version}`;
  const { tarball, integrity, shasum } = document.value.version.dist;
  if (tarball === undefined) {
    return unknown('promised-but-missing', source, `the registry's document of ${id} names no tarball`);
  }
  if (!isTarballAddress(tarball)) {
    return unknown(
      'malformed',
      source,
      `the registry names no address of a tarball for ${id}: ${shorten(tarball)}`,
    );
  }
  if (leadsInward(tarball, registry)) {
    const detail = `the registry names an address of this machine or its cloud for ${id}: ${shorten(tarball)}`;
    return unknown('malformed', source, detail);
  }
  const published = integrity ?? sriOfShasum(shasum);
  if (published !== undefined && hashesOf(published).size === 0) {
    return unknown('malformed', source, `the registry's integrity of ${id} is none: ${shorten(published)}`);
  }
  // npm's cache would hand out the lockfile's bytes without asking the registry whether it ever had them.
  if (pkg.integrity !== undefined && published !== undefined && contradict(pkg.integrity, published)) {
    const detail = `${id} is ${shorten(pkg.integrity)} in the lockfile, but ${shorten(published)} at the registry`;
    return unknown('integrity-mismatch', source, detail);
  }
  const expected = pkg.integrity ?? published;
  return {
    // Never a lockfile's `resolved`, which may name any host. By name, pacote would read the whole document again.
    spec: tarball,
    resolved: tarball,
    pkgid: `registry:${pkg.name}@${tarball}`,
    allowRemote: 'all',
    ...(expected === undefined ? {} : { integrity: expected }),
  };
}

/** pacote reads some https addresses as git repositories. */
function isTarballAddress(address: string): boolean {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return false;
  return npa(address).type === 'remote';
}

function sriOfShasum(shasum: string | undefined): string | undefined {
  return shasum === undefined ? undefined : `sha1-${Buffer.from(shasum, 'hex').toString('base64')}`;
}

/** The commit of the plan in place of a branch, which may have moved since; a folder in it stays. */
function pinned(spec: string, commit: string | undefined): string {
  if (commit === undefined) return spec;
  const [address = '', fragment = ''] = spec.split('#', 2);
  const folder = fragment.split('::').filter((part) => part.startsWith('path:'));
  return `${address}#${[commit, ...folder].join('::')}`;
}
