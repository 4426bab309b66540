import { codeRows } from './code-rows.ts';
import { type Compared, type NewsHit, tiers } from './compared.ts';
import { fileRows } from './file-rows.ts';
import { manifestRows } from './manifest-rows.ts';

/** Told of one comparison at most: a package may have a hundred thousand files that are all alike. */
const mostHits = 50;

/** The rows of the difference (D1 to D9) that hold, worst first. */
export function differenceRows(compared: Compared): readonly NewsHit[] {
  const hits = [...manifestRows(compared), ...codeRows(compared), ...fileRows(compared)];
  hits.sort((a, b) => tiers.indexOf(b.tier) - tiers.indexOf(a.tier));
  return hits.slice(0, mostHits);
}
