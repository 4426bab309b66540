import type { TraitKind } from '../../model/code-signs.ts';

/** A piece of a text around an anchor, with the comments of programs blanked out. */
export interface Window {
  readonly text: string;
  /** Where in it the anchor begins. */
  readonly at: number;
  /** Takes steps from the file's budget, for what is asked only where a pattern matched. */
  spend(steps: number): void;
}

/** So many characters before an anchor and behind its beginning are in its window. */
export const windowReach = 4_096;

export interface Sight {
  /** In the window's text. */
  readonly index: number;
  readonly what?: string;
}

export interface Matcher {
  readonly kind: TraitKind;
  /** Lower case; without one of them it cannot match. */
  readonly anchors: readonly string[];
  /** How many characters it looks at around an anchor, mostly. */
  readonly reach: number;
  /** It says something about JSON and other data too, where most words are only words. */
  readonly inData?: true;
  test(window: Window): Sight | undefined;
}

interface Look {
  /** Characters before the anchor's beginning and behind it that the pattern may need. */
  readonly before?: number;
  readonly behind?: number;
  readonly inData?: true;
  /** What was seen: a word for all of them, or by the match. Nothing where undefined comes back. */
  readonly what?: string | ((match: RegExpExecArray) => string | undefined);
  /** More that has to hold, with the window and the place of the match in it. */
  readonly and?: (window: Window, index: number, match: RegExpExecArray) => boolean;
}

/** In steps: it makes patterns of names, and takes them over thousands of characters. */
const secondLook = 64;

/**
 * A matcher that is one pattern near its anchors. The pattern's repetitions have bounds, and where it begins with a
 * name it looks behind itself that the name begins there: it would be read again from each of its letters.
 */
export function near(kind: TraitKind, anchors: readonly string[], pattern: RegExp, look: Look = {}): Matcher {
  const every = new RegExp(pattern, `${pattern.flags}g`);
  const { before = 40, behind = 300 } = look;
  const test = (window: Window): Sight | undefined => {
    const { text, at } = window;
    const from = Math.max(0, at - before);
    const piece = text.slice(from, at + behind);
    const match = matchAround(every, piece, at - from);
    if (match === undefined) return undefined;
    const index = from + match.index;
    if (look.and) {
      window.spend(secondLook);
      if (!look.and(window, index, match)) return undefined;
    }
    if (look.what === undefined) return { index };
    const what = typeof look.what === 'function' ? look.what(match) : look.what;
    return what === undefined ? undefined : { index, what };
  };
  return { kind, anchors, reach: before + behind, test, ...(look.inData ? { inData: true } : {}) };
}

/** The match that reaches the anchor: one before it has an anchor of its own. The last one where none does. */
function matchAround(pattern: RegExp, piece: string, at: number): RegExpExecArray | undefined {
  let found: RegExpExecArray | undefined;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(piece); match !== null; match = pattern.exec(piece)) {
    found = match;
    if (match.index + match[0].length > at) break;
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return found;
}

/** Characters of a window around a place in it. */
export function around(window: Window, index: number, before: number, behind: number): string {
  return window.text.slice(Math.max(0, index - before), index + behind);
}

/** What may stand between the parts of a path: a slash of either kind, or a comma between two strings. */
export const pathStep = String.raw`(?:[\\/]{1,4}|['"\`]\s{0,9}[,+]\s{0,9}['"\`][\\/]{0,2})`;

/** A text as it stands there, and with the comments of programs blanked out; of equal length. */
export interface Texts {
  readonly raw: string;
  readonly code: string;
  /** The anchors that are there. */
  readonly places: { has(anchor: string): boolean };
}

/** What only a look at a whole text can say. It takes time linear in the text's length, whatever stands there. */
export interface Sweep {
  readonly kind: TraitKind;
  /** Lower case; it is made where one of them is there, or a line of so many bytes. */
  readonly anchors: readonly string[];
  readonly longLine?: number;
  readonly inData?: true;
  /** It asks where its anchors stand. */
  readonly looksAround?: true;
  /** Sights by their place in the text. `spend` is asked by those that may look again and again. */
  sweep(texts: Texts, spend: Spend, places: () => readonly number[]): readonly Sight[];
}

/** Takes steps from the file's budget; false once there are none left, which is told. */
export type Spend = (steps: number) => boolean;
