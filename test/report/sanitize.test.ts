import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forJson, forTerminal } from '../../src/report/sanitize.ts';

/** Any sequence of UTF-16 units, half surrogate pairs included; and texts rich in what terminals act on. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...[
          'a',
          ' ',
          '\n',
          '\u001B[2J',
          '\u009B',
          '\u202E',
          '\u200D',
          '\uFE0F',
          '\u0301',
          '\u{E0041}',
          '\uD83D',
          '\uDE00',
          '\u2028',
          '\u3000',
          '://',
          'x:y@',
          '@',
          '?token=',
          '…',
        ],
      ),
    )
    .map((parts) => parts.join('')),
);
const acts = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

describe('text for a terminal', () => {
  it('says what honest text says', () => {
    const honest = 'Größe: 5 µm – “naïve” façade 漢字 한국어 ไทย हिन्दी 🎉 ⚠ a\u0301';
    expect(forTerminal(honest)).toBe(honest);
  });

  it('cannot move the cursor, set the title or change colours', () => {
    expect(forTerminal('\u001B[2Ja\u001B]0;title\u0007b\u009B31mc\u007F')).toBe(
      '\uFFFD[2Ja\uFFFD]0;title\uFFFDb\uFFFD31mc\uFFFD',
    );
  });

  it('stays on its line', () => {
    expect(forTerminal('a\r\nb\tc\u2028d\u2029e\u0085f\vg')).toBe('a b c d e f g');
  });

  it('reads in one direction and hides nothing', () => {
    expect(forTerminal('a\u202Eb\u2066c\u061Cd\u200Be\u{E0041}\u{E0042}f\u00ADg\uD800h\uFFA0i')).toBe(
      'a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg\uFFFDh\uFFFDi',
    );
  });

  it('shows one sign for a payload of variation selectors, and none for the one after an emoji', () => {
    expect(forTerminal('⚠\uFE0F careful')).toBe('⚠ careful');
    expect(forTerminal('a\uFE00\uFE01\uFE0F\u{E0100}b')).toBe('a\uFFFDb');
  });

  it('keeps the end of a command in sight', () => {
    expect(forTerminal(`node a.js${' '.repeat(5000)}; rm -rf ~`)).toBe('node a.js    ; rm -rf ~');
    expect(forTerminal(`a${'\u2800'.repeat(50)}b${'\u00A0'.repeat(50)}c`)).toBe('a    b    c');
  });

  it('does not draw over other lines', () => {
    expect(forTerminal(`a${'\u0301'.repeat(80)}b`)).toBe('a\u0301\u0301\u0301b');
    expect(forTerminal('\u0338text')).toBe('\u25CC\u0338text');
  });

  it('keeps the secrets of addresses, and the user name of ssh', () => {
    expect(forTerminal('git+https://ada:hunter2@host.example/x')).toBe('git+https://***@host.example/x');
    expect(forTerminal('https://t0ken@host.example/x')).toBe('https://***@host.example/x');
    expect(forTerminal('git+ssh://git@host.example/x')).toBe('git+ssh://git@host.example/x');
    expect(forTerminal('ssh://git:pw@host.example/x')).toBe('ssh://***@host.example/x');
    expect(forTerminal('https://host.example/x.tgz?v=1&access_token=abc#main')).toBe(
      'https://host.example/x.tgz?v=1&access_token=***#main',
    );
  });

  it('is cut only after the secrets are out', () => {
    expect(forTerminal('https://ada:hunter2@host.example/', { maxLength: 19 })).toBe('https://***@host.e…');
  });

  it('counts whole characters when it cuts', () => {
    expect(forTerminal('🎉🎉🎉', { maxLength: 3 })).toBe('🎉🎉🎉');
    expect(forTerminal('🎉🎉🎉🎉', { maxLength: 3 })).toBe('🎉🎉…');
  });

  it('holds nothing that acts, whatever came in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(forTerminal(text)).not.toMatch(acts);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never longer than allowed', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, maxLength) => {
        expect(Array.from(forTerminal(text, { maxLength })).length).toBeLessThanOrEqual(maxLength);
      }),
    );
  });

  it('does not change when it is done twice', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = forTerminal(text);
        expect(forTerminal(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  // What grows with the square of these would not end within a test's time limit.
  it('comes to an end with text that was made to be slow', () => {
    const slow = [
      '?key'.repeat(500_000),
      '://'.repeat(500_000),
      '\u0301'.repeat(1_500_000),
      `?${'key'.repeat(500_000)}`,
    ];
    for (const text of slow) expect(forTerminal(text)).not.toBe('');
  });
});

describe('a JSON document', () => {
  it('says exactly what was said, with every acting character escaped', () => {
    const text = forJson({ text: 'a\u001B\u009B\u007F\u202E\u200B\u2028\uD800\u{E0041}b漢🎉' });
    expect(text).toContain('"a\\u001b\\u009b\\u007f\\u202e\\u200b\\u2028\\ud800\\udb40\\udc41b漢🎉"');
  });

  it('keeps the secrets of addresses', () => {
    expect(forJson(['https://ada:hunter2@host.example/x'])).not.toContain('hunter2');
  });

  it('comes back equal, whatever was in it', () => {
    const withoutAddresses = anyText.filter((text) => !/:\/\/|[?&]/.test(text));
    fc.assert(
      fc.property(withoutAddresses, withoutAddresses, (a, b) => {
        const value = { [`k${a}`]: [b, { deep: a }] };
        const text = forJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(text.replaceAll('\n', '')).not.toMatch(acts);
      }),
    );
  });
});
