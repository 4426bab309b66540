import semver from 'semver';
import type { Affected, OsvRecord, RangeEvent } from './osv-record.ts';

/** What a record says of one version of one package. */
export interface Word {
  /** `elsewhere`: it names the package, but other versions; `unnamed`: it does not name the package. */
  readonly about: 'this' | 'elsewhere' | 'unnamed';
  readonly entries: readonly Affected[];
  /** Versions in which a hole that is in this version is repaired. */
  readonly fixed: readonly string[];
}

export function wordOn(record: Pick<OsvRecord, 'affected'>, name: string, version: string): Word {
  const named = record.affected.filter((entry) => entry.name === name);
  const hit = named.filter((entry) => includes(entry, version));
  const about = hit.length > 0 ? 'this' : named.length > 0 ? 'elsewhere' : 'unnamed';
  const entries = hit.length > 0 ? hit : named;
  return { about, entries, fixed: [...new Set(entries.flatMap((entry) => fixedIn(entry, version)))] };
}

function includes({ versions, ranges }: Affected, version: string): boolean {
  if (versions.includes(version)) return true;
  const given = ranges.filter((events) => events.length > 0);
  // A record that names a package and no version at all means all of them.
  if (given.length === 0) return versions.length === 0;
  if (semver.valid(version, true) === null) return true;
  return given.some((events) => holds(events, version));
}

/** In which stretches the version would lie. */
function holds(events: readonly RangeEvent[], version: string): boolean {
  let inside = false;
  for (const { kind, at } of events.flatMap(markOf).sort(inOrder)) {
    const order = at === undefined ? 1 : semver.compare(version, at, true);
    if (kind === 'introduced') inside ||= order >= 0;
    else if (kind === 'fixed' ? order >= 0 : order > 0) inside = false;
  }
  return inside;
}

interface Mark {
  readonly kind: 'fixed' | 'introduced' | 'lastAffected';
  /** Undefined for the beginning of all versions. */
  readonly at: string | undefined;
}

/** What is nowhere near a version counts for the worst: as a beginning of everything, and as no end. */
function markOf(event: RangeEvent): readonly Mark[] {
  if ('introduced' in event) {
    return [{ kind: 'introduced', at: event.introduced === '0' ? undefined : nearest(event.introduced) }];
  }
  const kind = 'fixed' in event ? 'fixed' : 'lastAffected';
  const at = nearest('fixed' in event ? event.fixed : event.lastAffected);
  return at === undefined ? [] : [{ kind, at }];
}

/** Old records have bounds such as `0.3.3.5`. */
function nearest(bound: string): string | undefined {
  return semver.valid(bound, true) ?? semver.coerce(bound)?.version;
}

const ranks: readonly Mark['kind'][] = ['fixed', 'introduced', 'lastAffected'];

/** Records list events in any order. At one version a repair comes before a beginning, and a last one after it. */
function inOrder(a: Mark, b: Mark): number {
  const byKind = ranks.indexOf(a.kind) - ranks.indexOf(b.kind);
  if (a.at === b.at) return byKind;
  if (a.at === undefined) return -1;
  return b.at === undefined ? 1 : semver.compare(a.at, b.at, true) || byKind;
}

function fixedIn({ ranges }: Affected, version: string): readonly string[] {
  if (semver.valid(version, true) === null) return [];
  return ranges.flatMap((events) =>
    events.flatMap((event) => {
      if (!('fixed' in event) || semver.valid(event.fixed, true) === null) return [];
      return semver.gt(event.fixed, version, true) ? [event.fixed] : [];
    }),
  );
}
