import { join, resolve } from 'node:path';
import { hasCode } from '../errors.ts';
import type { Files, Unwritten } from '../host/host.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import { readPlace } from './disk.ts';

/**
 * What npm could not write, as sentences. npm only warns of it: files stay empty or end in the middle, while its
 * record names the package as if it were whole.
 */
export function cutOffDifferences(plan: Plan, unwritten: readonly Unwritten[]): readonly string[] {
  return unwritten.flatMap(({ why, folders }) => {
    const places = placesAt(plan, folders).map(({ place }) => place);
    const wheres = places.length > 0 ? places : ['the tree'];
    return wheres.map((where) => `npm could not write every file of ${where} (${why}).`);
  });
}

/**
 * Takes away the packages that were cut off: a repeated npm goes by its record, would leave them as they are, and
 * nothing would tell of it any more. Answers what there is to tell.
 */
export async function takeAwayCutOff(
  files: Files,
  plan: Plan,
  unwritten: readonly Unwritten[],
): Promise<readonly string[]> {
  const places = placesAt(
    plan,
    unwritten.flatMap(({ folders }) => folders),
  );
  const taken: string[] = [];
  const left: string[] = [];
  for (const { place, pkg } of places) {
    const folder = join(plan.path, place);
    if (!(await isCutOff(files, folder, pkg))) continue;
    try {
      await files.remove(folder);
      taken.push(place);
    } catch (error) {
      if (!hasCode(error)) throw error;
      left.push(place);
    }
  }
  return [
    ...sentence(taken, 'npm left it cut off; it is taken away, so that the next install brings it whole'),
    ...sentence(
      left,
      'npm left it cut off, and it could not be taken away: remove it before the next install',
    ),
  ];
}

function sentence([first, ...more]: readonly string[], what: string): readonly string[] {
  if (first === undefined) return [];
  return [`${first}${more.length === 0 ? '' : ` and ${more.length} more`}: ${what}.`];
}

/** An npm that failed may have put the version back that was there before; that one is whole. */
async function isCutOff(files: Files, folder: string, pkg: PlannedPackage): Promise<boolean> {
  const there = await readPlace(files, folder);
  if (there.kind === 'package') return !there.link && there.id.version === pkg.version;
  return there.kind === 'unreadable';
}

/** Only what was planned: a path that npm says is followed nowhere else. */
function placesAt(
  plan: Plan,
  folders: readonly string[],
): readonly { readonly place: string; readonly pkg: PlannedPackage }[] {
  const said = new Set(folders.map((folder) => resolve(folder)));
  if (said.size === 0) return [];
  return plan.packages.flatMap((pkg) =>
    pkg.entries.flatMap(({ place }) =>
      place !== '' && said.has(resolve(plan.path, place)) ? [{ place, pkg }] : [],
    ),
  );
}
