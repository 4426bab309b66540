import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbourhood } from '../../src/names/neighbours.ts';
import { shuffleBetween, slipBetween } from '../../src/names/slip.ts';

describe('one slip', () => {
  it.each([
    ['lodahs', 'lodash', 'swapped-letters'],
    ['exprress', 'express', 'doubled-letter'],
    ['comander', 'commander', 'undoubled-letter'],
    ['reac', 'react', 'missing-letter'],
    ['reacht', 'react', 'extra-letter'],
    ['commqnder', 'commander', 'neighbouring-key'],
    ['1odash', 'lodash', 'look-alike-letter'],
    ['moxent', 'moment', 'wrong-letter'],
  ])('%s for %s: %s', (typed, meant, kind) => {
    expect(slipBetween(typed, meant)?.kind).toBe(kind);
  });

  it('is neither none nor two', () => {
    expect(slipBetween('react', 'react')).toBeUndefined();
    expect(slipBetween('raetc', 'react')).toBeUndefined();
    expect(slipBetween('reactor', 'react')).toBeUndefined();
  });

  it('says where, what is lost and what was found', () => {
    expect(slipBetween('moxent', 'moment')).toMatchObject({ at: 2, lost: 'm', found: 'x' });
    expect(slipBetween('momen', 'moment')).toMatchObject({ at: 5, lost: 't', found: '' });
  });

  it('a few letters in another order are one too, where no letter is new', () => {
    expect(shuffleBetween('bitcoisnjlib', 'bitcoinjslib')?.kind).toBe('swapped-letters');
    expect(shuffleBetween('bitcoixyzlib', 'bitcoinjslib')).toBeUndefined();
  });
});

/** Optimal string alignment by the book, to hold the fast way against. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? (i === 0 ? j : 0);
  rows[0] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = best;
    }
  }
  return at(a.length, b.length);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 7 });

it('a slip is exactly a distance of 1', () => {
  fc.assert(
    fc.property(word, word, (typed, meant) => {
      expect(slipBetween(typed, meant) !== undefined).toBe(distance(typed, meant) === 1);
    }),
  );
});

it('the neighbourhood misses nobody', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 30 }), word, (texts, typed) => {
      const found = neighbourhood(texts.map((text, index) => [text, index])).of(typed);
      const near = texts.filter((text) => distance(typed, text) === 1);
      expect(found.map(({ text }) => text)).toEqual(near);
    }),
  );
});
