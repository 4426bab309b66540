import type { HoldBack } from '../plan/held-back.ts';
import type { Registry, Session } from './session.ts';
import { optionsOf, type Settled, valuesOf } from './settings.ts';

const hourMs = 3_600_000;
/** No honest project waits longer for a version to be known. */
const mostUnaskedHours = 30 * 24;

/**
 * Versions younger than the fresh-release check allows are not chosen, but only where the registry's dates
 * are believed: a mirror that puts in today's date would hold back everything.
 */
export async function holdBackFor(
  session: Session,
  { packuments, profiles }: Registry,
): Promise<HoldBack | undefined> {
  const { host, config } = session;
  const minAgeHours = minAgeHoursIn(session);
  if (minAgeHours === undefined || minAgeHours <= 0) return undefined;
  const registry = packuments.registryFor('npm');
  if (config.get('offline') === true) return undefined;
  const believed = await profiles.timesBelieved(registry, packuments);
  if (believed.status === 'unknown') return undefined;
  const at = host.clock.now();
  return { at, before: new Date(at.getTime() - minAgeHours * hourMs) };
}

/**
 * To wait longer is stricter, until it chooses: a project that nobody trusts could have a version of years ago, with
 * all that was mended since, installed in the place of today's. The check itself holds to what the project says.
 */
export function minAgeHoursIn({
  checkOptions,
  ownWord,
  projectWord,
}: Pick<Session, 'ownWord' | 'projectWord'> & Pick<Settled, 'checkOptions'>): number | undefined {
  const inForce = minAge(checkOptions);
  if (inForce === undefined || projectWord === undefined || projectWord.trusted) return inForce;
  const without = minAge(optionsOf(valuesOf(ownWord))) ?? 0;
  return Math.min(inForce, Math.max(without, mostUnaskedHours));
}

function minAge(options: Settled['checkOptions']): number | undefined {
  const hours = options.get('fresh-release')?.['minAgeHours'];
  return typeof hours === 'number' ? hours : undefined;
}
