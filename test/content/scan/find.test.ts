import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { automatonOf } from '../../../src/content/scan/automaton.ts';
import { finderOf, mostPlaces } from '../../../src/content/scan/find.ts';

/** What the automaton has to find, without one. */
function naive(words: readonly string[], bytes: Buffer): ReadonlyMap<string, readonly number[]> {
  const lower = (buffer: Buffer) =>
    Buffer.from(buffer).map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
  const text = Buffer.from(lower(bytes)).toString('latin1');
  const found = new Map<string, readonly number[]>();
  for (const word of new Set(words)) {
    const sought = Buffer.from(lower(Buffer.from(word))).toString('latin1');
    const places: number[] = [];
    for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) places.push(at);
    if (places.length > 0) found.set(word, places);
  }
  return found;
}

function longestLineOf(bytes: Buffer): number {
  return Math.max(
    ...bytes
      .toString('latin1')
      .split('\n')
      .map((line) => line.length),
  );
}

test('of letters that many files consist of the first place is enough, and they use up no budget', () => {
  const found = finderOf(['é', 'x'], new Set(['é'])).find(Buffer.from(`x${'é'.repeat(mostPlaces + 1)}x`));
  expect(found.anchors).toEqual(
    new Map([
      ['x', [0, 2 * mostPlaces + 3]],
      ['é', [1]],
    ]),
  );
  expect(found.looked).toBe(2 * mostPlaces + 4);
});

const find = (words: readonly string[], text: string) =>
  Object.fromEntries(finderOf(words).find(Buffer.from(text)).anchors);

describe('the places of words', () => {
  test.each([
    [['he', 'she', 'his', 'hers'], 'ushers', { he: [2], she: [1], hers: [2] }],
    [['aa'], 'aaaa', { aa: [0, 1, 2] }],
    [['eval', 'EVAL(', 'Akia'], 'EvAl( aKIA', { eval: [0], 'EVAL(': [0], Akia: [6] }],
    [['a\nb', '\n'], 'a\nb\n', { 'a\nb': [0], '\n': [1, 3] }],
    [['é', 'É'], 'éÉ', { é: [0], É: [2] }],
    [['ab', 'ab'], 'ab', { ab: [0] }],
    [['[', '{'], '[{;', { '[': [0], '{': [1] }],
    [[], 'anything', {}],
    [['x'], '', {}],
  ])('%j in %j', (words, text, expected) => {
    expect(find(words, text)).toEqual(expected);
  });

  test('are all, up to where there are too many', () => {
    const few = finderOf(['x', 'y']).find(Buffer.from(`${'x'.repeat(100)}yy`));
    expect([few.anchors.get('x')?.length, few.anchors.get('y'), few.looked]).toEqual([
      ...[100, [100, 101], 102],
    ]);
    const text = `${'x'.repeat(mostPlaces + 9)}y\n${'z'.repeat(200_000)}\n`;
    const many = finderOf(['x', 'y']).find(Buffer.from(text));
    expect([many.anchors.get('y'), many.looked]).toEqual([undefined, mostPlaces + 2]);
    expect(many.longestLine).toBe(200_000);
  });

  test('a word of no letters would be everywhere', () => {
    expect(() => finderOf(['a', ''])).toThrow(RangeError);
  });

  test('more text than states can be numbered is refused', () => {
    const words = Array.from({ length: 7_000 }, (_, index) => `${index}-${'x'.repeat(10)}`);
    expect(() => automatonOf(words)).toThrow(RangeError);
  });

  test('are those of a naive search, in any bytes, of words that overlap and contain each other', () => {
    const letter = fc.constantFrom('a', 'b', 'A', 'é', '\n', '.', '\u0000');
    const word = fc.array(letter, { minLength: 1, maxLength: 5 }).map((letters) => letters.join(''));
    const text = fc.oneof(
      fc.array(letter, { maxLength: 300 }).map((letters) => Buffer.from(letters.join(''))),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), text, (words, bytes) => {
        const found = finderOf(words).find(bytes);
        expect(found.anchors).toEqual(naive(words, bytes));
        expect(found.longestLine).toBe(longestLineOf(bytes));
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['', 0],
  ['\n', 0],
  ['abc', 3],
  ['a\nbcd\ne', 3],
  ['a\nbcd', 3],
  ['abcd\n', 4],
  ['äöü\r\n', 7],
])('the longest line of %j has %i bytes', (text, expected) => {
  expect(finderOf(['b']).find(Buffer.from(text)).longestLine).toBe(expected);
});

test('a text is touched by any of the words, in either case', () => {
  const { touches } = finderOf(['child_process', 'é']);
  expect(['x', 'CHILD_process', 'café', ''].map(touches)).toEqual([false, true, true, false]);
});
