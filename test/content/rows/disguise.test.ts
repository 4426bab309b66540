import { describe, expect, it } from 'vitest';
import { rows } from './given.ts';

describe('N1, machine code under another name', () => {
  it.each(['a.woff2', 'img/logo.png', 'README.md', 'data.json'])('%s: asks', (path) => {
    expect(rows({ files: { [path]: { kind: 'binary', format: 'ELF' } } })).toEqual(['N1 high']);
  });

  it.each(['a.node', 'lib/a.so', 'bin/a', 'a.exe'])('%s says what it is', (path) => {
    expect(rows({ files: { [path]: { kind: 'binary', format: 'ELF' } } })).toEqual([]);
  });

  it('is told where formats are tried', () => {
    expect(rows({ files: { 'test/fixtures/a.png': { kind: 'binary', format: 'PE' } } })).toEqual(['N1 info']);
  });
});

describe('N2, WebAssembly at install', () => {
  const wasm = { 'a.wasm': { kind: 'binary', format: 'WebAssembly' } } as const;

  it('asks where what runs at install names it', () => {
    expect(rows({ files: wasm, reach: { named: [{ path: 'a.wasm', by: 'go.js' }] } })).toEqual(['N2 high']);
  });

  it('says nothing of what is only there', () => {
    expect(rows({ files: wasm })).toEqual([]);
  });
});
