// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code to be looked at
import { describe, expect, it } from 'vitest';
import { lookAt } from './given.ts';

const veiled: readonly (readonly [string, string])[] = [
  ["a module's name in two pieces", "require('child_' + 'process')"],
  ['by another kind of quote', 'require("ch" + `ild_process`)'],
  ['by concat', "require('child_'.concat('process'))"],
  ['turned round', "require('ssecorp_dlihc'.split('').reverse().join(''))"],
  ['from a list', "require(['child', 'process'].join('_'))"],
  ['decoded', "require(atob('Y2hpbGRfcHJvY2Vzcw=='))"],
  ['by import()', "import('child_' + 'process')"],
  ["a member's name in pieces", "cp['ex' + 'ec']('a')"],
  ['of the global object', "globalThis['ev' + 'al'](a)"],
  ['in a variable', "const a = 'chi' + 'ld_process'; require(a)"],
  ['letters by their numbers', "eval('\\x65\\x76\\x61\\x6c')"],
  ["letters by Unicode's numbers", "f('\\u0065\\u0076\\u0061\\u006c')"],
  ['a name with an escape', '\\u0065val(a)'],
  ['a literal in base64', "Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString()"],
  ['a literal in hex', "new Buffer('6368696c64', 'hex')"],
  ['numbers', 'String.fromCharCode(99, 104, 105, 108)'],
  ['numbers in a list', 'String.fromCharCode(...[99, 104, 105, 108])'],
  [
    'points of a list by a helper',
    'var k = [104, 116, 116, 112]; function s(a) { return String.fromCodePoint(...a) }',
  ],
  ['process by brackets', "process['binding']('spawn_sync')"],
  ['the main module', "process.mainModule.require('fs')"],
  ["the module's constructor", "module.constructor._load('fs')"],
  ["a function's constructor", "a.constructor.constructor('return process')()"],
  ['getBuiltinModule', 'process.getBuiltinModule(a)'],
  ['a piece in a template', "const a = `${'chi'}ld_process`"],
  ["a global's eval", "this['eval'](a)"],
  ['Reflect', "Reflect.get(globalThis, 'eval')"],
  ['another name of eval', 'const e = eval;'],
  ['eval by another way', '(0, eval)(a)'],
  ['another name of require', 'const r = require;'],
  ['an address in pieces', "['https://', 'a', 'b.example'].join('')"],
  ['decoded one by one', 'list.map(atob)[0]'],
  [
    'numbers by a helper',
    'var k = [104, 116, 116, 112]; function s(a) { return String.fromCharCode.apply(null, a) }',
  ],
  ["a mangler's names", 'const _0x1a2b = _0x3c4d(0x1)'],
];

const plain: readonly (readonly [string, string])[] = [
  ['a module', "require('child_process')"],
  ['a path', "require(path.join(__dirname, 'a.js'))"],
  ['a name of a parameter', 'require(name)'],
  ['a message over two lines', "throw new Error('this is not ' + 'what it should be')"],
  ['an index', "a['b']; a[i + 1]"],
  ['a class of characters', '/[\\x00-\\x1f\\x7f-\\x9f]/'],
  ['decoding what comes', "Buffer.from(body, 'base64')"],
  ['one letter by its number', 'String.fromCharCode(10)'],
  ['bytes made a text', 'while (i < n) s += String.fromCharCode.apply(null, bytes.subarray(i, i + 10))'],
  ['a global by its name', "globalThis['__app_state__'] = a"],
  ['in a comment', "// require('child_' + 'process')"],
];

describe('veiled', () => {
  it.each(veiled)('is %s', (_, code) => {
    expect(lookAt(code).veiled).toBe(true);
  });

  it.each(plain)('is not %s', (_, code) => {
    expect(lookAt(code).veiled).toBe(false);
  });
});
