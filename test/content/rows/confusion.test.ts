import { describe, expect, it } from 'vitest';
import { plainSpec } from '../../../src/content/rows/dependency-spec.ts';
import type { DependencyLists, VersionDocument } from '../../../src/evidence/needs.ts';
import { aDocument } from '../../checks/given.ts';
import { type CodeGiven, hits, rows } from './given.ts';

function lists(given: Partial<Record<keyof DependencyLists, Record<string, string>>>): DependencyLists {
  const map = (name: keyof DependencyLists) => new Map(Object.entries(given[name] ?? {}));
  return {
    dependencies: map('dependencies'),
    optionalDependencies: map('optionalDependencies'),
    peerDependencies: map('peerDependencies'),
  };
}

/** What M5 says of a tarball and a registry's document. */
const compared = (given: CodeGiven, document: VersionDocument) =>
  rows(given, { document }).filter((row) => row.startsWith('M5'));

const depends = (inTarball: Record<string, string>, inRegistry: Record<string, string> | undefined) =>
  compared(
    { manifest: { dependencies: lists({ dependencies: inTarball }) } },
    aDocument(inRegistry === undefined ? {} : { dependencies: lists({ dependencies: inRegistry }) }),
  );

describe('M5 asks', () => {
  it.each([
    ['another name', { name: 'kettle' }],
    ['another version', { version: '9.9.9' }],
  ])('about %s', (_what, manifest) => {
    expect(compared({ manifest }, aDocument())).toEqual(['M5 high']);
  });

  it('about scripts that one of the two hides', () => {
    const scripts = { postinstall: 'node a.js' };
    expect(compared({ scripts }, aDocument())).toEqual(['M5 high']);
    expect(compared({}, aDocument({ scripts }))).toEqual(['M5 high']);
    expect(compared({ scripts }, aDocument({ scripts: { postinstall: 'node b.js' } }))).toEqual(['M5 high']);
  });

  it('about dependencies that one of the two hides', () => {
    expect(depends({ kettle: '^1.0.0' }, {})).toEqual(['M5 high']);
    expect(depends({}, { kettle: '^1.0.0' })).toEqual(['M5 high']);
    expect(depends({ kettle: '^1.0.0' }, { kettle: 'github:ada/kettle' })).toEqual(['M5 high']);
  });

  it('and says which', () => {
    const given = { manifest: { dependencies: lists({ dependencies: { kettle: '1' } }) } };
    const [hit] = hits(given, { document: aDocument({ dependencies: lists({}) }) });
    expect(hit?.says).toBe('its tarball says that it depends on kettle, the registry does not');
  });
});

describe('M5 notes', () => {
  it('another range, and other commands', () => {
    expect(depends({ kettle: '^1.0.0' }, { kettle: '^2.0.0' })).toEqual(['M5 notice']);
    const bins = JSON.stringify([['tea', 'bin/tea.js']]);
    expect(compared({ manifest: { bins } }, aDocument())).toEqual(['M5 notice']);
    expect(compared({ manifest: { bins } }, aDocument({ bins }))).toEqual([]);
  });
});

describe('M5 does not mind', () => {
  it.each([
    ['v1.2.3', '1.2.3'],
    ['=1.2.3', '1.2.3'],
    ['1.2.3+build.5', '1.2.3'],
    ['1.02.3', '1.2.3'],
  ])('that npm publishes %s as %s', (packed, version) => {
    expect(compared({ manifest: { version: packed } }, aDocument({ version }))).toEqual([]);
  });

  it('optional dependencies among the others', () => {
    const packed = lists({ optionalDependencies: { flint: '1' }, dependencies: { pot: '2' } });
    const both = lists({ optionalDependencies: { flint: '1' }, dependencies: { flint: '1', pot: '2' } });
    expect(compared({ manifest: { dependencies: packed } }, aDocument({ dependencies: both }))).toEqual([]);
    expect(compared({ manifest: { dependencies: both } }, aDocument({ dependencies: packed }))).toEqual([]);
  });

  it.each([
    ['ada/kettle', 'github:ada/kettle'],
    ['git+https://github.com/ada/kettle.git', 'github:ada/kettle'],
    ['git://github.com/ada/kettle.git#v1', 'ada/kettle#v1'],
    ['git@github.com:ada/kettle.git', 'git+ssh://git@github.com/ada/kettle.git'],
    ['gitlab:ada/kettle', 'git+https://gitlab.com/ada/kettle.git'],
    ['', '*'],
    ['>=1  <2', '>=1 <2'],
    ['workspace:^', '^1.0.0'],
    ['catalog:', '^1.0.0'],
  ])('%j for %j', (packed, published) => {
    expect(depends({ kettle: packed }, { kettle: published })).toEqual([]);
  });

  it('what npm adds for a binding.gyp, or takes away from a script', () => {
    const others = { 'binding.gyp': 9 };
    expect(compared({ others }, aDocument())).toEqual([]);
    expect(compared({ others }, aDocument({ scripts: { install: 'node-gyp rebuild' } }))).toEqual([]);
    const scripts = { install: './node_modules/.bin/prebuild-install' };
    expect(compared({ scripts }, aDocument({ scripts: { install: 'prebuild-install' } }))).toEqual([]);
  });

  it('commands of a folder, which npm publishes one by one', () => {
    const bins = JSON.stringify([['tea', 'bin/tea']]);
    expect(compared({ manifest: { binFolder: 'bin' } }, aDocument({ bins }))).toEqual([]);
  });

  it('what lies in the tarball itself', () => {
    const dependencies = lists({ dependencies: { kettle: '1' } });
    const manifest = { dependencies, bundled: ['kettle'] };
    expect(compared({ manifest }, aDocument({ dependencies: lists({}) }))).toEqual([]);
  });
});

describe('M5 does not know', () => {
  const short = (given: Partial<VersionDocument> = {}): VersionDocument => {
    const { tellsAll: _all, ...document } = aDocument();
    return { ...document, ...given };
  };

  it('of a registry that passes neither on', () => {
    expect(depends({ kettle: '1' }, undefined)).toEqual([]);
    const bins = JSON.stringify([['tea', 'bin/tea.js']]);
    expect(compared({ scripts: { postinstall: 'x' }, manifest: { bins } }, short())).toEqual([]);
    expect(compared({ scripts: { postinstall: 'x' } }, short({ hasInstallScript: true }))).toEqual([]);
  });

  it('what such a registry would make of a build file', () => {
    const given: CodeGiven = { scripts: { install: 'node-gyp-build' }, others: { 'binding.gyp': 9 } };
    expect(compared(given, short())).toEqual([]);
    expect(compared(given, short({ hasInstallScript: true }))).toEqual([]);
  });

  it('unless that says that there is no script', () => {
    expect(compared({ scripts: { postinstall: 'x' } }, short({ hasInstallScript: false }))).toEqual([
      'M5 high',
    ]);
  });

  it('of what no registry has, or without its document', () => {
    const manifest = { name: 'kettle' };
    expect(rows({ manifest })).toEqual([]);
    expect(rows({ manifest }, { document: aDocument(), origin: 'git' })).toEqual([]);
  });
});

describe('the plain form of a spec', () => {
  it('keeps apart what is not the same', () => {
    const specs = [
      ...['ada/kettle', 'ada/kettle#v2', 'ada/pot', 'bob/kettle', 'gitlab:ada/kettle', 'file:ada/kettle'],
      ...['https://forge.example/ada/kettle', '1.0.0', '^1.0.0', '*'],
    ];
    expect(new Set(specs.map(plainSpec)).size).toBe(specs.length);
  });
});
