import { NpqError } from '../errors.ts';
import type { PlacedSetting, SettingsInForce } from '../model/settings.ts';
import { placeWords } from '../model/settings.ts';
import type { WrittenAt } from '../model/waiver.ts';
import type { SettingsLayer } from './settings-layer.ts';
import { unknownName } from './strict-object.ts';

/** The last word on each key. */
export function inForce(...layers: readonly (readonly PlacedSetting[])[]): SettingsInForce {
  return new Map(layers.flat().map((setting) => [setting.key, setting]));
}

/** Keys that an organisation lets nobody change, with where it says so. */
export type Locked = ReadonlyMap<string, WrittenAt>;

/** Throws for a key that there is not: a lock that holds nothing would look like one that does. */
export function lockedBy(organisation: SettingsLayer | undefined, names: readonly string[]): Locked {
  const locked = new Map<string, WrittenAt>();
  for (const [index, key] of (organisation?.written.locked ?? []).entries()) {
    const path = ['locked', index];
    if (!names.includes(key)) throw organisation?.invalid(path, unknownName('key to lock', key, names));
    if (organisation) locked.set(key, organisation.at(path));
  }
  return locked;
}

/** `rules` locks `rules.low` too. */
export function lockOn(key: string, locked: Locked): WrittenAt | undefined {
  const parts = key.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const at = locked.get(parts.slice(0, length).join('.'));
    if (at !== undefined) return at;
  }
  return undefined;
}

/** What the user says must leave alone what is locked; saying the same is no change. */
export function refuseUnlocking(
  settings: readonly PlacedSetting[],
  before: SettingsInForce,
  locked: Locked,
): void {
  for (const { key, value, at } of settings) {
    const lock = lockOn(key, locked);
    if (lock === undefined || JSON.stringify(before.get(key)?.value) === JSON.stringify(value)) continue;
    throw lockedError(key, at, lock);
  }
}

export function lockedError(key: string, at: WrittenAt, lock: WrittenAt): NpqError {
  return new NpqError('config-invalid', {
    message: `${placeWords(at)}: Expected ${key} to stay as it is, since your organisation has locked it (${placeWords(lock)}).`,
    hint: 'Leave it out, or ask whoever keeps the policy of your organisation.',
  });
}
