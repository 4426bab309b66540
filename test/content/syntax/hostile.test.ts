import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unfold } from '../../../src/content/syntax/unfold.ts';
import { unfolded } from './unfolding.ts';

const mebi = 1 << 20;

describe('a file that no parser may be let at', () => {
  it.each([
    ['open brackets', '['.repeat(100_000), 'too-deep'],
    ['brackets that are closed', '('.repeat(50_000) + ')'.repeat(50_000), 'too-deep'],
    ['nots', `${'!'.repeat(190_000)}a`, 'too-deep'],
    ['members', `a${'.b'.repeat(100_000)}`, 'too-deep'],
    ['arrows', `${'a=>'.repeat(50_000)}1`, 'too-deep'],
    ['else', `${'if(a);else '.repeat(40_000)};`, 'too-deep'],
    ['10 MB on one line', 'a;'.repeat(5 * mebi), 'over-budget'],
    ['a megabyte of signs', ';'.repeat(mebi), 'over-budget'],
    ['templates', `\`\${a}\`;`.repeat(100_000), 'over-budget'],
    ['an error at the end of every reading', `${'return 1;\n'.repeat(90_000)}import x from`, 'over-budget'],
    ['types', 'interface A<T> { b: string }\nconst c: A<number> = d as any;', 'syntax'],
    ['prose', 'This is no program.', 'syntax'],
  ])('%s', (_name, source, failed) => {
    expect(unfold(source)).toEqual({ failed });
  });
});

describe('a file that costs more than it says', () => {
  const doubled = Array.from({ length: 40 }, (_, level) => `var a${level + 1} = [a${level}, a${level}];`);
  it.each([
    ['a list in itself', `var a = [a, a]; x(a + ''); var b = [b]; b.join('');`],
    ['lists that double', `var a0 = 'x'; ${doubled.join('')} require(a40 + '')`],
    ['texts that double', `'a'.repeat(1e9); 'a'.repeat(1e6).repeat(1e6); 'a'.padEnd(1e9)`],
    ['a function without end', `function f() { for (;;) {} } f(); while (1) {} f()`],
    ['a function of itself', 'function f(n) { return f(n + 1) + f(n + 2) } f(1)'],
    ['variables of each other', 'var a = b + 1, b = a + 1; require(a + b)'],
    ['an evaluation in an evaluation', `${'eval("'.repeat(1)}eval('eval(1)')")`],
    ['names of objects', `({}).__proto__.a; var o = { __proto__: 'a' }; require(o['__proto__'] + 'b')`],
    ['halves of letters', `require('\\ud800' + '\\udfff'); decodeURIComponent('%ff'); encodeURI('\\ud800')`],
    [
      'an expression without end',
      `'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.replace(/(a+)+$/, 'b').match(/(a|a)*$/)`,
    ],
  ])('%s', (_name, source) => {
    expect(unfolded(source)).toMatchObject({ gates: [] });
  });

  it('is said to be incomplete where its budget ended', () => {
    const calls = `f('a');`.repeat(3_000);
    expect(unfolded(`function f(a) { for (;;) {} } ${calls}`).incomplete).toBe(true);
    expect(unfolded(`'abc'.split('').reverse().join('');`.repeat(8_000)).incomplete).toBe(true);
    expect(unfolded(`f('a');`.repeat(1_000)).incomplete).toBe(false);
  });

  it('fills no list without end', () => {
    const names = Array.from({ length: 30_000 }, (_, index) => `'n${index}';`).join('');
    const { literals, incomplete } = unfolded(names);
    expect([literals.length, incomplete]).toEqual([20_000, true]);
    expect(unfolded(`eval(x);`.repeat(5_000)).calls).toHaveLength(500);
    const [long] = unfolded(`'${'a'.repeat(100_000)}'`).literals;
    expect(long?.value).toHaveLength(4_096);
  });

  it('folds a sum of thousands', () => {
    const letters = [...'child_process'].concat(Array.from({ length: 5_000 }, () => ''));
    const source = `require(${letters.map((letter) => `'${letter}'`).join('+')})`;
    expect(unfolded(source).loads).toEqual([{ value: 'child_process', revealed: true, line: 1 }]);
  });
});

describe('every kind of file', () => {
  it.each([
    ['with a mark of its encoding', `\uFEFFrequire('x')`],
    ['with an interpreter', `#!/usr/bin/env node\nrequire('x')`],
    ['with both', `\uFEFF#!/usr/bin/env node\nrequire('x')`],
    ['sloppy', `with (a) { b }; var c = 010; delete d; require('x')`],
    ['returning', `if (a) return; require('x')`],
    ['in HTML comments', `<!-- a\nrequire('x')\n--> b`],
    ['with elements', `const a = <b c={d}>e</b>; require('x')`],
    ['a module that awaits', `import a from 'a'; await a; require('x')`],
    ['with decorators', `@a class B { @c d = 1 } require('x')`],
  ])('%s', (_name, source) => {
    expect(unfolded(source).loads.at(-1)?.value).toBe('x');
  });
});

describe('whatever stands there', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...`( ) [ ] { } ' " \` \${ => , ; . ?. + ** ^ = += : ? ! ~ ... / /* */ // \\ \\x \\u{`.split(' '),
    ),
    fc.constantFrom(
      'require',
      'eval',
      'const a',
      'let b',
      'function f',
      'return',
      'import',
      'async',
      'await',
      'new',
    ),
    fc.constantFrom(
      'a',
      'b',
      'f',
      `'x'`,
      '1',
      '0x10',
      'class',
      'for',
      'of',
      'if',
      'else',
      'process.env.CI',
      '\ud800',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );

  it('is read without an error', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(unfold(pieces.join(' '))).toBeTypeOf('object');
      }),
      { numRuns: 3_000 },
    );
  });

  it('is plain data', () => {
    const unfolding = unfolded(`require('a' + b); eval(c); fetch('d'); setTimeout(() => eval(e), 1e9)`);
    expect(structuredClone(unfolding)).toEqual(unfolding);
  });
});
