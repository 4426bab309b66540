import type { Evidence } from '../evidence/gather.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { ageWords, counted } from '../report/words.ts';

/**
 * Where the local database answered in OSV's place: what it knows is of a day that has passed, and whoever reads
 * "nothing known" should know of which. A private name is never sent, so that this says nothing new of it.
 */
export function lookedUpLocally(
  packages: readonly PlannedPackage[],
  evidence: Evidence,
  now: Date,
): readonly string[] {
  const inPlace = packages.flatMap((pkg) => {
    const found = evidence.read(pkg, 'advisories');
    const silence = found?.silent.get('osvAdvisories');
    const asOf = found?.asOf.get('localAdvisories');
    if (silence === undefined || silence.reason === 'private' || asOf === undefined) return [];
    return found?.spoke.includes('localAdvisories') ? [{ why: silence.detail, asOf }] : [];
  });
  const [first] = inPlace;
  if (first === undefined) return [];
  const age = ageWords(first.asOf, now.toISOString());
  const words = age === undefined ? first.asOf : `${age} old (${first.asOf})`;
  const looked = `the local advisory database answered for ${counted(inPlace.length, 'package')}`;
  return [`${first.why}, so ${looked}: what it knows is ${words}.`];
}
