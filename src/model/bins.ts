import { posix } from 'node:path';

/** What a package.json, or a registry in its place, says of the commands that a package brings. */
export interface PublishedBins {
  /** As `binsOf` writes them; absent where there are none. */
  readonly bins?: string;
  /** `directories.bin`: every file in it is a command, by its own name. */
  readonly binFolder?: string;
}

/**
 * The commands that npm links into node_modules/.bin, as JSON: pairs of name and path, sorted; undefined where there
 * are none. Reads `bin` by npm's own rules, since a lockfile's word is linked as well as a package.json's.
 */
export function binsOf(name: string, bin: unknown): string | undefined {
  const pairs = pairsOf(name, bin).flatMap(([key, path]) => {
    const command = posix.join('/', posix.basename(key.replace(/[\\:]/g, '/'))).slice(1);
    const target = posix.join('/', String(path).replace(/\\/g, '/')).slice(1);
    return typeof path === 'string' && command !== '' && target !== '' ? [[command, target] as const] : [];
  });
  // Of two that come to the same name npm takes the last.
  const last = [...new Map(pairs)].sort(([left], [right]) => (left < right ? -1 : 1));
  return last.length === 0 ? undefined : JSON.stringify(last);
}

function pairsOf(name: string, bin: unknown): readonly (readonly [string, unknown])[] {
  if (typeof bin === 'string') return [[name, bin]];
  if (Array.isArray(bin)) return bin.map((path) => [posix.basename(String(path)), path] as const);
  return bin !== null && typeof bin === 'object' ? Object.entries(bin) : [];
}

/** The names in what `binsOf` wrote that are not published so. */
export function unpublishedBins(bins: string, published: readonly PublishedBins[]): readonly string[] {
  const known = new Set(
    published.flatMap((one) => (one.bins === undefined ? [] : pairsIn(one.bins))).map(keyOf),
  );
  const folders = published
    .flatMap(({ binFolder }) => binFolder ?? [])
    .map((one) => posix.join('/', one, '/'));
  return pairsIn(bins)
    .filter(([command, path]) => {
      const inFolder = folders.some((folder) => posix.join('/', path) === posix.join(folder, command));
      return !known.has(keyOf([command, path])) && !inFolder;
    })
    .map(([command]) => command);
}

function pairsIn(bins: string): readonly (readonly [string, string])[] {
  return JSON.parse(bins);
}

function keyOf([command, path]: readonly [string, string]): string {
  return JSON.stringify([command, path]);
}
