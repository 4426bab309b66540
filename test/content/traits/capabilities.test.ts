import { describe, expect, it } from 'vitest';
import type { Capability } from '../../../src/model/code-signs.ts';
import { lookAt } from './given.ts';

const able: readonly (readonly [string, string, readonly Capability[]])[] = [
  ['a module of node', "const h = require('https')", ['network']],
  ['with its prefix', "import net from 'node:net'", ['network']],
  ['a client', "import axios from 'axios'", ['network']],
  ['fetch', 'await fetch(url)', ['network']],
  ['of a page', 'navigator.sendBeacon(u, d)', ['network']],
  ['a module of promises', "import dns from 'dns/promises'", ['network']],
  ['child_process', "const { exec } = require('child_process')", ['child-process']],
  ['its name on the way to require', "load('child_process', 'exec')", ['child-process']],
  ['by import()', "const c = await import('node:child_process')", ['child-process']],
  ['execa', "import { execa } from 'execa'", ['child-process']],
  ['writing', "fs.writeFileSync('a', b)", ['file-write']],
  ['removing', 'await fs.promises.rm(d)', ['file-write']],
  ['a named import', "import { writeFile } from 'fs/promises'", ['file-write']],
  ['the environment', 'const t = process.env.TOKEN', ['environment']],
  ['by brackets', "process['env']['A']", ['environment']],
  ['a file of credentials', "home + '/.ssh/id_rsa'", ['credential-files']],
  ["npm's file", "home + '/.npmrc'", ['credential-files']],
  ['eval', 'eval(a)', ['dynamic-code']],
  ['Function', 'new Function(a)', ['dynamic-code']],
  [
    'Function without new among many functions',
    `${'f=function(a){};'.repeat(200)}Function(a)()`,
    ['dynamic-code'],
  ],
  ['Function with more than the global object', "Function('return this.a')()", ['dynamic-code']],
  ['Function with an argument too', "new Function('a', 'return this')", ['dynamic-code']],
  ['a constructor of asynchronous functions', 'AsyncFunction(a)', ['dynamic-code']],
  ['vm', "require('vm')", ['dynamic-code']],
  ['a compiled module', "require('./build/a.node')", ['native-code']],
  ['by bindings', "require('bindings')('a')", ['native-code']],
];

const unable: readonly (readonly [string, string])[] = [
  ['a method that is named so', 'cache.fetch(key)'],
  ['its declaration', 'async function fetch() {}'],
  ['in a comment', "// require('child_process')\n/* process.env.A */"],
  ['a mode', "if (process.env.NODE_ENV !== 'production') a()"],
  ["an object's eval", 'page.$eval(a); model.eval(b)'],
  ['functions', 'x = function(a) {}; y = function () {}'],
  ['the global object by a function', "a = b || Function('return this')()"],
  ['by a new one', "a = b || new Function('return this;')()"],
  ['a question about functions', 'if (isAsyncFunction(a)) b(); types.isAsyncFunction (c)'],
  ['reading', "fs.readFileSync('a')"],
  ['a word', "'http', 'https', 'net'"],
  ["a list of node's modules", "a = ['buffer', 'child_process', 'cluster', 'console']"],
  ['a table of them', "a = { 'child_process': true }"],
  ['a member', 'import.meta.env.MODE'],
];

describe('capabilities', () => {
  it.each(able)('see %s', (_, code, expected) => {
    expect(lookAt(code).capabilities).toEqual(expected);
  });

  it.each(unable)('do not see %s', (_, code) => {
    expect(lookAt(code).capabilities).toEqual([]);
  });

  it('are none of what is only data', () => {
    expect(lookAt('{"a": "process.env.A"}', 'a.json', 'data').capabilities).toEqual([]);
  });
});

describe('hosts', () => {
  it('are of addresses in the code, lower case, sorted, without ports and credentials', () => {
    const code =
      "f('https://B.example:8000/x', 'http://u:p@a.example', `wss://c.example?d`, 'ftp://45.61.158.14/')";
    expect(lookAt(code).hosts).toEqual(['45.61.158.14', 'a.example', 'b.example', 'c.example']);
  });

  it.each([
    ['a template', 'f(`https://$' + '{host}/`)'],
    ['a name that goes on in a template', 'f(`https://api.$' + '{region}.example/`)'],
    ['no name', "f('http://localhost:3000', 'http://-a.example', 'http://a..example', 'http://1.2.3.999')"],
    ['a comment', '// https://a.example'],
  ])('are none of %s', (_, code) => {
    expect(lookAt(code).hosts).toEqual([]);
  });

  it('are 32 at most', () => {
    const code = Array.from({ length: 200 }, (_, at) => `f('https://a${at}.example/')`).join('\n');
    expect(lookAt(code).hosts).toHaveLength(32);
  });
});
