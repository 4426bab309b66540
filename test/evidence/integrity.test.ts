import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundSha512, contradict, hashesOf } from '../../src/evidence/integrity.ts';

const sha512 = (letter: string) => `sha512-${letter.repeat(86)}==`;
const sha1 = (letter: string) => `sha1-${letter.repeat(27)}=`;

test('algorithms and digests are told apart, options left out', () => {
  expect(
    [...hashesOf(` ${sha512('a')}?x  ${sha1('b')}\n`)].map(([name, digests]) => [name, ...digests]),
  ).toEqual([
    ['sha512', `${'a'.repeat(86)}==`],
    ['sha1', `${'b'.repeat(27)}=`],
  ]);
  expect(hashesOf('trust me').size).toBe(0);
});

test.each([
  [sha512('a'), sha512('a'), false],
  [sha512('a'), sha512('b'), true],
  [sha512('a'), sha1('b'), false],
  [`${sha512('a')} ${sha1('a')}`, `${sha512('a')} ${sha1('b')}`, true],
  [`${sha512('a')} ${sha512('b')}`, sha512('b'), false],
  ['', sha512('a'), false],
])('%s and %s contradict each other: %s', (one, other, expected) => {
  expect(contradict(one, other)).toBe(expected);
  expect(contradict(other, one)).toBe(expected);
});

test('only one whole sha512 binds', () => {
  expect(boundSha512(`${sha1('a')} ${sha512('a')}`)).toBe(sha512('a'));
  expect(boundSha512(sha1('a'))).toBeUndefined();
  expect(boundSha512(`${sha512('a')} ${sha512('b')}`)).toBeUndefined();
  expect(boundSha512('sha512-abc')).toBeUndefined();
});

test("npm's own reader sees at least the hashes that bind here", () => {
  const ssri = createRequire(import.meta.url)('ssri') as {
    parse(sri: string): { sha512?: { digest: string }[] };
  };
  const part = fc.constantFrom(
    sha512('a'),
    sha512('b'),
    sha1('c'),
    'sha512-x',
    'md5-y',
    '?',
    'sha512',
    `${sha512('a')}?o`,
  );
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join(' ')),
      (text) => {
        const bound = boundSha512(text);
        if (bound === undefined) return;
        expect(ssri.parse(text).sha512?.map(({ digest }) => `sha512-${digest}`)).toContain(bound);
      },
    ),
  );
});
