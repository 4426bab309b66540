import { pathKey } from './json-lines.ts';

/**
 * The lines of entries in a lockfile of yarn, pnpm or bun, each by its key: `"a@^1", "a@^1.2":`, `  a@1.0.0:` or
 * `    "a": ["a@1.0.0", …`. The first that bears the key counts.
 */
export function entryLines(text: string, paths: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const wanted = new Map(paths.map((path) => [bare(path[0] ?? ''), pathKey(path)]));
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const heading = /^(\s*)(\S.*?):(?: \[.*| \{\})?\s*$/.exec(line);
    if (heading === null) continue;
    const [, indent = '', written = ''] = heading;
    const names = [bare(written), ...(indent === '' ? written.split(/, */).map(bare) : [])];
    for (const name of names) {
      const key = wanted.get(name);
      if (key !== undefined && !lines.has(key)) lines.set(key, index + 1);
    }
  }
  return lines;
}

/** Without quotes, and without the mark of a document before the project's own. */
function bare(text: string): string {
  return text.replace(/ \(document \d+\)$/, '').replace(/["']/g, '');
}
