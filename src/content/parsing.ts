import { type StepsLeft, type Unfolding, unfold } from './syntax/unfold.ts';

/** `veiled`: it may hide something; `started`: something runs it at install. */
export type Occasion = 'veiled' | 'started';

export interface Parsing {
  /** Each path once, however often it is asked for. */
  unfold(path: string, text: string, occasion: Occasion): Unfolding;
  forget(path: string): void;
}

interface Limits {
  readonly parsedFile: number;
  readonly parsed: number;
  readonly steps: number;
}

/**
 * Parsing is a hundred times slower than matching, and has a budget for each occasion in characters: time would
 * say one thing of a package today and another one tomorrow. A few characters may take as many steps as a whole
 * bundle, so that those are counted as well: no honest package comes near their end.
 */
export function parsing({ parsedFile, parsed, steps }: Limits): Parsing {
  const done = new Map<string, Unfolding>();
  const left: Record<Occasion, number> = { veiled: parsed, started: parsed };
  const stepsLeft: Record<Occasion, StepsLeft> = { veiled: { left: steps }, started: { left: steps } };
  return {
    unfold(path, text, occasion) {
      const earlier = done.get(path);
      if (earlier !== undefined) return earlier;
      if (text.length > parsedFile) return { failed: 'over-budget' };
      // What one occasion has no budget for, another one may have.
      if (text.length > left[occasion]) return { failed: 'over-budget' };
      if (stepsLeft[occasion].left <= 0) return { failed: 'exhausted' };
      left[occasion] -= text.length;
      const unfolding = attempted(text, stepsLeft[occasion]);
      done.set(path, unfolding);
      return unfolding;
    },
    forget: (path) => done.delete(path),
  };
}

/** The parser has guards of its own; what gets past them must not end who reads. */
function attempted(text: string, steps: StepsLeft): Unfolding {
  try {
    return unfold(text, steps);
  } catch (error) {
    if (error instanceof RangeError) return { failed: 'too-deep' };
    return { failed: 'over-budget' };
  }
}
