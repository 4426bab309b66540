import type { TraitKind } from '../../model/code-signs.ts';
import type { Sight, Spend, Sweep } from './matcher.ts';

/** Characters before a place and behind it that belong to the same purpose, where a file holds many. */
const reach = 3_000;

/** In characters a step of about half a microsecond. */
const charactersAStep = 32;

/** In steps: a few patterns over so many characters, mostly to no end. */
export function stepsOver(characters: number): number {
  return Math.ceil(characters / charactersAStep);
}

interface Close {
  readonly kind: TraitKind;
  readonly anchors: readonly string[];
  /** So many characters are looked at as a whole. */
  readonly most: number;
  /** Global; stands in what is looked for, and seldom elsewhere. Without one the anchors do. */
  readonly needle?: RegExp;
  /** What else has to stand close around the needle. */
  readonly beside?: RegExp;
  /** The first sight in a text, in time linear in its length but for what it spends. */
  look(code: string, spend: Spend): Sight | undefined;
}

/**
 * Looks for what stands close together: in all of a small file, and in the pieces of a large one around each match of
 * `needle`, or each anchor, since in a bundle one thing has nothing to do with another, and to be large must not hide anything.
 */
export function inPieces({ kind, anchors, most, needle, beside, look }: Close): Sweep {
  return {
    ...{ kind, anchors, ...(needle === undefined ? { looksAround: true } : {}) },
    sweep({ code }, spend, anchored) {
      if (code.length <= most) return [look(code, spend) ?? []].flat();
      const places = needle === undefined ? paid(anchored(), spend) : placesIn(code, needle, beside);
      for (const { start, end } of around(code, places)) {
        if (!spend(stepsOver(end - start))) return [];
        const sight = look(code.slice(start, end), spend);
        if (sight !== undefined) return [{ ...sight, index: start + sight.index }];
      }
      return [];
    },
  };
}

/** Nobody is told of more places than there are steps. */
function paid(places: readonly number[], spend: Spend): readonly number[] {
  return spend(places.length) ? places : [];
}

/** Characters before a place and behind it. */
const closeBy = 300;

function* placesIn(code: string, needle: RegExp, beside: RegExp | undefined): Generator<number> {
  for (const { index } of code.matchAll(needle))
    if (beside === undefined || beside.test(code.slice(Math.max(0, index - closeBy), index + closeBy)))
      yield index;
}

/** Places that are close to each other have one piece, as far as one piece goes. */
function* around(
  code: string,
  places: Iterable<number>,
): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  let end = -1;
  for (const place of places) {
    if (end >= 0 && place - start > 2 * reach) {
      yield { start, end };
      end = -1;
    }
    if (end < 0) start = Math.max(0, place - reach);
    end = Math.min(code.length, place + reach);
  }
  if (end >= 0) yield { start, end };
}
