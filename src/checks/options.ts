import * as v from 'valibot';
import { messageOf, NpqError } from '../errors.ts';
import type { Json } from '../model/finding.ts';
import { nearest } from '../model/nearest.ts';
import type { Check } from './define.ts';

/** Decoded options, all defaults filled in, by check id. */
export type CheckOptions = ReadonlyMap<string, { readonly [key: string]: Json }>;

/** What a configuration says of the checks' options; foreign until decoded. */
export type RawOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Unknown checks, unknown options and wrong values are errors that name what was meant. */
export function decodeOptions(checks: readonly Check[], raw: RawOptions = {}): CheckOptions {
  const ids = checks.map((check) => check.id);
  for (const id of Object.keys(raw)) {
    if (!ids.includes(id)) throw unknownName('check', id, ids);
  }
  return new Map(checks.map((check) => [check.id, decode(check, ownValue(raw, check.id) ?? {})]));
}

function decode(check: Check, raw: Readonly<Record<string, unknown>>): { readonly [key: string]: Json } {
  const names = Object.keys(check.options.entries);
  for (const name of Object.keys(raw)) {
    if (!names.includes(name)) throw unknownName(`option of ${check.id}`, name, names);
  }
  try {
    return v.parse(check.options, raw) as { readonly [key: string]: Json };
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    const path = v.getDotPath(error.issues[0]) ?? 'an option';
    throw new NpqError('config-invalid', {
      message: `${path} of the check ${check.id}: ${messageOf(error)}`,
      hint: `npq explain ${check.id}`,
      cause: error,
    });
  }
}

function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function unknownName(what: string, found: string, names: readonly string[]): NpqError {
  const guess = nearest(found, names);
  return new NpqError('config-invalid', {
    message: `There is no ${what} named ${JSON.stringify(found)}.${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
    hint: names.length === 0 ? 'Leave it out: it takes no options.' : `Choose one of: ${names.join(', ')}.`,
  });
}
