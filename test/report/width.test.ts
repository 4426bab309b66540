import { describe, expect, it } from 'vitest';
import { cutToColumns, displayWidth } from '../../src/report/width.ts';

describe('columns of a text', () => {
  it.each([
    ['plain', 5],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['🎉', 2],
    ['✅', 2],
    ['✓ › │ → …', 9],
    ['\u{20000}', 2],
    ['', 0],
  ])('%s takes %d', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it('are cut with a sign that something is missing', () => {
    expect(cutToColumns('express', 7)).toBe('express');
    expect(cutToColumns('express', 6)).toBe('expre…');
    expect(cutToColumns('漢字漢字', 6)).toBe('漢字…');
  });
});
