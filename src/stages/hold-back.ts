import type { HoldBack } from '../plan/held-back.ts';
import type { Registry, Session } from './session.ts';

const hourMs = 3_600_000;

/**
 * Versions younger than the fresh-release check allows are not chosen, but only where the registry's dates
 * are believed: a mirror that puts in today's date would hold back everything.
 */
export async function holdBackFor(
  { host, checkOptions, config }: Session,
  { packuments, profiles }: Registry,
): Promise<HoldBack | undefined> {
  const minAgeHours = checkOptions.get('fresh-release')?.['minAgeHours'];
  if (typeof minAgeHours !== 'number' || minAgeHours <= 0) return undefined;
  const registry = packuments.registryFor('npm');
  if (config.get('offline') === true) return undefined;
  const believed = await profiles.timesBelieved(registry, packuments);
  if (believed.status === 'unknown') return undefined;
  const at = host.clock.now();
  return { at, before: new Date(at.getTime() - minAgeHours * hourMs) };
}
