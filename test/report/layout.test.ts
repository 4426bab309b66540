import { describe, expect, it } from 'vitest';
import { dot, draw, type Span, span, type View, whole } from '../../src/report/layout.ts';
import { displayWidth } from '../../src/report/width.ts';

const narrow: View = { columns: 40, color: 0, verbose: false };
const drawn = (...spans: readonly Span[]) => draw([{ spans }], narrow).trimEnd().split('\n');

describe('a line that is too long', () => {
  it('breaks before what belongs together, also where the edge meets one of its blanks', () => {
    expect(drawn(span('40 packages looked at, and 12 clean '), whole('3 flagged'))).toEqual([
      '     40 packages looked at, and 12 clean',
      '     3 flagged',
    ]);
    for (let length = 1; length <= 40; length += 1) {
      const lines = drawn(span(`${'x'.repeat(length)} `), whole('3 flagged, 4 unknown'));
      expect(lines.some((line) => line.includes('3 flagged, 4 unknown'))).toBe(true);
    }
  });

  it('leaves no dot hanging at its end, nor at the start of the next', () => {
    for (let length = 1; length <= 40; length += 1) {
      const lines = drawn(span('x'.repeat(length)), dot, whole('seventeen letters'), dot, span('end'));
      for (const line of lines) expect(line).not.toMatch(/^\s*·|·\s*$/);
      expect(lines.join(' ')).toContain('seventeen letters');
    }
  });

  it('is no longer for a wide sign behind a word that fills all but the first column', () => {
    for (const line of drawn(span(` ${'x'.repeat(34)}世`)))
      expect(displayWidth(line)).toBeLessThanOrEqual(40);
  });

  it("keeps a stranger's dot, wherever it stands", () => {
    const text = `${'x'.repeat(33)} · evil`;
    expect(drawn(span(text)).join(' ').replace(/ +/g, ' ').trim()).toBe(text);
  });
});
