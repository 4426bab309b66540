/** One place as npm wrote it down, in package-lock.json or in node_modules/.package-lock.json. */
export interface RecordedEntry {
  /** Only where it differs from the last name of the place. */
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly integrity: string | undefined;
  readonly resolved: string | undefined;
  readonly link: boolean;
  readonly inBundle: boolean;
}

export type Recorded =
  | { readonly kind: 'tree'; readonly places: ReadonlyMap<string, RecordedEntry> }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Decodes a lockfile of version 2 or later. */
export function decodeRecorded(text: string): Recorded {
  const parsed = parse(text);
  if (parsed === undefined) return { kind: 'unreadable', why: 'it is no JSON' };
  const packages = record(record(parsed)?.['packages']);
  if (packages === undefined) return { kind: 'unreadable', why: 'it has no "packages"' };
  const places = new Map<string, RecordedEntry>();
  for (const [place, value] of Object.entries(packages)) {
    const entry = record(value);
    if (entry === undefined) return { kind: 'unreadable', why: `its entry ${place} is no object` };
    if (place !== '') places.set(place, toEntry(entry));
  }
  return { kind: 'tree', places };
}

function toEntry(entry: Readonly<Record<string, unknown>>): RecordedEntry {
  const text = (key: string) => (typeof entry[key] === 'string' ? entry[key] : undefined);
  return {
    name: text('name'),
    version: text('version'),
    integrity: text('integrity'),
    resolved: text('resolved'),
    link: entry['link'] === true,
    inBundle: entry['inBundle'] === true,
  };
}

/** The package's name by its place: `@a/b` of `node_modules/x/node_modules/@a/b`. */
export function nameByPlace(place: string): string {
  const mark = 'node_modules/';
  const at = place.lastIndexOf(mark);
  return at === -1 ? place : place.slice(at + mark.length);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
