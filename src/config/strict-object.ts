import * as v from 'valibot';
import { nearest } from '../model/nearest.ts';

/** An object of these names and no other; the message for another says which was meant. */
export function strict<const E extends v.ObjectEntries>(entries: E, what: string) {
  const names = Object.keys(entries);
  return v.strictObject(entries, (issue) => {
    if (issue.expected === 'never') return unknownName(what, String(issue.input), names);
    return isMissing(issue)
      ? `expected ${issue.expected}, found none`
      : `expected an object, ${found(issue)}`;
  });
}

/** A key that has to be there; the issue's path then ends with it. */
export function isMissing({ path, received }: v.BaseIssue<unknown>): boolean {
  return path?.at(-1)?.origin === 'key' && received === 'undefined';
}

/** `there is no check named "fresh". Did you mean …?`, without a full stop. */
export function unknownName(what: string, name: string, names: readonly string[]): string {
  const guess = nearest(name.slice(0, 100), names);
  const known = names.length === 0 ? 'There are none' : `Known are: ${names.join(', ')}`;
  const meant = guess === undefined ? known : `Did you mean ${guess}?`;
  return `there is no ${what} named ${JSON.stringify(name.slice(0, 100))}. ${meant}`;
}

/** The value as it was written, as far as it fits. */
export function found({ input }: Pick<v.BaseIssue<unknown>, 'input'>): string {
  if (Array.isArray(input)) return 'found a list';
  if (typeof input === 'object' && input !== null) return 'found an object';
  const text = JSON.stringify(input) ?? 'nothing';
  return `found ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`;
}
