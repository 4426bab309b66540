import type { StoredPackage } from './packument.ts';
import { ADA, type StoredVersion, store } from './publish.ts';
import type { SigningKey } from './signing.ts';
import type { PackageSpec } from './spec.ts';

const FIRST_PUBLISH = Date.UTC(2022, 2, 1, 12);
const DAY = 24 * 60 * 60 * 1000;

/** What one registry keeps. */
export interface Shelf {
  get(name: string): StoredPackage | undefined;
  version(name: string, version: string): StoredVersion;
  publish(spec: PackageSpec): StoredVersion;
  unpublish(name: string, version: string | undefined, at: string): void;
  tag(name: string, tag: string, version: string): void;
  /** From now on the version's document says that it has attestations. */
  promiseAttestations(name: string, version: string): void;
  /** What the attestations endpoint answers for `name@version`. */
  readonly attestations: Map<string, object>;
}

export function createShelf(registryUrl: string, key: SigningKey): Shelf {
  const packages = new Map<string, StoredPackage>();
  const known = (name: string): StoredPackage => {
    const pkg = packages.get(name);
    if (pkg === undefined) throw new Error(`${name} was never published in this registry`);
    return pkg;
  };
  return {
    attestations: new Map(),
    get: (name) => packages.get(name),
    version(name, version) {
      const stored = known(name).versions.get(version);
      if (stored === undefined) throw new Error(`${name} has no version ${version} in this registry`);
      return stored;
    },
    publish(spec) {
      const pkg = packages.get(spec.name) ?? emptyPackage(spec.name);
      const time = new Date(FIRST_PUBLISH + pkg.time.size * 30 * DAY).toISOString();
      const publishedAt = spec.publishedAt === undefined ? time : new Date(spec.publishedAt).toISOString();
      const inherited = pkg.maintainers.length > 0 ? pkg.maintainers : [{ name: ADA.name, email: ADA.email }];
      const own = spec.publisher && [{ name: spec.publisher.name, email: spec.publisher.email }];
      const maintainers = spec.maintainers ?? (pkg.maintainers.length === 0 && own ? own : inherited);
      const stored = store(spec, { registryUrl, key, publishedAt, maintainers });
      packages.set(spec.name, pkg);
      pkg.versions.set(spec.version, stored);
      pkg.time.set(spec.version, publishedAt);
      pkg.maintainers = maintainers;
      pkg.unpublished = undefined;
      for (const tag of spec.tags ?? ['latest']) pkg.tags.set(tag, spec.version);
      if (!pkg.tags.has('latest')) pkg.tags.set('latest', spec.version);
      touch(pkg, publishedAt);
      return stored;
    },
    unpublish(name, version, at) {
      const pkg = known(name);
      const gone = version === undefined ? [...pkg.versions.keys()] : [version];
      for (const one of gone) pkg.versions.delete(one);
      for (const [tag, target] of pkg.tags) if (gone.includes(target)) pkg.tags.delete(tag);
      const newest = [...pkg.versions.keys()].at(-1);
      if (newest === undefined) pkg.unpublished = { time: at, versions: gone };
      else if (!pkg.tags.has('latest')) pkg.tags.set('latest', newest);
      touch(pkg, at);
    },
    promiseAttestations(name, version) {
      const stored = this.version(name, version);
      const url = `${registryUrl}-/npm/v1/attestations/${name.replace('/', '%2f')}@${version}`;
      const attestations = { url, provenance: { predicateType: 'https://slsa.dev/provenance/v1' } };
      stored.document = {
        ...stored.document,
        dist: { ...(stored.document['dist'] as object), attestations },
      };
    },
    tag(name, tag, version) {
      const pkg = known(name);
      pkg.tags.set(tag, version);
      touch(pkg, pkg.modified);
    },
  };
}

function emptyPackage(name: string): StoredPackage {
  return {
    ...{ name, versions: new Map(), tags: new Map(), time: new Map(), maintainers: [] },
    ...{ created: '', modified: '', revision: 0, unpublished: undefined },
  };
}

/** Histories may be published out of order: created is the earliest time, modified the latest. */
function touch(pkg: StoredPackage, at: string): void {
  pkg.created = pkg.created === '' || at < pkg.created ? at : pkg.created;
  pkg.modified = at > pkg.modified ? at : pkg.modified;
  pkg.revision += 1;
}
