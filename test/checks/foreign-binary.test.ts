import { describe, expect, it } from 'vitest';
import foreignBinary from '../../src/checks/foreign-binary.ts';
import { aPackageOf, type FileGiven, type PackageGiven } from '../content/difference/given.ts';
import { aPackage, findingOf, offline, outcomeOf } from './given.ts';

const binary = (format = 'ELF'): FileGiven => ({ kind: 'binary', format, size: 4_200 });
const severity = (given: PackageGiven) => findingOf(foreignBinary, { tarball: aPackageOf(given) }).severity;
const kind = (given: PackageGiven) => outcomeOf(foreignBinary, { tarball: aPackageOf(given) }).kind;

describe('machine code', () => {
  it('that nothing announces is noted, with what it is', () => {
    const files = { 'bin/a.exe': binary('PE'), b: binary('Mach-O'), 'c.js': {} };
    const finding = findingOf(foreignBinary, { tarball: aPackageOf({ files }) });
    expect(finding).toMatchObject({
      severity: 'low',
      message:
        'has machine code (PE, Mach-O) in 2 files, bin/a.exe first, and neither a build nor a platform that it is for',
      excerpt: ['bin/a.exe (PE, 4 kB)', 'b (Mach-O, 4 kB)'],
      data: { expected: false, files: [{ path: 'bin/a.exe', format: 'PE', size: 4_200 }, { path: 'b' }] },
    });
  });

  it('of many files the first are shown', () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`${at}.so`, binary()]));
    const { excerpt, data } = findingOf(foreignBinary, { tarball: aPackageOf({ files }) });
    expect([excerpt?.length, (data['files'] as unknown[]).length]).toEqual([8, 100]);
  });

  it.each([
    ['is for platforms', { files: { x: binary() }, manifest: { forPlatforms: true } }],
    ['is built', { files: { 'a.node': binary(), 'binding.gyp': {} } }],
    ['carries builds', { files: { 'prebuilds/linux-x64/a.node': binary() } }],
    ['is built by cargo', { files: { 'a.node': binary(), 'Cargo.toml': {} } }],
  ])('of a package that %s is expected', (_title, given) => {
    expect(severity(given)).toBe('info');
  });

  it('is expected of nobody for a file deep in a folder that is called like that', () => {
    expect(severity({ files: { 'a.node': binary(), 'test/binding.gyp': {} } })).toBe('low');
  });
});

it('is clean without machine code: WebAssembly is none, and what nobody looked at shows none', () => {
  expect(kind({ files: { 'a.wasm': binary('WebAssembly'), 'a.js': { traits: ['sink'] } } })).toBe('clean');
  expect(kind({ files: { a: binary() }, code: 'none' })).toBe('clean');
});

it('is unknown without the tarball, and does not arise for the own folders', () => {
  expect(outcomeOf(foreignBinary, { tarball: offline })).toMatchObject({ kind: 'unknown', essential: false });
  const folder = aPackage({ origin: { kind: 'workspace', path: 'x' } });
  expect(outcomeOf(foreignBinary, {}, { pkg: folder }).kind).toBe('not-applicable');
});
