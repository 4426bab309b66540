import { partsOf, squashed, wordsOf } from './forms.ts';

/** The most used names of the public registry, most used first, by the forms in which others can resemble them. */
export interface Popular {
  readonly names: readonly string[];
  /** Scopes of popular packages, without the `@`: only their owners can publish below them. */
  readonly scopes: ReadonlySet<string>;
  /** Ranks of unscoped names by their squashed form, best first. */
  readonly plain: ReadonlyMap<string, number>;
  /** Ranks of scoped names by scope and base, squashed together. */
  readonly joined: ReadonlyMap<string, number>;
  /** Ranks of scoped names by their squashed base alone. */
  readonly bases: ReadonlyMap<string, readonly number[]>;
  /** How many of the names have this word. */
  bearersOf(word: string): number;
}

export function readPopular(names: readonly string[]): Popular {
  const scopes = new Set<string>();
  const plain = new Map<string, number>();
  const joined = new Map<string, number>();
  const bases = new Map<string, number[]>();
  for (const [rank, name] of names.entries()) {
    const { scope, base } = partsOf(name);
    const form = squashed(base);
    if (scope === undefined) {
      if (!plain.has(form)) plain.set(form, rank);
      continue;
    }
    scopes.add(scope);
    const whole = squashed(scope) + form;
    if (!joined.has(whole)) joined.set(whole, rank);
    const bearers = bases.get(form);
    if (bearers === undefined) bases.set(form, [rank]);
    else bearers.push(rank);
  }
  return {
    ...{ names, scopes, plain, joined, bases },
    bearersOf: countWords(names),
  };
}

/** Counted at first use: most plans hold no name that comes so far. */
function countWords(names: readonly string[]): (word: string) => number {
  let counts: Map<string, number> | undefined;
  return (word) => {
    if (counts === undefined) {
      counts = new Map();
      for (const name of names) {
        for (const one of new Set(wordsOf(name))) counts.set(one, (counts.get(one) ?? 0) + 1);
      }
    }
    return counts.get(word) ?? 0;
  };
}
