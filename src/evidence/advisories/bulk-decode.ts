import * as v from 'valibot';
import { shorten } from '../../content/foreign.ts';

/** One advisory as a registry's audit endpoint tells it, cut down to what counts. */
export interface BulkAdvisory {
  /** Never empty: the database's id where the address names one, and the registry's own. */
  readonly ids: readonly [string, ...string[]];
  readonly title: string;
  readonly ratings: readonly string[];
  readonly range: string;
  readonly weaknesses: readonly string[];
  readonly malware: boolean;
}

const mostPerPackage = 2_000;

const Entry = v.looseObject({
  id: v.union([v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))]),
  url: v.optional(v.unknown()),
  title: v.optional(v.unknown()),
  severity: v.optional(v.unknown()),
  vulnerable_versions: v.pipe(v.string(), v.maxLength(4_000)),
  cwe: v.optional(v.unknown()),
  cvss: v.optional(v.unknown()),
});
const Entries = v.pipe(v.array(Entry), v.maxLength(mostPerPackage));

/** By name; undefined for what is no answer of an audit endpoint. Names that were not asked for are dropped. */
export function decodeBulk(
  value: unknown,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, readonly BulkAdvisory[]> | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const found = new Map<string, readonly BulkAdvisory[]>();
  for (const [name, entries] of Object.entries(value)) {
    if (!asked.has(name)) continue;
    const decoded = v.safeParse(Entries, entries);
    if (!decoded.success) return undefined;
    found.set(name, decoded.output.map(advisoryOf));
  }
  return found;
}

function advisoryOf(entry: v.InferOutput<typeof Entry>): BulkAdvisory {
  const own = `npm-${entry.id}`;
  const [ghsa] = typeof entry.url === 'string' ? (/GHSA(-[a-z0-9]{4}){3}$/.exec(entry.url) ?? []) : [];
  const title = typeof entry.title === 'string' ? entry.title.trim() : '';
  const words = [entry.severity, vectorOf(entry.cvss)];
  const cwes = Array.isArray(entry.cwe) ? entry.cwe : [entry.cwe];
  return {
    ids: ghsa === undefined ? [own] : [ghsa, own],
    title: shorten(title, 300),
    ratings: words.filter((one): one is string => typeof one === 'string'),
    range: entry.vulnerable_versions,
    weaknesses: cwes.filter((one): one is string => typeof one === 'string').slice(0, 50),
    // Titles of GitHub's malware advisories, whose weaknesses some registries leave out.
    malware: /^(malware in|malicious (package|code) in)\b/i.test(title),
  };
}

function vectorOf(cvss: unknown): unknown {
  return cvss !== null && typeof cvss === 'object' && 'vectorString' in cvss ? cvss.vectorString : undefined;
}
