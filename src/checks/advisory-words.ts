import type { Advisories } from '../evidence/needs.ts';
import type { PlannedPackage } from '../model/plan.ts';

export type Hole = Advisories['holes'][number];

export const advisoryLeaves =
  "Names and versions: to OSV for packages of npm's own registry, and to the registry that a package comes from. With a local database (npq db update) and --offline, nothing.";

/** Databases know what registries serve, be it inside another package; a folder or repository may bear any name. */
export function hasAdvisories({ origin }: PlannedPackage): boolean {
  return origin.kind === 'registry' || origin.kind === 'bundled';
}

/** `Prototype pollution in x (GHSA-…), fixed in 1.2.3` */
export function holeWords({ ids, summary, fixed }: Hole): string {
  const [id = ''] = ids;
  const name = summary === '' ? id : `${summary} (${id})`;
  return `${name}, ${fixed === undefined ? 'no fixed version known' : `fixed in ${fixed}`}`;
}

/** Other words as soon as one more is found, or one turns out to be worse. */
export function agreementOn(
  check: string,
  { name, version }: PlannedPackage,
  holes: readonly Hole[],
): string {
  const told = holes.map(({ ids, severity }) => `${ids[0]} ${severity}`).sort();
  return `${check} of ${name}@${version}: ${told.join(', ')}`;
}
