import { expect, it } from 'vitest';
import oversizedChange from '../../src/checks/oversized-change.ts';
import type { PreviousContent } from '../../src/evidence/needs.ts';
import { aPackageOf, type PackageGiven } from '../content/difference/given.ts';
import { aPackage, findingOf, offline, outcomeOf } from './given.ts';

function facts(before: PackageGiven, after: PackageGiven) {
  const previousContent: PreviousContent = {
    releases: [{ version: '1.2.0', as: 'earlier', content: aPackageOf(before) }],
  };
  return { tarball: aPackageOf(after), previousContent };
}

const in130 = { pkg: aPackage({ version: '1.3.0' }) };
const kind = (before: PackageGiven, after: PackageGiven, version = '1.3.0') =>
  outcomeOf(oversizedChange, facts(before, after), { pkg: aPackage({ version }) }).kind;
const sized = (unpackedSize: number) => ({ unpackedSize });

it('notes what doubled and grew by more than half a megabyte', () => {
  const files = { 'a.js': { size: 400_000 }, 'b.json': { size: 900_000 } };
  const finding = findingOf(oversizedChange, facts(sized(600_000), { ...sized(1_900_000), files }), in130);
  expect(finding).toMatchObject({
    severity: 'low',
    message: '1.2.0 → 1.3.0: grew from 600 kB to 1.9 MB',
    advice: 'Look at what came with it: npq diff teapot 1.2.0 1.3.0',
    excerpt: ['b.json (new, 900 kB)', 'a.js (new, 400 kB)'],
    data: { from: '1.2.0', to: '1.3.0', unpackedBefore: 600_000, unpackedAfter: 1_900_000 },
  });
});

it('notes neither alone', () => {
  expect(kind(sized(500_001), sized(1_000_002))).toBe('flagged');
  expect(kind(sized(500_000), sized(1_000_000))).toBe('clean');
  expect(kind(sized(600_000), sized(1_199_999))).toBe('clean');
  expect(kind(sized(1_900_000), sized(600_000))).toBe('clean');
});

it('notes a large new script that brings nothing else, where new-capability does not tell of it', () => {
  const large: PackageGiven = { files: { 'x.js': { size: 100_000 } } };
  const finding = findingOf(oversizedChange, facts({}, large), in130);
  expect(finding).toMatchObject({
    message: '1.2.0 → 1.3.0: has a new file, x.js, 100 kB',
    data: { files: ['x.js'] },
  });
  expect(kind({}, large, '1.2.1')).toBe('clean');
  expect(kind({}, { files: { 'x.js': { size: 100_000, hosts: ['h.example'] } } })).toBe('clean');
});

it('is held against the version that had time to be looked at', () => {
  const { tarball } = facts({}, sized(2_000_000));
  const release = (version: string, as: 'installed' | 'earlier', unpackedSize: number) => ({
    ...{ version, as },
    content: aPackageOf({ unpackedSize }),
  });
  const releases = [release('1.0.0', 'installed', 10_000), release('1.2.0', 'earlier', 1_900_000)];
  expect(outcomeOf(oversizedChange, { tarball, previousContent: { releases } }).kind).toBe('clean');
});

it('is clean where there is nothing to compare with, and unknown where that is not known', () => {
  const tarball = aPackageOf(sized(9_000_000));
  expect(outcomeOf(oversizedChange, { tarball, previousContent: { releases: [] } }).kind).toBe('clean');
  expect(outcomeOf(oversizedChange, { tarball, previousContent: offline })).toMatchObject({
    ...{ kind: 'unknown', essential: false },
  });
});
