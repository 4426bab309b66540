import { shorten } from '../foreign.ts';
import type { Hit, Tier } from './rows.ts';
import type { Row } from './seen.ts';

/**
 * By what the reader calls them; the first that fits counts. npm's own packing makes none of these: the first kind
 * would write where a package must not, or makes tools see different files; what npm leaves out is only told.
 */
const kinds: readonly (readonly [what: RegExp, tier: Tier])[] = [
  [/^a path that leads out|^an absolute path|^a file in place of|too deep to unpack$/, 'high'],
  [/link that leads out of the package$/, 'high'],
  [/^a backslash|^lies in .* which is a file$/s, 'high'],
  [/\b(?:CharacterDevice|BlockDevice|FIFO)\b/, 'high'],
  [/^(?:a (?:hard|symbolic) link|an entry of|a broken header|the same path as)/, 'notice'],
  [/^\d+ more oddities$/, 'high'],
];

/** Entries that no tarball of npm's has: E8. What is there twice and runs is told apart (E7). */
const strangeEntries: Row = ({ subject }) =>
  subject.content.oddities.flatMap(({ path, what }): readonly Hit[] => {
    const tier = kinds.find(([kind]) => kind.test(what))?.[1];
    if (tier === undefined) return [];
    const where = path === '' ? '' : ` at ${shorten(path, 120)}`;
    return [{ id: 'E8', tier, says: `its tarball has${where}: ${shorten(what, 160)}`, traits: [] }];
  });

export const layoutRows: readonly Row[] = [strangeEntries];
