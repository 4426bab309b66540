import { describe, expect, it } from 'vitest';
import { linesShowing } from '../../../src/content/difference/shown-lines.ts';

const asks = "require('https').get(u);";

describe('the lines that show what a file can do', () => {
  it('are those from which it can be seen, and no other', () => {
    const text = ['const a = 1;', asks, 'eval(x);', `  ${asks}  `].join('\r\n');
    expect(linesShowing(text, 'network', 5)).toEqual([
      { line: 2, text: asks },
      { line: 4, text: asks },
    ]);
    expect(linesShowing(text, 'network', 1)).toEqual([{ line: 2, text: asks }]);
    expect(linesShowing(text, 'child-process', 5)).toEqual([]);
  });

  it('are told once each, and a long one by the piece around it', () => {
    const long = `${'a;'.repeat(500)}${asks}${'b;'.repeat(500)}${asks}`;
    const [first, ...others] = linesShowing(long, 'network', 5);
    expect(others).toEqual([]);
    expect(first?.line).toBe(1);
    expect(first?.text).toContain(asks);
    expect(first?.text.length).toBeLessThanOrEqual(200);
  });

  it('are found wherever in a long line it stands', () => {
    for (const before of [90, 190, 195, 290])
      expect(linesShowing(`${';'.repeat(before)}${asks}`, 'network', 5)).toHaveLength(1);
  });

  it('are not looked for in a file without an end', () => {
    expect(linesShowing(`${'\n;'.repeat(20_000)}\n${asks}`, 'network', 5)).toEqual([]);
  });
});
