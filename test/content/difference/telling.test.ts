import { describe, expect, it } from 'vitest';
import {
  obfuscation,
  secrets,
  showsSomething,
  sinks,
  strong,
} from '../../../src/content/difference/telling.ts';
import { aPackageOf, aTrait, type FileGiven, type PackageGiven } from './given.ts';

const shows = (given: PackageGiven) => showsSomething(aPackageOf(given));
const withFile = (file: FileGiven, path = 'lib/a.js') => shows({ files: { [path]: file } });

describe('an earlier version is worth reading', () => {
  it.each([
    ['a script', { scripts: { preinstall: 'x' } }],
    ['a binding.gyp', { files: { 'Binding.gyp': {} } }],
    ['a dependency from elsewhere', { optional: { dep: 'o/r' } }],
    ['a peer from elsewhere', { peers: { dep: 'git+https://h.example/x.git' } }],
    ['a name that stands for another, of which nobody says since when', { peers: { dep: 'npm:other@1' } }],
    ['a large script at the root', { files: { 'x.cjs': { size: 100_000 } } }],
    ['machine code', { files: { x: { kind: 'binary', format: 'PE' } } }],
  ] satisfies [string, PackageGiven][])('for %s', (_title, given) => {
    expect(shows(given)).toBe(true);
  });

  it.each([[['child-process']], [['dynamic-code']], [['network', 'file-write']]] as const)(
    'for a small entry that can %s',
    (capabilities) => {
      const code = { load: ['lib/a.js'] };
      const entry = (size: number) => shows({ files: { 'lib/a.js': { capabilities, size } }, code });
      expect(entry(32_000)).toBe(true);
      expect(entry(32_001)).toBe(false);
      expect(withFile({ capabilities })).toBe(false);
    },
  );

  it('for what takes and sends in one small file, wherever it lies', () => {
    expect(withFile({ capabilities: ['network', 'environment'] })).toBe(true);
    expect(withFile({ capabilities: ['network', 'environment'], size: 32_001 })).toBe(false);
    expect(withFile({ capabilities: ['credential-files'], size: 32_001 })).toBe(true);
  });

  it('for a request to somebody whom the package has nothing to do with', () => {
    const asking = (what: string) => withFile({ traits: [{ ...aTrait('request'), what }] });
    expect(asking('drop.stranger.io')).toBe(true);
    expect(asking('api.github.com')).toBe(false);
  });

  it.each([
    ['now stands for another', { dep: '^1.0.0' }, 'npm:other@1'],
    ['stands for another than before', { dep: 'npm:one@1' }, 'npm:other@1'],
    ['is taken from elsewhere now', { dep: '^1.0.0' }, 'o/r'],
    ['is new, and taken from elsewhere', {}, 'o/r'],
  ] satisfies [string, Record<string, string>, string][])(
    'for a dependency that %s',
    (_title, before, dep) => {
      const told = (dependencies: Record<string, string>) =>
        aPackageOf({ dependencies }).manifest.dependencies;
      const after = aPackageOf({ dependencies: { dep } });
      expect(showsSomething(after, [told(before)])).toBe(true);
      expect(showsSomething(after, [told({ dep })])).toBe(false);
      // One of the versions that it is held against is enough, and so is one of which nothing is known.
      expect(showsSomething(after, [told({ dep }), told(before)])).toBe(true);
      expect(showsSomething(after, [told({ dep }), undefined])).toBe(true);
    },
  );

  it('for every trait that a row of the difference stands on', () => {
    for (const kind of [...obfuscation, ...sinks, ...strong, ...secrets])
      expect(withFile({ traits: [kind] })).toBe(true);
  });
});

describe('it is not', () => {
  it('for a new name that stands for another, which loads nothing that was known', () => {
    const after = aPackageOf({ optional: { dep: 'npm:other@1' } });
    expect(showsSomething(after, [aPackageOf().manifest.dependencies])).toBe(false);
  });

  it.each([
    ['that says which platforms it is for', { manifest: { forPlatforms: true } }],
    ['that brings what was built for all of them', { files: { 'prebuilds/a.node': {} } }],
    ['that is built with CMake', { files: { 'CMakeLists.txt': {} } }],
  ] as [string, PackageGiven][])('for machine code in a package %s', (_title, given) => {
    const machine: FileGiven = { kind: 'binary', format: 'ELF' };
    expect(shows({ ...given, files: { ...given.files, 'lib/a.node': machine } })).toBe(false);
  });

  it.each([
    ['a test script', { scripts: { test: 'x', prepare: 'y' } }],
    [
      'what is not quite so large, not at the root, or no script',
      {
        files: { 'x.js': { size: 99_999 }, 'dist/x.js': { size: 900_000 }, 'x.json': { size: 900_000 } },
      },
    ],
    ['dependencies of the registry', { dependencies: { a: '^1', d: 'workspace:*' } }],
  ] satisfies [string, PackageGiven][])('for %s', (_title, given) => {
    expect(shows(given)).toBe(false);
  });

  it('for what is everyday, and for capabilities that are apart', () => {
    expect(withFile({ capabilities: ['network'], traits: ['decodes', 'bidi', 'host-facts'] })).toBe(false);
    expect(withFile({ capabilities: ['environment', 'file-write'] })).toBe(false);
    expect(
      shows({ files: { 'a.js': { capabilities: ['network'] }, 'b.js': { capabilities: ['environment'] } } }),
    ).toBe(false);
  });
});
