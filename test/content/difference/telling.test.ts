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

  it('for every trait that a row of the difference stands on', () => {
    for (const kind of [...obfuscation, ...sinks, ...strong, ...secrets])
      expect(withFile({ traits: [kind] })).toBe(true);
  });
});

describe('it is not', () => {
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
