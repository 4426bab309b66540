import type { Json } from './finding.ts';
import type { Action } from './verdict.ts';
import type { WrittenAt } from './waiver.ts';

/** What a rule does about the findings of a check; `where` narrows it to those whose data says so. */
export interface RuleSetting {
  readonly action: Action;
  readonly where?: { readonly key: string; readonly values: readonly string[] };
}

export const onIncompletes = ['fail', 'warn'] as const;
export type OnIncomplete = (typeof onIncompletes)[number];

/** One value that decides what npq does about what it finds. `key` as people write it: `rules.install-script`. */
export type Setting = { readonly key: string } & (
  | { readonly kind: 'preset'; readonly value: string }
  /** Of a check, or of a severity; of several the first that fits decides. */
  | { readonly kind: 'rule'; readonly of: string; readonly value: readonly RuleSetting[] }
  | { readonly kind: 'option'; readonly check: string; readonly option: string; readonly value: Json }
  | { readonly kind: 'onIncomplete'; readonly value: OnIncomplete }
);

export type PlacedSetting = Setting & { readonly at: WrittenAt };

/** By key; each the strongest word on it. */
export type SettingsInForce = ReadonlyMap<string, PlacedSetting>;

/** `npq.json:4`, or whose word it is where no file says it. */
export function placeWords({ origin, file, line }: WrittenAt): string {
  if (file === undefined) return origin;
  return line === undefined ? file : `${file}:${line}`;
}

/** `block where kind is git or remote`. */
export function ruleWords({ action, where }: RuleSetting): string {
  return where === undefined ? action : `${action} where ${where.key} is ${where.values.join(' or ')}`;
}

/** The value as people read it. */
export function valueWords(setting: Setting): string {
  if (setting.kind === 'rule') return setting.value.map(ruleWords).join(', else ');
  return typeof setting.value === 'string' ? setting.value : JSON.stringify(setting.value);
}
