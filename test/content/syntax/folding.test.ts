import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unfolded } from './unfolding.ts';

const quoted = (text: string): string => JSON.stringify(text).replace(/\u2028|\u2029/g, '');
const word = fc.stringMatching(/^[a-zA-Z0-9 _./%-]{0,8}$/);
const index = fc.integer({ min: -3, max: 9 });

/** Expressions of constants that come to a text or a number, as attackers nest them. */
const { text } = fc.letrec<{ text: string; number: string; list: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word.map(quoted),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a}+${b})`),
    fc.tuple(tie('text'), tie('number')).map(([a, b]) => `(${a}+${b})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `\`\${${a}}-\${${b}}\``),
    fc.tuple(tie('text'), index, index).map(([a, b, c]) => `${a}.slice(${b},${c})`),
    fc.tuple(tie('text'), index, index).map(([a, b, c]) => `${a}.substr(${b},${c})`),
    fc.tuple(tie('text'), index, index).map(([a, b, c]) => `${a}.substring(${b},${c})`),
    fc.tuple(tie('text'), index).map(([a, b]) => `${a}.charAt(${b})`),
    fc.tuple(tie('text'), fc.nat(3)).map(([a, b]) => `${a}.repeat(${b})`),
    fc.tuple(tie('text'), word, word).map(([a, b, c]) => `${a}.replace(${quoted(b)},${quoted(c)})`),
    fc.tuple(tie('text'), word).map(([a, b]) => `${a}.concat(${quoted(b)},1)`),
    tie('text').map((a) => `${a}.toUpperCase()`),
    tie('text').map((a) => `${a}.trim()`),
    tie('text').map((a) => `Buffer.from(${a}).toString('hex')`),
    tie('text').map((a) => `Buffer.from(${a},'base64').toString('latin1')`),
    // Of other letters btoa makes nothing.
    word.map((a) => `atob(btoa(${quoted(a)}))`),
    tie('text').map((a) => `unescape(${a})`),
    tie('text').map(
      (a) => `(s => s.split('').map(c => String.fromCharCode(c.charCodeAt(0) ^ 1)).join(''))(${a})`,
    ),
    tie('text').map(
      (a) => `(function (s) { let o = ''; for (let i = 0; i < s.length; i++) o = s[i] + o; return o })(${a})`,
    ),
    fc.tuple(tie('list'), word).map(([a, b]) => `${a}.join(${quoted(b)})`),
    fc.tuple(tie('list')).map(([a]) => `(''+${a})`),
    fc.tuple(tie('number'), fc.integer({ min: 2, max: 36 })).map(([a, b]) => `(${a}).toString(${b})`),
    fc.tuple(tie('number')).map(([a]) => `String.fromCharCode(${a})`),
    fc.tuple(tie('number'), tie('text'), tie('text')).map(([a, b, c]) => `(${a}>4?${b}:${c})`),
  ),
  number: fc.oneof(
    fc.integer({ min: -300, max: 300 }).map((a) => `(${a})`),
    tie('text').map((a) => `${a}.length`),
    tie('text').map((a) => `${a}.indexOf('a')`),
    fc
      .tuple(
        tie('number'),
        fc.constantFrom('+', '-', '*', '%', '^', '|', '&', '<<', '>>', '>>>'),
        tie('number'),
      )
      .map(([a, operator, b]) => `(${a}${operator}${b})`),
    fc.tuple(tie('text'), fc.constantFrom(10, 16)).map(([a, b]) => `parseInt(${a},${b})`),
    tie('number').map((a) => `(~${a})`),
    tie('number').map((a) => `(+!${a})`),
  ),
  list: fc.oneof(
    fc.array(tie('text'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc.tuple(tie('text'), fc.constantFrom('', 'a', '/')).map(([a, b]) => `${a}.split(${quoted(b)})`),
    tie('list').map((a) => `${a}.reverse()`),
    tie('list').map((a) => `[...${a}]`),
    fc.tuple(tie('list'), index).map(([a, b]) => `${a}.slice(${b})`),
    fc.tuple(tie('list'), tie('list')).map(([a, b]) => `${a}.concat(${b})`),
    tie('list').map((a) => `${a}.map(x => x + '!')`),
  ),
}));

/** One for all, since making one takes longer than everything else here; no expression changes anything in it. */
const context = createContext({ Buffer, atob, btoa, unescape });

/** Runs what the arbitraries above made, and nothing else. */
function evaluated(expression: string): unknown {
  return runInContext(expression, context);
}

describe('a folded expression', () => {
  it('is what the language makes of it', () => {
    let folded = 0;
    fc.assert(
      fc.property(text, (expression) => {
        const real = evaluated(expression);
        const { loads, computed } = unfolded(`require(${expression})`);
        // What is given up is said to be; what is said is right.
        if (loads.length === 0) expect(computed).toHaveLength(1);
        else expect(loads.map(({ value }) => value)).toEqual([String(real).slice(0, 4_096)]);
        folded += loads.length;
      }),
      { numRuns: 3_000, seed: 7 },
    );
    expect(folded).toBeGreaterThan(2_900);
  });
});
