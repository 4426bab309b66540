import * as v from 'valibot';
import { shorten } from '../../content/foreign.ts';

/** One record in OSV's form, cut down to what counts for npm packages; see https://ossf.github.io/osv-schema/. */
export interface OsvRecord {
  readonly id: string;
  readonly modified?: string;
  readonly withdrawn: boolean;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** CVSS vectors, and words such as `MODERATE`; as they were written. */
  readonly ratings: readonly string[];
  readonly weaknesses: readonly string[];
  readonly affected: readonly Affected[];
}

/** What a record says of one npm package. */
export interface Affected {
  readonly name: string;
  /** In SemVer order of the record, each with exactly one of the fields. */
  readonly ranges: readonly (readonly RangeEvent[])[];
  readonly versions: readonly string[];
  readonly ratings: readonly string[];
  readonly weaknesses: readonly string[];
}

export type RangeEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly lastAffected: string };

const longestSummary = 300;
const mostAffected = 20_000;
const mostEvents = 2_000;
const mostVersions = 100_000;
const mostAliases = 200;

const Text = v.pipe(v.string(), v.maxLength(1_000));
/** In ids nothing is printed that could break a line or lead elsewhere; they also stand in addresses. */
export const AdvisoryId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.:-]{0,127}$/));

const Event = v.looseObject({
  introduced: v.optional(Text),
  fixed: v.optional(Text),
  last_affected: v.optional(Text),
});
const Range = v.looseObject({
  type: v.string(),
  events: v.pipe(v.array(Event), v.maxLength(mostEvents)),
});
const AffectedEntry = v.looseObject({
  package: v.optional(v.looseObject({ ecosystem: v.string(), name: Text })),
  ranges: v.nullish(v.pipe(v.array(Range), v.maxLength(mostEvents)), []),
  versions: v.nullish(v.pipe(v.array(Text), v.maxLength(mostVersions)), []),
  severity: v.optional(v.unknown()),
  database_specific: v.optional(v.unknown()),
});
const Entry = v.looseObject({
  id: AdvisoryId,
  modified: v.optional(v.unknown()),
  withdrawn: v.optional(v.unknown()),
  aliases: v.optional(v.unknown()),
  summary: v.optional(v.unknown()),
  details: v.optional(v.unknown()),
  severity: v.optional(v.unknown()),
  affected: v.nullish(v.pipe(v.array(AffectedEntry), v.maxLength(mostAffected)), []),
  database_specific: v.optional(v.unknown()),
});

/**
 * Strict in what decides whom a record is about: id, packages, ranges, versions. All else may be missing or
 * odd, and then counts for the worst: a record is not let go for a broken rating.
 */
export function decodeOsvRecord(value: unknown): OsvRecord | undefined {
  const decoded = v.safeParse(Entry, value);
  if (!decoded.success) return undefined;
  const entry = decoded.output;
  const [firstLine] = text(entry.details).trim().split('\n');
  return {
    id: entry.id,
    ...(isTime(entry.modified) ? { modified: entry.modified } : {}),
    withdrawn: isTime(entry.withdrawn),
    aliases: list(entry.aliases)
      .filter((alias): alias is string => v.is(AdvisoryId, alias))
      .slice(0, mostAliases),
    summary: shorten(text(entry.summary).trim() || (firstLine ?? ''), longestSummary),
    ratings: ratingsOf(entry.severity, entry.database_specific),
    weaknesses: weaknessesOf(entry.database_specific),
    affected: entry.affected.flatMap(affectedOf),
  };
}

function affectedOf(entry: v.InferOutput<typeof AffectedEntry>): readonly Affected[] {
  if (entry.package?.ecosystem !== 'npm') return [];
  return [
    {
      name: entry.package.name,
      // What a GIT range says of commits is nothing about versions.
      ranges: (entry.ranges ?? [])
        .filter(({ type }) => type === 'SEMVER' || type === 'ECOSYSTEM')
        .map(({ events }) => events.flatMap(eventsOf)),
      versions: entry.versions ?? [],
      ratings: ratingsOf(entry.severity, entry.database_specific),
      weaknesses: weaknessesOf(entry.database_specific),
    },
  ];
}

function eventsOf(event: v.InferOutput<typeof Event>): readonly RangeEvent[] {
  return [
    ...(event.introduced === undefined ? [] : [{ introduced: event.introduced }]),
    ...(event.fixed === undefined ? [] : [{ fixed: event.fixed }]),
    ...(event.last_affected === undefined ? [] : [{ lastAffected: event.last_affected }]),
  ];
}

function ratingsOf(severity: unknown, specific: unknown): readonly string[] {
  const words = list(member(specific, 'severity'), true);
  const vectors = list(severity).map((one) => member(one, 'score'));
  return [...words, ...vectors].filter((one): one is string => typeof one === 'string').slice(0, 20);
}

/** `CWE-506`; GHSA writes `cwe_ids`, the collection of malicious packages `cwes`. */
function weaknessesOf(specific: unknown): readonly string[] {
  const found = [
    ...list(member(specific, 'cwe_ids')),
    ...list(member(specific, 'cwes')).map((one) => member(one, 'cweId')),
  ];
  return found.filter((one): one is string => typeof one === 'string').slice(0, 50);
}

function list(value: unknown, single = false): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return single && value !== undefined ? [value] : [];
}

function member(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 40 && Number.isFinite(Date.parse(value));
}
