import type { PlanEntry, PlannedPackage } from '../model/plan.ts';
import { counted, formatNumber } from './words.ts';

/** The places that npm fills on this machine, by what stands in them. npm counts these, npq counts packages. */
export function filledPlaces(packages: readonly PlannedPackage[]): {
  readonly packages: number;
  readonly places: number;
} {
  const filled = packages.map(({ entries }) => entries.filter(isForHere).length).filter((count) => count > 0);
  return { packages: filled.length, places: filled.reduce((sum, count) => sum + count, 0) };
}

/** `22 packages to install, 28 more for other platforms`, so that both npm's number and npq's can be found. */
export function placesWords(packages: readonly PlannedPackage[]): string {
  const here = filledPlaces(packages);
  const elsewhere = packages.length - here.packages;
  return [
    `${counted(here.packages, 'package')} to install`,
    ...(here.places > here.packages ? [` in ${formatNumber(here.places)} places`] : []),
    ...(elsewhere > 0 ? [`, ${formatNumber(elsewhere)} more for other platforms`] : []),
  ].join('');
}

function isForHere({ inert }: PlanEntry): boolean {
  return !inert;
}
