import { expect, it } from 'vitest';
import { mayName, namedIn } from '../../../src/content/difference/named-packages.ts';

const isNamed = (text: string, name = 'dep') => namedIn(text, [name]).has(name);

it.each([
  ["require('dep')"],
  ['import x from "dep/sub"'],
  ['import(`dep`)'],
  ['@import "~dep/x.css"'],
  ['"dep\\u002fsub"'],
  ["'dependency' + 'dep'"],
])('%s names it', (text) => {
  expect(isNamed(text)).toBe(true);
});

it.each([
  ["require('depth')"],
  ["'my-dep'"],
  ["'./dep'"],
  ['// dep is nice'],
  ["'dep is nice'"],
  ["'dep.js'"],
  [''],
])('%s does not', (text) => {
  expect(isNamed(text)).toBe(false);
});

it('finds each of several, with scopes, and no empty name', () => {
  expect([...namedIn("'@a/b/c' 'constructor'", ['@a/b', '@a/c', 'constructor', ''])]).toEqual([
    '@a/b',
    'constructor',
  ]);
});

it('finds it behind any number of places that only look like it', () => {
  expect(isNamed(`${'dep '.repeat(5_000)}'dep'`)).toBe(true);
  expect(isNamed(`${`'dep `.repeat(5_000)}'dep'`)).toBe(true);
  expect(isNamed(`'${'d'.repeat(300)}/dep`)).toBe(false);
});

it('takes for a name what ends at a quote, and no more signs than npm allows', () => {
  expect(isNamed("'a' 'b'", "a' ")).toBe(false);
  const longest = 'd'.repeat(214);
  expect([isNamed(`'${longest}'`, longest), isNamed(`'${longest}d'`, `${longest}d`)]).toEqual([true, false]);
});

it('looks into what loads something', () => {
  const paths = [
    'a.js',
    'a.d.ts',
    'a.mts',
    'x/tsconfig.json',
    'a.vue',
    'a.scss',
    'package.json',
    'README.md',
    'a.png',
  ];
  expect(paths.filter(mayName)).toEqual(paths.slice(0, 6));
});
