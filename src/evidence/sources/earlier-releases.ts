import semver from 'semver';
import { type Fact, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { Source } from '../source.ts';
import type { TarballReads } from '../tarball-reads.ts';
import { tarballRequest } from '../tarball-request.ts';
import { knownDocument } from './known-document.ts';

/** What is needed to look into other versions of a package than the planned one. */
export interface EarlierInput {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly reads: TarballReads;
  readonly projectPath: string;
  /** Whether this registry's publish times are true. */
  timesBelieved(registry: string): Promise<Fact<true>>;
}

export interface Earlier {
  readonly version: string;
  /** Absent where the registry's times are not believed. */
  readonly at?: string;
}

export interface Chosen {
  readonly version: string;
  /** `installed`: what the lockfile or node_modules has today. */
  readonly as: 'installed' | 'earlier';
  /** The installed one may have come out an hour ago; the settled one has not. */
  readonly young?: true;
}

/** A hijacked package is mostly found within days; a release of that age had time to be looked at. */
export const minAgeMs = 30 * 24 * 3_600_000;
/** Worms publish the same thing under several versions within hours. */
const burstGapMs = 48 * 3_600_000;
/** How far back the run of equal commands is followed. */
const mostReleases = 40;

/** Stable versions below this one, the highest first, those of the same major before all. */
export function lowerStable(
  pkg: PlannedPackage,
  { history }: Pick<RegistryDocument, 'history'>,
  believed: boolean,
): readonly Earlier[] {
  if (semver.valid(pkg.version) === null) return [];
  return history
    .filter(({ version }) => semver.valid(version) && semver.prerelease(version) === null)
    .filter(({ version }) => semver.lt(version, pkg.version))
    .map(({ version, at }): Earlier => (believed ? { version, at } : { version }))
    .sort((a, b) => semver.rcompare(a.version, b.version));
}

/** The same, as far as the registry still has them: the first `most`. */
export async function stillThere(
  pkg: PlannedPackage,
  releases: readonly Earlier[],
  documents: EarlierInput['documents'],
  most = mostReleases,
): Promise<readonly Earlier[]> {
  const there: Earlier[] = [];
  for (const one of releases) {
    if (there.length === most) break;
    if ((await knownDocument(asVersion(pkg, one.version), documents)) !== undefined) there.push(one);
  }
  return there;
}

/** Those of a known age that are old enough, and all where no age is known. */
export function settled(releases: readonly Earlier[], now: Date): readonly Earlier[] {
  return releases.filter(({ at }) => at === undefined || now.getTime() - Date.parse(at) >= minAgeMs);
}

/**
 * Versions that came out shortly before this one, or shortly before one of those. The chain ends after as long as a
 * release takes to be settled: nobody keeps a hijack going for that long, and some publish every day.
 */
export function burstOf(history: RegistryDocument['history'], version: string): ReadonlySet<string> {
  const own = history.find((one) => one.version === version);
  const burst = new Set([version]);
  if (own === undefined) return burst;
  const end = Date.parse(own.at);
  let reached = end;
  for (const one of history.toReversed()) {
    const at = Date.parse(one.at);
    if (at > end) continue;
    if (reached - at > burstGapMs || end - at >= minAgeMs) break;
    burst.add(one.version);
    reached = at;
  }
  return burst;
}

/** What is there today, where all its places agree; a version of another package is none of this one. */
export function installedVersion({ entries, version }: PlannedPackage): string | undefined {
  const from = new Set(entries.flatMap(({ change }) => (change.kind === 'changed' ? [change.from] : [])));
  const [only, ...others] = from;
  return others.length === 0 && only !== version && semver.valid(only) ? only : undefined;
}

/** The installed one first, then the last settled one. */
export function chosenOf(installed: string | undefined, releases: readonly Earlier[]): readonly Chosen[] {
  const last = releases[0]?.version;
  return [
    ...(installed === undefined ? [] : [{ version: installed, as: 'installed' as const }]),
    ...(last === undefined || last === installed ? [] : [{ version: last, as: 'earlier' as const }]),
  ];
}

/** The published tarball of another version. */
export async function contentOf(
  then: PlannedPackage,
  { documents, reads, projectPath }: Pick<EarlierInput, 'documents' | 'reads' | 'projectPath'>,
  source: string,
): Promise<TarballContent | Unknown> {
  const request = await tarballRequest(then, documents, projectPath, source);
  const outcome = 'status' in request ? request : await reads.read(request, then.key);
  return 'status' in outcome ? outcome : outcome.content;
}

export function notThere(then: PlannedPackage, source: string): Unknown {
  return unknown('not-found', source, `the registry does not have ${then.key} any more, which was before`);
}

/** The same package at another version, of which no lockfile promises anything. */
export function asVersion(pkg: PlannedPackage, version: string): PlannedPackage {
  return { ...pkg, version, key: `${pkg.name}@${version}`, integrity: undefined, entries: [] };
}
