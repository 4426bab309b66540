import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/content/difference.ts';
import { aPackageOf, type PackageGiven } from './difference/given.ts';

const between = (before: PackageGiven, after: PackageGiven) =>
  differenceOf(aPackageOf(before), aPackageOf(after));
const files = (before: Record<string, string>, after: Record<string, string>) => {
  const given = (all: Record<string, string>) => ({
    files: Object.fromEntries(Object.entries(all).map(([path, bytes]) => [path, { bytes, size: 5 }])),
  });
  return between(given(before), given(after)).files;
};

describe('files', () => {
  it('that are the same are nothing, whatever else they are', () => {
    const same = { files: { 'a.js': { capabilities: ['network' as const], traits: ['sink' as const] } } };
    expect(between(same, same)).toEqual({
      files: { added: [], removed: [], changed: [], renamed: [] },
      ...{ capabilities: [], gained: [], together: [], traits: [], hosts: [], hooks: [] },
      ...{ dependencies: [], gyp: false, binaries: [], hadBinaries: false },
      size: { before: 2_000, after: 2_000 },
    });
  });

  it('come, go and change', () => {
    expect(files({ 'a.js': '1', 'b.js': '2' }, { 'a.js': '3', 'c.js': '4' })).toEqual({
      added: [{ path: 'c.js', size: 5 }],
      removed: [{ path: 'b.js', size: 5 }],
      changed: [{ path: 'a.js', before: 5, after: 5 }],
      renamed: [],
    });
  });

  it('move with their bytes, each once', () => {
    const { renamed, added, removed } = files({ 'a.js': 'x' }, { 'lib/a.js': 'x', 'lib/b.js': 'x' });
    expect({ renamed, removed }).toEqual({ renamed: [{ from: 'a.js', to: 'lib/a.js' }], removed: [] });
    expect(added.map(({ path }) => path)).toEqual(['lib/b.js']);
  });

  it.each([
    ['main.3f2a1c.js', 'main.9bd01e.js'],
    ['dist/index-BxY3z9aQ.js', 'dist/index-Q0aa_-9Z.js'],
    ['chunk.0a1b2c3d4e5f60718293.min.js', 'chunk.99b1b2c3d4e5f6071829.min.js'],
  ])('%s is %s of before', (from, to) => {
    const { added, removed, changed } = files({ [from]: 'old' }, { [to]: 'new' });
    expect({ added, removed, changed }).toEqual({
      ...{ added: [], removed: [] },
      changed: [{ path: to, from, before: 5, after: 5 }],
    });
  });

  it.each([
    ['lib/main.3f2a1c.js', 'other/main.9bd01e.js'],
    ['main.3f2a1c.js', 'setup.9bd01e.js'],
    ['api.internal.js', 'api.external.js'],
    ['a.3f2a1.js', 'a.9bd01.js'],
  ])('%s has nothing to do with %s', (from, to) => {
    const { added, removed } = files({ [from]: 'old' }, { [to]: 'new' });
    expect([added.length, removed.length]).toEqual([1, 1]);
  });

  it('with names of Object are files as any', () => {
    const { added, changed } = files({ constructor: '1' }, { constructor: '2', __proto__x: '3' });
    expect([changed.map(({ path }) => path), added.map(({ path }) => path)]).toEqual([
      ['constructor'],
      ['__proto__x'],
    ]);
  });
});

describe('capabilities', () => {
  it('are new where no file had them, with all that have them now', () => {
    const { capabilities } = between(
      { files: { 'a.js': { capabilities: ['environment'] } } },
      {
        files: {
          'a.js': { capabilities: ['environment', 'network'], bytes: '2' },
          'b.js': { capabilities: ['network'] },
        },
      },
    );
    const both = [
      { path: 'a.js', isNew: false },
      { path: 'b.js', isNew: true },
    ];
    expect(capabilities).toEqual([{ capability: 'network', files: both }]);
  });

  it('that another file had are only gained', () => {
    const had = { 'a.js': { capabilities: ['network' as const] } };
    const { capabilities, gained } = between(
      { files: { ...had, 'b.js': {} } },
      { files: { ...had, 'b.js': { bytes: '2', capabilities: ['network'] } } },
    );
    expect([capabilities, gained]).toEqual([[], [{ path: 'b.js', capabilities: ['network'] }]]);
  });

  it('meet in one file where they never did', () => {
    const apart = {
      files: {
        'a.js': { capabilities: ['network' as const] },
        'b.js': { capabilities: ['environment' as const] },
      },
    };
    const met = {
      files: { 'a.js': { capabilities: ['network' as const, 'environment' as const], bytes: '2' } },
    };
    expect(between(apart, met).together).toEqual([
      { capabilities: ['network', 'environment'], path: 'a.js', isNew: false },
    ]);
    expect(between(met, met).together).toEqual([]);
  });

  it('are no news in a file that moved', () => {
    const shown = { capabilities: ['network' as const], bytes: 'same', hosts: ['a.example'] };
    const { capabilities, gained, hosts, files } = between(
      { files: { 'a.js': shown } },
      { files: { 'lib/a.js': shown } },
    );
    expect([capabilities, gained, hosts, files.renamed.length]).toEqual([[], [], [], 1]);
  });

  it('are nothing to compare where one of the two has no record', () => {
    const able = { files: { 'a.js': { capabilities: ['network' as const], traits: ['sink' as const] } } };
    expect(between({ ...able, files: {}, code: 'none' }, able).capabilities).toEqual([]);
    expect(between({}, { ...able, code: 'none' }).traits).toEqual([]);
  });
});

