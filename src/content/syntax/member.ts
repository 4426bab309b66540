import { memberOf } from './platform.ts';
import { isKnown, known, unknown, type Value } from './values.ts';

/** What stands under a key in a value; methods are things of the platform, called with the value. */
export function memberValue(of: Value, key: string | number, veiled: boolean): Value {
  if (isKnown(of)) return knownMember(memberOf(of, String(key), veiled));
  // Nothing is known of it but that it has a constructor, which has one too.
  if (of === unknown) return key === 'constructor' ? known('constructor', veiled) : unknown;
  if (of === null || of === undefined) return unknown;
  if (typeof of === 'string') {
    if (key === 'length') return of.length;
    const index = indexOf(key);
    return index === undefined ? method('String', key, veiled) : of[index];
  }
  if (typeof of === 'number') return method('Number', key, veiled);
  if (typeof of === 'boolean') return method('Boolean', key, veiled);
  switch (of.kind) {
    case 'list': {
      if (key === 'length') return of.length;
      const index = indexOf(key);
      if (index === undefined) return method('Array', key, veiled);
      return index < of.length ? of.at(index) : undefined;
    }
    case 'bytes': {
      if (key === 'length' || key === 'byteLength') return of.bytes.length;
      const index = indexOf(key);
      return index === undefined ? method('Buffer', key, veiled) : of.bytes[index];
    }
    case 'fields': {
      const value = of.get(String(key));
      return value === undefined && key === 'constructor' ? known('Object', veiled) : value;
    }
    case 'lambda':
      return method('Function', key, veiled);
    default:
      return method('RegExp', key, veiled);
  }
}

function method(type: string, key: string | number, veiled: boolean): Value {
  return key === 'constructor'
    ? known(type, veiled)
    : known(`${type}.prototype.${key}`.slice(0, 200), veiled);
}

function indexOf(key: string | number): number | undefined {
  const number = typeof key === 'number' ? key : /^\d{1,9}$/.test(key) ? Number(key) : undefined;
  return number !== undefined && Number.isInteger(number) && number >= 0 ? number : undefined;
}

/** What is the same wherever it runs, or told relative to where it runs. */
function knownMember(member: Value): Value {
  if (!isKnown(member)) return member;
  switch (member.name) {
    case 'process.env.HOME':
    case 'process.env.USERPROFILE':
      return '~';
    case 'process.execPath':
      return 'node';
    case 'import.meta.dirname':
      return '.';
    case 'mod:path.sep':
    case 'mod:path.posix.sep':
      return '/';
    default:
      return member;
  }
}
