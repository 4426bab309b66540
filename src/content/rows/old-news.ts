import type { Hit } from './rows.ts';
import { lowered, worstFirst } from './tiers.ts';

/**
 * A hijack is always new: what an earlier version had in just this way drops one tier. `earlier` holds the hits of
 * each version that there is to compare with; all of them must have had it.
 */
export function withoutOldNews(hits: readonly Hit[], earlier: readonly (readonly Hit[])[]): readonly Hit[] {
  if (earlier.length === 0) return hits;
  const known = earlier.map((of) => byRow(of));
  return worstFirst(
    hits.map((hit) =>
      known.every((rows) => wasThere(hit, rows)) ? { ...hit, tier: lowered(hit.tier) } : hit,
    ),
  );
}

interface Known {
  readonly traits: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
}

function byRow(hits: readonly Hit[]): ReadonlyMap<string, Known> {
  const rows = new Map<string, { traits: Set<string>; places: Set<string> }>();
  for (const hit of hits) {
    const row = rows.get(hit.id) ?? { traits: new Set(), places: new Set() };
    rows.set(hit.id, row);
    for (const key of traitKeys(hit)) row.traits.add(key);
    row.places.add(placeKey(hit));
  }
  return rows;
}

/** The same row, with nothing in it that was not there; a row without traits at the same place. */
function wasThere(hit: Hit, rows: ReadonlyMap<string, Known>): boolean {
  const row = rows.get(hit.id);
  if (row === undefined) return false;
  const keys = traitKeys(hit);
  return keys.length === 0 ? row.places.has(placeKey(hit)) : keys.every((key) => row.traits.has(key));
}

/** Numbers differ from build to build; a host or a path is the thing itself. */
function traitKeys({ traits }: Hit): readonly string[] {
  return traits.map(
    ({ kind, what = '' }) => `${kind} ${/^\d+\s/.test(what) ? what.replace(/\d+/g, '#') : what}`,
  );
}

/** Bundlers write a hash of the content into the name. */
function placeKey({ path, says }: Hit): string {
  return path === undefined ? says : path.replace(/[.-][0-9a-z_]{6,20}(?=\.[cm]?js$)/i, '');
}
