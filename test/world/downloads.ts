import { type Incoming, json, type Reply } from './http.ts';
import { type MadeService, makeService } from './service.ts';

const dayMs = 24 * 3_600_000;

/**
 * npm's download counts, of the week that ended yesterday. Names that are not given have none: null in a list,
 * 404 alone, as the real service has it.
 */
export function downloadsService(
  weekly: Readonly<Record<string, number>>,
  now: () => Date = () => new Date(),
): MadeService {
  const counts = new Map(Object.entries(weekly));
  return makeService('downloads', (request) => answer(request, counts, now()));
}

function answer({ path }: Incoming, counts: ReadonlyMap<string, number>, now: Date): Reply | undefined {
  const asked = /^\/downloads\/point\/last-week\/(.+)$/.exec(path)?.[1];
  if (asked === undefined) return undefined;
  const names = asked.split(',').map(decodeURIComponent);
  if (names.length > 1 && names.some((name) => name.startsWith('@'))) {
    return json({ error: 'bulk operations for scoped packages are not yet supported' }, 400);
  }
  if (names.length > 128) return json({ error: 'too many packages' }, 400);
  const entries = names.map((name) => [name, counted(name, counts.get(name), now)] as const);
  const [only] = entries;
  if (entries.length > 1 || only === undefined) return json(Object.fromEntries(entries));
  const [name, count] = only;
  return count === null ? json({ error: `package ${name} not found` }, 404) : json(count);
}

function counted(name: string, downloads: number | undefined, now: Date) {
  if (downloads === undefined) return null;
  const day = (before: number) => new Date(now.getTime() - before * dayMs).toISOString().slice(0, 10);
  return { downloads, start: day(7), end: day(1), package: name };
}
