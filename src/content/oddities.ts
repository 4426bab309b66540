import type { TarballContent } from '../evidence/needs.ts';

type Oddities = TarballContent['oddities'];

const maxOddities = 1_000;

/** Collects oddities up to a number that a report can still be made of. */
export function oddityList(): { add(path: string, what: string): void; list(): Oddities } {
  const found: { path: string; what: string }[] = [];
  let more = 0;
  return {
    add(path, what) {
      if (found.length < maxOddities) found.push({ path, what });
      else more += 1;
    },
    list: () => (more === 0 ? found : [...found, { path: '', what: `${more} more oddities` }]),
  };
}

/** Paths that overwrite each other where the disk does not tell upper from lower case, or that cannot both be. */
export function clashes(paths: Iterable<string>): Oddities {
  const all = new Set(paths);
  const byFolded = new Map<string, string>();
  const odd = oddityList();
  for (const path of all) {
    const folded = path.normalize('NFKD').toLowerCase();
    const other = byFolded.get(folded);
    if (other === undefined) byFolded.set(folded, path);
    else odd.add(path, `the same path as ${other} on disks that do not tell upper from lower case`);
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (all.has(folder)) odd.add(path, `lies in ${folder}, which is a file`);
    }
  }
  return odd.list();
}
