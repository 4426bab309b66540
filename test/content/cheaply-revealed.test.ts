import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cheaplyRevealed } from '../../src/content/cheaply-revealed.ts';

const values = (text: string) => cheaplyRevealed(text).map(({ value }) => value);

describe('without a parser', () => {
  test.each([
    ["'child_' + 'process'", 'child_process'],
    [`"ch" +\n 'ild' + "_process"`, 'child_process'],
    [String.raw`"\x63hild_process"`, 'child_process'],
    [String.raw`'\u0063hild_process'`, 'child_process'],
    [`atob("${Buffer.from('child_process').toString('base64')}")`, 'child_process'],
    [`h('${Buffer.from('child_process').toString('hex')}')`, 'child_process'],
  ])('%s is put together', (text, expected) => {
    expect(values(text)).toContain(expected);
  });

  test.each(["'child_process'", "a + 'b'", "'a' + b", "'extraordinary'", "'a b' + `c`"])(
    '%s is not',
    (text) => {
      expect(values(text)).toEqual([]);
    },
  );

  test('the line is that on which it begins', () => {
    expect(cheaplyRevealed("1;\n\n'ab' +\n'cd'\n;'e' + 'f'")).toEqual([
      { value: 'abcd', line: 3 },
      { value: 'ef', line: 5 },
    ]);
  });

  test('any text comes to its end', () => {
    const part = fc.constantFrom(
      '"',
      "'",
      '`',
      '+',
      ' ',
      '\\x41',
      '\\u0041',
      'a',
      '\n',
      '\\',
      'QUJDREVGR0g=',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
        for (const { line } of cheaplyRevealed(parts.join(''))) expect(line).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test('values are no more than a limit', () => {
    expect(cheaplyRevealed("'a'+'b';".repeat(30_000))).toHaveLength(20_000);
  });
});
