// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskComments } from '../../../src/content/traits/mask.ts';

const masked: readonly (readonly [string, string, string])[] = [
  ['a line', 'a; // b\nc', 'a;     \nc'],
  ['a block', 'a /* b\n */ c', 'a          c'],
  ['the first line that starts node', '#!/usr/bin/env node /*\na', '                      \na'],
  ['behind a regular expression', 'x = /[/"]/; // b', 'x = /[/"]/;     '],
  ['behind a condition', 'if (a) /"/.test(b); // c', 'if (a) /"/.test(b);     '],
  ['behind a division', 'a = b / c; // d / e', 'a = b / c;         '],
  ['within a template', `\`a\${b /* c */}//d\``, `\`a\${b        }//d\``],
  ['behind nested templates', `\`\${\`\${a}\`}\`; // b`, `\`\${\`\${a}\`}\`;     `],
  ['a line that only a return ends', '// a\rb', '    \rb'],
  ["a line that a separator of Unicode's ends", '// a\u2028b', '    \u2028b'],
];

const kept: readonly (readonly [string, string])[] = [
  ['addresses in strings', 'get("https://a.example/")'],
  ['a slash in a class of characters', 'a = /[/*]/; b = "*/"'],
  ['quotes that are escaped', "a = '\\'// no'"],
  ['a string that goes on in the next line', 'a = "b\\\n// c"'],
  ['a comment that never ends', 'a /* b'],
  ['what a method that is named like a keyword divides', 'a.if(b) / 2; c = "//"; d()'],
  ['a slash behind a bracket that may be either', '({}) \n function f(){}/1;"//";evil()'],
  ['a slash behind an increment', 'a++ /2;"//";evil()'],
  ["old comments of web pages' scripts", '<!-- /*\nevil()\n/* */'],
  ['their end at the beginning of a line', 'a\n/* b */ --> /*\nevil()\n/* */'],
  ['what is a name here and a keyword there', 'yield /1;"//";evil()'],
];

describe('masking comments', () => {
  it.each(masked)('blanks out %s', (_, code, expected) => {
    expect(maskComments(code)).toBe(expected);
  });

  it.each(kept)('keeps %s', (_, code) => {
    expect(maskComments(code)).toBe(code);
  });

  it('counts down without being taken for the end of a comment', () => {
    expect(maskComments('while (n --> 0) f(); // a')).toBe('while (n --> 0) f();     ');
  });

  it('keeps every place where it was', () => {
    const pieces = fc.constantFrom(
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '"',
      "'",
      '`',
      '${',
      '}',
      '{',
      '(',
      ')',
      '\n',
      '\\',
      'a',
      ' ',
      '<!--',
      'if',
      'é',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const result = maskComments(text);
        expect(result).toHaveLength(text.length);
        for (let at = 0; at < text.length; at += 1) expect([text[at], ' ']).toContain(result[at]);
      }),
    );
  });
});
