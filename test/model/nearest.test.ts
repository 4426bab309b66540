import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/model/nearest.ts';

const names = ['balanced', 'strict', 'ci', 'report-only'];

describe('the nearest name', () => {
  it.each([
    ['balanced', 'balanced'],
    ['Balancd', 'balanced'],
    ['stric', 'strict'],
    ['report_only', 'report-only'],
    ['cy', 'ci'],
  ])('of %s is %s', (typed, meant) => {
    expect(nearest(typed, names)).toBe(meant);
  });

  it('is none where nothing is near', () => {
    expect(nearest('paranoid', names)).toBeUndefined();
    expect(nearest('x'.repeat(1000), names)).toBeUndefined();
    expect(nearest('balanced', [])).toBeUndefined();
  });

  it('is always one of the names, and itself where it is one', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }), (known, typed) => {
        const found = nearest(typed, known);
        expect(found === undefined || known.includes(found)).toBe(true);
        if (known.includes(typed)) expect(found?.toLowerCase()).toBe(typed.toLowerCase());
      }),
    );
  });
});
