import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDifference } from '../../src/report/line-difference.ts';

const text = (lines: readonly string[]) => lines.join('\n');

/** Both sides as the lines tell them, where nothing is left out. */
function sides(lines: readonly string[]) {
  const of = (signs: string) =>
    lines
      .filter((line) => !line.startsWith('@@') && signs.includes(line[0] ?? ''))
      .map((line) => line.slice(1));
  return { before: of(' -'), after: of(' +') };
}

describe('the lines that changed', () => {
  it('stand with what is around them', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const after = before.with(9, 'another');
    expect(lineDifference('a.js', text(before), text(after))).toEqual({
      path: 'a.js',
      lines: [
        ...['@@ -7 +7 @@', ' line 7', ' line 8', ' line 9', '-line 10', '+another'],
        ...[' line 11', ' line 12', ' line 13'],
      ],
      more: false,
    });
  });

  it('are none where nothing changed but line ends', () => {
    expect(lineDifference('a.js', 'a\r\nb', 'a\nb').lines).toEqual([]);
  });

  it('lead from one text to the other, by a shortest way', () => {
    const line = fc.constantFrom('a', 'b', 'c');
    const few = fc.array(line, { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(few, few, (before, after) => {
        const { lines } = lineDifference('a', text(before), text(after));
        // With seven lines at most, context of three may leave some out: then what is left says less, not more.
        const changes = lines.filter((one) => /^[+-]/.test(one));
        const common = longestCommon(before, after);
        expect(changes.length).toBe(before.length + after.length - 2 * common);
        const told = sides(lines);
        if (told.before.length === before.length) expect(told.before).toEqual(before);
        if (told.after.length === after.length) expect(told.after).toEqual(after);
      }),
    );
  });

  it('are told as replaced where the way would be too long', () => {
    const before = Array.from({ length: 3_000 }, (_, index) => `a${index}`);
    const after = Array.from({ length: 3_000 }, (_, index) => `b${index}`);
    const { lines, more } = lineDifference('a', text(before), text(after));
    expect([lines.length, more]).toEqual([400, true]);
  });
});

function longestCommon(one: readonly string[], other: readonly string[]): number {
  const [first, ...rest] = one;
  if (first === undefined || other.length === 0) return 0;
  const at = other.indexOf(first);
  const without = longestCommon(rest, other);
  return at < 0 ? without : Math.max(without, 1 + longestCommon(rest, other.slice(at + 1)));
}
