import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/content/scan/decode.ts';
import { entropyOf } from '../../../src/content/scan/entropy.ts';
import { finderOf } from '../../../src/content/scan/find.ts';
import { scan } from '../../../src/content/scan/scan.ts';
import { wellFormed } from '../../../src/content/scan/well-formed.ts';

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();
const { find } = finderOf(['eval(']);
const source = 'const a = 1;\nconst b = "ü";\neval(a + b);\n'.repeat(3);

describe('a text', () => {
  test.each([
    ['UTF-8', Buffer.from(source)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${source}`)],
    ['UTF-16LE with a mark', Buffer.from(`\uFEFF${source}`, 'utf16le')],
    ['UTF-16BE with a mark', bigEndian(`\uFEFF${source}`)],
  ])('in %s is the same', (_, bytes) => {
    const { utf8, text } = decode(bytes);
    expect(text()).toBe(source);
    expect(find(utf8).anchors.get('eval(')).toHaveLength(3);
  });

  test.each([
    ['little', Buffer.from(source, 'utf16le')],
    ['big', bigEndian(source)],
  ])('in UTF-16 without a mark, %s end first, is looked at as both', (_, bytes) => {
    expect(decode(bytes).text().startsWith(source)).toBe(true);
    expect(find(decode(bytes).utf8).anchors.get('eval(')).toHaveLength(3);
  });

  test('that only begins like UTF-16 keeps what node would run', () => {
    const bytes = Buffer.concat([Buffer.from(`/*${'x'.repeat(600)}`, 'utf16le'), Buffer.from('*/eval(1)')]);
    expect(find(decode(bytes).utf8).anchors.has('eval(')).toBe(true);
  });

  test('with broken UTF-8, an odd UTF-16 byte or a lone surrogate is read on behind it', () => {
    const broken = Buffer.concat([Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(source)]);
    const { utf8, text } = decode(broken);
    expect(
      find(utf8)
        .anchors.get('eval(')
        ?.map((at) => utf8.toString('latin1', at, at + 5)),
    ).toEqual(new Array(3).fill('eval('));
    expect(text().endsWith(source)).toBe(true);
    const odd = Buffer.concat([Buffer.from(`\uFEFF\ud800${source}`, 'utf16le'), Buffer.from('x')]);
    expect(decode(odd).text().endsWith(source)).toBe(true);
  });

  test('places are those of its own UTF-8, whatever the bytes are', () => {
    const parts = fc.oneof(
      fc.constant(Buffer.from('eval(')),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    );
    const mark = fc.constantFrom([], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]);
    fc.assert(
      fc.property(mark, fc.array(parts, { maxLength: 10 }), (marked, list) => {
        const { utf8, text } = decode(Buffer.concat([Buffer.from(marked), ...list]));
        expect(utf8.equals(Buffer.from(text()))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('bytes that are no UTF-8', () => {
  test('become question marks, and everything else stays where it is', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((list) => Buffer.from(list)),
      fc
        .tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(), fc.integer({ min: 0, max: 255 }))
        .map(([text, at, value]) => {
          const whole = Buffer.from(`${text}\u{e0100}é`);
          whole[at % whole.length] = value;
          return whole;
        }),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const mended = wellFormed(given);
        expect(isUtf8(mended)).toBe(true);
        expect(mended.length).toBe(given.length);
        expect(mended.equals(given)).toBe(isUtf8(given));
        // Node's decoder finds the same characters, with marks of its own for all else.
        const plain = (text: string) => [...text].filter((letter) => !'?\ufffd'.includes(letter)).join('');
        expect(plain(mended.toString())).toBe(plain(given.toString()));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('entropy', () => {
  const counting = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  test.each([
    ['nothing', Buffer.alloc(0), 0],
    ['one byte', Buffer.from('a'), 0],
    ['one letter', Buffer.alloc(1_001, 'a'), 0],
    ['two letters', Buffer.from('abab'), 1],
    ['three of four', Buffer.from('aaab'), 0.811],
    ['every byte', counting, 8],
  ])('of %s', (_, bytes, expected) => {
    expect(entropyOf(bytes)).toBeCloseTo(expected, 3);
  });

  test('is that of the first MB', () => {
    const MiB = 1024 * 1024;
    expect(entropyOf(Buffer.concat([Buffer.alloc(MiB, 'a'), counting]))).toBe(0);
    expect(entropyOf(Buffer.concat([Buffer.alloc(MiB - 1, 'a'), counting.subarray(0, 1)]))).toBeGreaterThan(
      0,
    );
  });
});

test('any bytes under any name are scanned to the end', () => {
  const path = fc.oneof(fc.string(), fc.constantFrom('a.js', 'a', 'a.json', 'binding.gyp', 'a.node', 'a.sh'));
  fc.assert(
    fc.property(path, fc.uint8Array({ maxLength: 400 }), (name, bytes) => {
      const scanned = scan(name, Buffer.from(bytes));
      expect(scanned.entropy).toBeGreaterThanOrEqual(0);
      expect(scanned.entropy).toBeLessThanOrEqual(8);
      expect(typeof scanned.text()).toBe('string');
    }),
    { numRuns: 300 },
  );
});

test('of a binary only its format is told, unless something starts it as a script', () => {
  const bytes = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]), Buffer.from('x'.repeat(100))]);
  expect(scan('a', bytes)).toMatchObject({ kind: 'binary', format: 'ELF', longestLine: 0 });
  expect(scan('a', bytes, 'script')).toMatchObject({ kind: 'script', format: 'ELF', longestLine: 105 });
});
