import { hasCode, messageOf, NpqError } from '../../errors.ts';
import { plain } from '../npm-config-errors.ts';
import type { FormatRange } from './lock.ts';

/** Of one lockfile; what has more is nobody's honest project. */
export const lockLimits = {
  bytes: 32 * 1024 * 1024,
  packages: 100_000,
  /** Edges of all packages together: with an alias a YAML file of a few lines has billions. */
  edges: 500_000,
  text: 2_048,
} as const;

export type Fields = ReadonlyMap<string, unknown>;

const none: Fields = new Map();

/**
 * Own keys only. Two are never honest ones: `__proto__`, which a reader that knows no better hides, and `<<`, by
 * which pnpm's own reader has a package come from a repository that for others stands under a key of that name.
 */
export function fieldsOf(value: unknown, file: string): Fields {
  if (value === undefined || value === null || value === '') return none;
  if (value instanceof Map) return value;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw malformed(file, `found ${shown(value)} where names and values are expected`);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || Object.hasOwn(value, '__proto__')) {
    throw malformed(file, 'found a key named __proto__');
  }
  if (Object.hasOwn(value, '<<')) throw malformed(file, 'found a key named <<');
  return new Map(Object.entries(value));
}

/** Undefined where there is nothing. */
export function textIn(fields: Fields, key: string, file: string): string | undefined {
  const value = fields.get(key);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw malformed(file, `found ${shown(value)} for ${key}, where a text is expected`);
  }
  const text = String(value);
  if (text.length > lockLimits.text) throw malformed(file, `found a ${key} of ${text.length} characters`);
  return text;
}

/** Names to texts: ranges, versions. */
export function textsOf(value: unknown, file: string): ReadonlyMap<string, string> {
  const fields = fieldsOf(value, file);
  const texts = new Map<string, string>();
  for (const key of fields.keys()) texts.set(requireShort(key, file), textIn(fields, key, file) ?? '');
  return texts;
}

/** Adds up what was read of one lockfile, and ends where no honest one goes. */
export interface Budget {
  package(): void;
  edges(count: number): void;
}

export function budgetFor(file: string): Budget {
  let packages = 0;
  let edges = 0;
  return {
    package() {
      packages += 1;
      if (packages > lockLimits.packages) throw tooLarge(file, `${lockLimits.packages} packages`);
    },
    edges(count) {
      edges += count;
      if (edges > lockLimits.edges) throw tooLarge(file, `${lockLimits.edges} dependencies`);
    },
  };
}

export function requireShort(text: string, file: string): string {
  if (text.length <= 8 * lockLimits.text) return text;
  throw malformed(file, `found a key of ${text.length} characters`);
}

/** What a parser throws at a text is an answer; what it throws at its end, too deep a nesting among it, as well. */
export function parsed(file: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (error instanceof NpqError || (hasCode(error) && error.code.startsWith('E'))) throw error;
    const [line = ''] = messageOf(error).split('\n');
    throw malformed(file, `its parser says: ${line.slice(0, 200)}`, error);
  }
}

export function malformed(file: string, found: string, cause?: unknown): NpqError {
  return new NpqError('config-invalid', {
    message: plain(`Expected ${file} to be as its package manager writes it, ${found}.`),
    hint: `Let the package manager write ${file} anew, and look at what changes in it.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function tooLarge(file: string, limit: string): NpqError {
  return new NpqError('config-invalid', {
    message: plain(`Expected ${file} to have at most ${limit}, found more.`),
    hint: `Find out what made ${file} so large.`,
  });
}

export function unknownFormat(file: string, { found, known }: FormatRange): NpqError {
  return new NpqError('config-invalid', {
    message: plain(`Expected ${file} in a format that npq knows (${known}), found ${shown(found)}.`),
    hint: 'Look for a newer npq; or let the package manager write a format that this one knows.',
  });
}

/** Lists and names are not written out: with aliases, YAML's may hold themselves, or have billions of entries. */
export function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const empty = (value instanceof Map ? value.size : Object.keys(value).length) === 0;
    const inner = empty ? '' : '…';
    return Array.isArray(value) ? `[${inner}]` : `{${inner}}`;
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

const name = /^(?:@[^/@\s%:?#\\]+\/)?[^/@\s%:?#\\]+$/;

/** A name and version that a registry can be asked for; `..` among them would be asked for elsewhere. */
export function isPackageName(text: string): boolean {
  return text.length <= 214 && name.test(text) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text);
}

/** `name@rest`, as all of these lockfiles write it; undefined where there is no such name. */
export function splitName(text: string): { readonly name: string; readonly rest: string } | undefined {
  const at = text.indexOf('@', 1);
  if (at < 0) return undefined;
  return { name: text.slice(0, at), rest: text.slice(at + 1) };
}
