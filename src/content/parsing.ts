import { type Unfolding, unfold } from './syntax/unfold.ts';

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
}

/**
 * Parsing is a hundred times slower than matching, and has a budget for each occasion in characters: time would
 * say one thing of a package today and another one tomorrow.
 */
export function parsing({ parsedFile, parsed }: Limits): Parsing {
  const done = new Map<string, Unfolding>();
  const left: Record<Occasion, number> = { veiled: parsed, started: parsed };
  return {
    unfold(path, text, occasion) {
      const earlier = done.get(path);
      if (earlier !== undefined) return earlier;
      if (text.length > parsedFile) return { failed: 'over-budget' };
      // What one occasion has no budget for, another one may have.
      if (text.length > left[occasion]) return { failed: 'over-budget' };
      left[occasion] -= text.length;
      const unfolding = attempted(text);
      done.set(path, unfolding);
      return unfolding;
    },
    forget: (path) => done.delete(path),
  };
}

/** The parser has guards of its own; what gets past them must not end who reads. */
function attempted(text: string): Unfolding {
  try {
    return unfold(text);
  } catch (error) {
    if (error instanceof RangeError) return { failed: 'too-deep' };
    return { failed: 'over-budget' };
  }
}
