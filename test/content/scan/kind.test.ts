import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../src/content/scan/kind.ts';

const bytes = (...values: readonly number[]) => Buffer.from([...values, ...new Array(64).fill(0)]);
const of = (path: string, head: string | Buffer = 'some text', size?: number) => {
  const buffer = Buffer.from(head);
  return kindOf(path, buffer, size ?? buffer.length);
};

test.each([
  ...['a.js', 'a.cjs', 'a.mjs', 'a.jsx', 'a.ts', 'a.mts', 'a.cts', 'a.tsx', 'lib/A.JS', '.a.js'].map(
    (path) => [path, 'script'] as const,
  ),
  ...['a.sh', 'a.bat', 'a.cmd', 'a.ps1', 'a.py', 'a.rb', 'a.pl', 'a.bash'].map(
    (path) => [path, 'shell'] as const,
  ),
  ...['binding.gyp', 'deps/common.gypi'].map((path) => [path, 'gyp'] as const),
  ...['package.json', 'a.txt', '.npmrc', 'LICENSE', 'a.yml', 'a.html', 'a.css'].map(
    (path) => [path, 'data'] as const,
  ),
])('%s is %s, and matched', (path, kind) => {
  expect(of(path)).toEqual({ kind, matched: true });
});

test.each(['README.md', 'dist/a.js.map', 'a.scss', 'a.d.ts', 'a.d.mts', 'a.d.json.ts', 'src/a.cc'])(
  '%s counts only once something starts it',
  (path) => {
    expect(of(path)).toEqual({ kind: 'data', matched: false });
  },
);

test('data is matched up to 256 KB', () => {
  expect(of('a.json', '{}', 256 * 1024).matched).toBe(true);
  expect(of('a.json', '{}', 256 * 1024 + 1).matched).toBe(false);
});

describe('without an extension, or with one that says nothing', () => {
  test.each([
    ['bin/run', '#!/usr/bin/env node\n', 'script'],
    ['bin/run', '\uFEFF#!/usr/bin/env node\n', 'script'],
    ['bin/run', '#!/usr/bin/env -S deno run\n', 'script'],
    ['bin/run', '#!/bin/sh\n', 'shell'],
    ['bin/run', '#!/usr/bin/python3\n', 'shell'],
    ['notes.txt', '#!/usr/bin/env node\n', 'script'],
    ['bin/run', '"use strict";\n', 'script'],
    ['bin/run', '/* a */\nconst x = 1', 'script'],
    ['bin/run', ';(async () => {', 'script'],
    ['bin/run', "require('x')", 'script'],
    ['bin/run', 'export default 1', 'script'],
    ['LICENSE', 'Permission to import and export, as a function of law', 'data'],
    ['Makefile', 'all:\n\tnode build.js', 'data'],
    ['data.bin', bytes(1, 2, 3), 'binary'],
    ['logo.png', Buffer.from('\x89PNG, and no zero for a while', 'latin1'), 'binary'],
    ['logo.gif', 'GIF89a=1;payload()', 'data'],
    ['empty', '', 'data'],
  ])('%s beginning with %j is %s', (path, head, kind) => {
    expect(of(path, head).kind).toBe(kind);
  });
});

test.each([
  ['a', bytes(0x7f, 0x45, 0x4c, 0x46), 'ELF'],
  ['a.exe', bytes(0x4d, 0x5a, 0x90), 'PE'],
  ['a.node', bytes(0xcf, 0xfa, 0xed, 0xfe), 'Mach-O'],
  ['a', bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2), 'Mach-O'],
  ['a.wasm', bytes(0, 0x61, 0x73, 0x6d, 1), 'WebAssembly'],
  ['a.class', bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52), undefined],
  ['a.node', bytes(1, 2), undefined],
])('%s is a binary by its first bytes: %s', (path, head, format) => {
  expect(of(path, head)).toEqual({ kind: 'binary', ...(format ? { format } : {}), matched: false });
});

test('a script is matched though its bytes are a program as well', () => {
  expect(of('a.js', bytes(0x4d, 0x5a))).toEqual({ kind: 'script', format: 'PE', matched: true });
  expect(of('a.js', 'MZ = 1')).toEqual({ kind: 'script', matched: true });
});