it('traits are new by their kind, whichever file had it', () => {
  const { traits } = between(
    { files: { 'a.js': { traits: ['decodes'] } } },
    { files: { 'a.js': { bytes: '2' }, 'b.js': { traits: ['decodes', 'sink'] } } },
  );
  expect(traits.map(({ path, isNew, trait }) => [path, isNew, trait.kind])).toEqual([['b.js', true, 'sink']]);
});

it('hosts are named once, and not of a file whose record could not hold them all before', () => {
  const many = Array.from({ length: 32 }, (_, index) => `h${index}.example`);
  const { hosts } = between(
    { files: { 'a.js': { hosts: ['old.example'] }, 'full.js': { hosts: many } } },
    {
      files: {
        'a.js': { hosts: ['old.example', 'new.example'], bytes: '2' },
        'b.js': { hosts: ['new.example'] },
        'full.js': { hosts: [...many.slice(1), 'another.example'], bytes: '2' },
      },
    },
  );
  expect(hosts).toEqual([{ host: 'new.example', path: 'a.js' }]);
});

describe('hooks', () => {
  const news = (before: Record<string, string>, after: Record<string, string>) =>
    between({ scripts: before }, { scripts: after }).hooks.map(({ hook, what }) => [hook.event, what]);

  it('are new, changed, moved to another event, or what they were', () => {
    expect(news({}, { postinstall: 'node x' })).toEqual([['postinstall', 'new']]);
    expect(news({ postinstall: 'node y' }, { postinstall: 'node x' })).toEqual([['postinstall', 'changed']]);
    expect(news({ install: 'node x' }, { preinstall: 'node x' })).toEqual([['preinstall', 'changed']]);
    expect(news({ install: 'node x' }, { install: 'node x', test: 'y' })).toEqual([]);
  });

  it('come with a binding.gyp', () => {
    const { gyp, hooks } = between({}, { files: { 'Binding.GYP': {} } });
    expect([gyp, hooks.map(({ hook, what }) => [hook.command, what])]).toEqual([
      true,
      [['node-gyp rebuild', 'new']],
    ]);
    expect(between({ files: { 'binding.gyp': {} } }, { files: { 'binding.gyp': {} } }).gyp).toBe(false);
  });
});

it('dependencies are new, changed or only in another list, and none is told twice', () => {
  const { dependencies } = between(
    { dependencies: { kept: '1', moved: '1', raised: '1' }, peers: { peer: '1' } },
    {
      dependencies: { kept: '1', raised: '2', fresh: '1', both: '1' },
      optional: { moved: '1', both: '1' },
      peers: { peer: '1', newpeer: '*' },
    },
  );
  expect(dependencies).toEqual([
    { name: 'both', spec: '1', list: 'optionalDependencies', what: 'new' },
    { name: 'raised', spec: '2', list: 'dependencies', what: 'changed', before: '1' },
    { name: 'fresh', spec: '1', list: 'dependencies', what: 'new' },
    { name: 'newpeer', spec: '*', list: 'peerDependencies', what: 'new' },
  ]);
});

describe('machine code', () => {
  const binary = (format: string) => ({ kind: 'binary' as const, format });

  it('is new at a path that had none, and known where there was any', () => {
    const first = between({}, { files: { 'a.node': binary('ELF'), 'a.wasm': binary('WebAssembly') } });
    expect([first.binaries, first.hadBinaries]).toEqual([[{ path: 'a.node', format: 'ELF' }], false]);
    const more = between(
      { files: { 'a.node': binary('ELF') } },
      { files: { 'a.node': { ...binary('ELF'), bytes: '2' }, 'b.exe': binary('PE') } },
    );
    expect([more.binaries, more.hadBinaries]).toEqual([[{ path: 'b.exe', format: 'PE' }], true]);
  });

  it('that moved is no news', () => {
    const { binaries } = between(
      { files: { 'a.node': { ...binary('ELF'), bytes: 'x' } } },
      { files: { 'lib/a.node': { ...binary('ELF'), bytes: 'x' } } },
    );
    expect(binaries).toEqual([]);
  });
});

describe('the longest line', () => {
  const lines = (before: number, after: number, path = 'a.js') =>
    between(
      { files: { [path]: { longestLine: before } } },
      { files: { [path]: { longestLine: after, bytes: '2' } } },
    ).longestLine;

  it('is of scripts that no bundler made, and told where it grew', () => {
    expect(lines(1_500, 9_000)).toEqual({ path: 'a.js', before: 1_500, after: 9_000 });
    expect(lines(9_000, 9_000)).toBeUndefined();
    expect(lines(1_500, 9_000, 'dist/a.js')).toBeUndefined();
    expect(lines(1_500, 9_000, 'a.min.js')).toBeUndefined();
    expect(lines(1_500, 9_000, 'a.json')).toBeUndefined();
  });

  it('was at most so long where no record says', () => {
    expect(lines(80, 1_000)).toBeUndefined();
    expect(lines(80, 1_001)).toEqual({ path: 'a.js', before: 1_000, after: 1_001 });
  });
});
