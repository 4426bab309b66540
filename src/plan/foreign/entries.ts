import type { PackageId } from '../../model/package-id.ts';
import type { ForeignFile } from './detect.ts';
import type { ForeignLock, LockedPackage } from './lock.ts';
import { isBerry, readForeign } from './read.ts';
import { askedOf } from './specs.ts';

/** One entry of a lockfile, told so that it can be compared with one of another lockfile of the same kind. */
export interface ForeignEntry extends PackageId {
  readonly resolved: string | undefined;
  readonly integrity: string | undefined;
  /** Everything that the manager takes from it. */
  readonly text: string;
  /** What it asks for that no registry is to serve, as `name spec`. */
  readonly exotic: readonly string[];
}

/** By the lockfile's own key. Rejects as `readForeign` does. */
export async function foreignEntries(
  file: ForeignFile,
  text: string,
): Promise<ReadonlyMap<string, ForeignEntry>> {
  const lock = await readForeign(file, text);
  const berry = file === 'yarn.lock' && isBerry(text);
  return new Map([...lock.packages].map(([place, pkg]) => [place, entryOf(pkg, lock, berry)]));
}

function entryOf(pkg: LockedPackage, { catalogs }: ForeignLock, berry: boolean): ForeignEntry {
  const { name, version, resolved, integrity, source, ownArchive, patches, edges, asked, bins } = pkg;
  const asks = edges.map(({ alias, spec, to }) => [alias, spec ?? to ?? null] as const);
  const wanted = edges.flatMap(({ alias, spec }) => (spec === undefined ? [] : [{ alias, spec }]));
  const exotic = wanted.filter((one) => askedOf(one, { berry, catalogs }).kind !== 'registry');
  const bytes = [resolved ?? null, integrity ?? null, ownArchive ?? null];
  // Without a hash the place is all there is.
  const place = integrity === undefined ? pkg.place : null;
  return {
    ...{ name, version, resolved, integrity },
    text: JSON.stringify([
      name,
      version,
      Object.entries(source),
      bytes,
      place,
      patches,
      asks,
      asked,
      bins ?? null,
    ]),
    exotic: exotic.map(({ alias, spec }) => `${alias} ${spec}`),
  };
}
