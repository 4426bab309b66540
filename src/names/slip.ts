/** What one slip of the finger or of the eye does to a name. */
export type SlipKind =
  | 'swapped-letters'
  | 'doubled-letter'
  | 'undoubled-letter'
  | 'missing-letter'
  | 'extra-letter'
  | 'neighbouring-key'
  | 'look-alike-letter'
  | 'wrong-letter'
  | 'same-sound';

export interface Slip {
  readonly kind: SlipKind;
  /** Where in the meant text; for an extra letter where in the typed one. */
  readonly at: number;
  /** The letter of the meant text that is missing or changed. */
  readonly lost: string;
  /** The letter of the typed text that is too many or wrong. */
  readonly found: string;
}

interface Difference {
  readonly at: number;
  readonly lost: string;
  readonly found: string;
}

/** What is left of both texts without their common beginning and end. */
function differenceOf(typed: string, meant: string): Difference {
  const most = Math.min(typed.length, meant.length);
  let at = 0;
  while (at < most && typed.charCodeAt(at) === meant.charCodeAt(at)) at += 1;
  let tail = 0;
  const [typedEnd, meantEnd] = [typed.length - 1, meant.length - 1];
  while (tail < most - at && typed.charCodeAt(typedEnd - tail) === meant.charCodeAt(meantEnd - tail))
    tail += 1;
  return { at, lost: meant.slice(at, meant.length - tail), found: typed.slice(at, typed.length - tail) };
}

/**
 * The one edit that makes `typed` out of `meant`, where a single one does: a letter added, dropped or changed, or
 * two neighbours swapped (optimal string alignment of 1).
 */
export function slipBetween(typed: string, meant: string): Slip | undefined {
  const longer = typed.length - meant.length;
  if (typed === meant || longer > 1 || longer < -1) return undefined;
  const { at, lost, found } = differenceOf(typed, meant);
  if (found.length === 1 && lost === '') {
    const doubled = typed[at - 1] === found || typed[at + 1] === found;
    return { kind: doubled ? 'doubled-letter' : 'extra-letter', at, lost, found };
  }
  if (lost.length === 1 && found === '') {
    const undoubled = meant[at - 1] === lost || meant[at + 1] === lost;
    return { kind: undoubled ? 'undoubled-letter' : 'missing-letter', at, lost, found };
  }
  if (found.length === 1 && lost.length === 1) return { kind: changed(found, lost), at, lost, found };
  if (found.length === 2 && lost.length === 2 && found === `${lost[1]}${lost[0]}`) {
    return { kind: 'swapped-letters', at, lost, found };
  }
  return undefined;
}

/** A few neighbouring letters in another order: more than one swap, and still the same letters to the eye. */
export function shuffleBetween(typed: string, meant: string): Slip | undefined {
  if (typed.length !== meant.length) return undefined;
  const { at, lost, found } = differenceOf(typed, meant);
  if (lost.length < 3 || lost.length > 4 || [...lost].sort().join() !== [...found].sort().join())
    return undefined;
  return { kind: 'swapped-letters', at, lost, found };
}

const alike = new Set(['0o', '1l', '1i', 'il', '5s', '3e', '4a', '7t', '8b', '2z', '6b', '9g', '9q', 'uv']);
const keys = ['1234567890-', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys that touch: in one row, or one above the other on a keyboard whose rows are set off by half a key. */
const touching = new Set(
  keys.flatMap((row, line) =>
    [...row].flatMap((key, column) =>
      [row[column + 1], keys[line + 1]?.[column], keys[line + 1]?.[column - 1]]
        .filter((other) => other !== undefined)
        .map((other) => sorted(key, other)),
    ),
  ),
);

function changed(found: string, lost: string): SlipKind {
  const pair = sorted(found, lost);
  if (alike.has(pair)) return 'look-alike-letter';
  return touching.has(pair) ? 'neighbouring-key' : 'wrong-letter';
}

function sorted(one: string, other: string): string {
  return one < other ? one + other : other + one;
}
