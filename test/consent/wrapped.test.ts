import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapped } from '../../src/consent/wrapped.ts';
import { displayWidth } from '../../src/report/width.ts';
import { hostile } from '../report/hostile.ts';

describe('a choice of more than one line', () => {
  it('breaks at blanks, and inside a word only where it is longer than a line', () => {
    expect(wrapped('Install vane 1.1.0, 8 months old: nothing was found', 37, 300)).toEqual([
      'Install vane 1.1.0, 8 months old:',
      'nothing was found',
    ]);
    expect(wrapped(`see ${'x'.repeat(30)}`, 20, 300)).toEqual(['see', 'x'.repeat(20), 'x'.repeat(10)]);
    expect(wrapped('', 20, 300)).toEqual(['']);
  });

  it('never is wider than it may be, and holds nothing that acts, whatever a package is called', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 20, max: 120 }), (text, columns) => {
        const lines = wrapped(text, columns, 300);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
