import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryBytes } from '../../src/content/entry-bytes.ts';

function collect(pieces: readonly Buffer[], answer: boolean) {
  const asked: Buffer[] = [];
  const bytes = entryBytes((head) => {
    asked.push(Buffer.from(head));
    return answer;
  });
  for (const piece of pieces) bytes.add(piece);
  return { asked, end: bytes.end() };
}

test('a small file is there whole, and nobody is asked', () => {
  const { asked, end } = collect([Buffer.from('a'), Buffer.alloc(4_095, 'b')], false);
  expect([asked.length, end.length]).toEqual([0, 4_096]);
});

test('of a larger one nobody wants only the first 4 KB are kept', () => {
  const { asked, end } = collect(
    [Buffer.alloc(4_000, 'a'), Buffer.alloc(4_000, 'b'), Buffer.alloc(9)],
    false,
  );
  expect(asked.map((head) => head.length)).toEqual([4_096]);
  expect(end.equals(Buffer.concat([Buffer.alloc(4_000, 'a'), Buffer.alloc(96, 'b')]))).toBe(true);
});

test('pieces of any lengths are put together as they came', () => {
  const piece = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const whole = Buffer.concat(pieces);
      const { asked, end } = collect(pieces, true);
      expect(end.equals(whole)).toBe(true);
      expect(asked).toEqual(whole.length > 4_096 ? [whole.subarray(0, 4_096)] : []);
    }),
    { numRuns: 60 },
  );
});
