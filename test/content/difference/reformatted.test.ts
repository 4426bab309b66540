import { describe, expect, it } from 'vitest';
import { isReformatted } from '../../../src/content/difference/reformatted.ts';

describe('another form of the same', () => {
  it.each<[why: string, path: string, before: string, after: string]>([
    ['blanks and line ends', 'a.js', 'if(a){b()}', 'if (a) {\r\n  b();\r\n}\r\n'],
    ['other quotes', 'a.js', "const a = 'b'", 'const a = "b";'],
    ['comments', 'a.js', '/* old */ run();', '// new\nrun();'],
    ['brackets that change nothing', 'a.js', '(a).b((c + d))', 'a.b(c + d);'],
    ['a name with escapes', 'a.js', String.raw`\u0061()`, 'a()'],
    ['a module', 'a.js', 'import a from "a";a()', 'import a from "a";\na();'],
    ['a command', 'a.cjs', '#!/usr/bin/env node\nreturn a', '#!/usr/bin/env node\n\nreturn a;'],
    ['JSON', 'package.json', '{"a":[1,2]}', '{\n  "a": [1, 2]\n}\n'],
    ['types, indented otherwise', 'a.d.ts', 'interface A {\n  a: 1\n}', 'interface A {\n\ta: 1\n}\n'],
    ['prose', 'README', 'one  \n\ntwo', 'one\ntwo'],
  ])('is %s', async (_why, path, before, after) => {
    expect(await isReformatted(path, before, after)).toBe(true);
  });

  it.each<[why: string, path: string, before: string, after: string]>([
    ['a line end that ends a statement', 'a.js', 'function f(){return 1}', 'function f(){return\n1}'],
    ['blanks in a string', 'a.js', 'run("a b")', 'run("a  b")'],
    ['blanks in a template', 'a.js', 'run(`a`)', 'run(`a `)'],
    ['what only looks like a comment', 'a.js', 'var r=/[/*]/;a();/[*/]/', 'var r=/[/*]/;evil();/[*/]/'],
    ['a regular expression', 'a.js', 'a(/b/)', 'a(/b/g)'],
    ['a big number', 'a.js', 'a(1n)', 'a(2n)'],
    ['another interpreter', 'a.js', '#!/usr/bin/env node\na()', '#!/tmp/evil\na()'],
    ['a payload in a comment', 'a.js', 'a()', `a() // ${'QUJD'.repeat(1_000)}`],
    ['text that no parser takes', 'a.js', 'a(', 'a (('],
    ['another order of keys', 'package.json', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['broken JSON', 'package.json', '{', '{ '],
    ['indentation with a meaning', 'a.py', 'if a:\n  b\nc', 'if a:\n  b\n  c'],
    ['bytes', 'a.txt', 'a\0b', 'a\0b '],
    ['what ends a chain', 'a.js', '(a?.b).c', 'a?.b.c'],
    ['a directive', 'a.js', "'use strict';a", "('use strict');a"],
    ["an arrow's directive", 'a.js', "a=>{'use strict'}", "a=>{('use strict')}"],
    ['a comment as pages have them', 'a.js', 'a\n<!--b\nc', 'a\n<!--x\nc'],
  ])('is not %s', async (_why, path, before, after) => {
    expect(await isReformatted(path, before, after)).toBe(false);
  });

  it('does not fall over what is nested too deeply', async () => {
    const deep = '['.repeat(200_000);
    expect(await isReformatted('a.json', deep, `${deep} `)).toBe(false);
    const nested = `${'['.repeat(500)}${']'.repeat(500)}`;
    expect(await isReformatted('a.js', nested, `${nested};`)).toBe(true);
  });
});

describe('nobody waits for', () => {
  const names = (count: number) => Array.from({ length: count }, (_, one) => `a${one}`).join();

  it.each<[what: string, path: string, text: string]>([
    ['more than half a megabyte', 'a.txt', ' '.repeat(512 * 1024)],
    ['more signs than a parser should take', 'a.js', 'a;'.repeat(140_000)],
    ['what is nested too deeply to be parsed', 'a.js', '['.repeat(2_001)],
  ])('%s', async (_what, path, text) => {
    expect(await isReformatted(path, text, `${text} `)).toBeUndefined();
    expect(await isReformatted(path, `${text} `, text)).toBeUndefined();
  });

  it('as much as there may be, and it takes no time that grows with the square of its names', async () => {
    const many = `let ${names(70_000)}`;
    const before = process.cpuUsage();
    expect(await isReformatted('a.js', many, `${many};`)).toBe(true);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});
