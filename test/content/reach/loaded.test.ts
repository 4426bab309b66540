import { describe, expect, it } from 'vitest';
import { reachOf } from '../../../src/content/reach/reach.ts';
import { aPackage, type Files } from './given.ts';

const thief = 'test/helpers/env.js';

function loadedBy(index: string, more: Files = {}, manifest: object = {}) {
  const files = { 'index.js': index, [thief]: '', ...more };
  const { load, unread } = reachOf({
    ...aPackage({ name: 'teapot', ...manifest }, files),
    telling: ['index.js', thief],
  });
  return { loaded: load.filter((path) => path !== 'index.js'), unread };
}

describe('a file that shows something is loaded', () => {
  it.each([
    ["require('./test/helpers/env')", {}],
    ["import './test/helpers/env.js?x'", {}],
    ["require('teapot/test/helpers/env')", {}],
    ["require('#env')", { imports: { '#env': './test/helpers/env.js' } }],
    ["import 'file:./test/helpers/env.js'", {}],
    ["require('./lib')", {}],
    ["require('./lib/')", {}],
  ])('by %s', (index, manifest) => {
    const lib = { 'lib/index.js': "require('.././test/helpers/env')" };
    expect(loadedBy(index, lib, manifest)).toEqual({ loaded: [thief], unread: undefined });
  });

  it('by a folder that names itself', () => {
    const files = { 'lib/a.js': "require('.')", 'lib/index.js': "require('../test/helpers/env')" };
    expect(loadedBy("require('./lib/a')", files).loaded).toEqual([thief]);
    const above = { 'lib/b/a.js': "require('..')", 'lib/index.js': "require('../test/helpers/env')" };
    expect(loadedBy("require('./lib/b/a')", above).loaded).toEqual([thief]);
  });

  it('however large it is among tests, where no bundle lies', () => {
    const large = ['test/helpers/env.js', 'dist/large.js', 'dist/bundle.js'];
    const files = { [thief]: 400_000, 'dist/large.js': 300_000, 'dist/bundle.js': 300_001 };
    const index = large.map((path) => `require('./${path}')`).join(';');
    const given = { ...aPackage({ name: 'teapot' }, { 'index.js': index, ...files }), telling: large };
    expect(reachOf(given).load).toEqual(['index.js', thief, 'dist/large.js']);
  });

  it.each(["require('env')", "require('./test/other')", '', "require('../teapot/test/helpers/env')"])(
    'but not by %j',
    (index) => {
      expect(loadedBy(index)).toEqual({ loaded: [], unread: undefined });
    },
  );

  it('behind however many files, and however many names of none', () => {
    const links = Array.from({ length: 2_000 }, (_, index) => [
      `lib/${index}.js`,
      index === 1_999 ? "require('../test/helpers/env')" : `require('./${index + 1}')`,
    ]);
    expect(loadedBy("require('./lib/0')", Object.fromEntries(links)).loaded).toEqual([thief]);
    const names = Array.from({ length: 150_000 }, (_, index) => `require('./no${index}')`);
    const index = `${names.join(';')};require('./test/helpers/env')`;
    expect(loadedBy(index)).toEqual({ loaded: [thief], unread: undefined });
  });
});

describe('of hundreds of entries', () => {
  const plain = Array.from({ length: 300 }, (_, one) => `lib/${one}.js`);
  const files = Object.fromEntries(plain.map((path) => [path, '']));

  it('the last one may load it', () => {
    const last = { ...files, 'lib/299.js': "require('../test/helpers/env')" };
    const { loaded } = loadedBy('', last, { exports: plain.map((path) => `./${path}`) });
    expect(loaded).toEqual([...plain.slice(0, 200), thief]);
  });

  it('the last one may be it', () => {
    const exported = [...plain, thief].map((path) => `./${path}`);
    const { loaded } = loadedBy('', files, { exports: exported });
    expect(loaded).toEqual([...plain.slice(0, 200), thief]);
  });
});

describe('where it is not known whether it is loaded', () => {
  const counted = { loaded: [thief], unread: 'it loads more than is followed' };

  it('it counts as loaded, and that is told: behind more names than are looked up', () => {
    const again = (times: number) => "require('./index');".repeat(times);
    expect(loadedBy(again(60_000))).toEqual({ loaded: [], unread: undefined });
    expect(loadedBy(again(60_001))).toEqual(counted);
    expect(loadedBy(`require('./test/helpers/env');${again(60_001)}`).unread).toBeUndefined();
  });

  it('so it is behind more names of its own than are looked up, each of them once', () => {
    const names = (count: number) => Array.from({ length: count }, (_, one) => `import '#${one}';`).join('');
    expect(loadedBy(names(1_500).repeat(2)).unread).toBeUndefined();
    expect(loadedBy(names(1_501))).toEqual(counted);
  });

  it('the same holds where package.json names more files than are noted', () => {
    const exported = (count: number) => Array.from({ length: count }, (_, one) => `./no${one}.js`);
    expect(loadedBy('', {}, { exports: exported(9_999) }).unread).toBeUndefined();
    expect(loadedBy('', {}, { exports: exported(10_000) })).toEqual(counted);
  });

  it('the same holds where nobody knows what a file on the way loads', () => {
    expect(loadedBy("require('./lib/a')", { 'lib/a.js': 40_000_000 })).toEqual(counted);
    expect(loadedBy("require('./lib/b')", { 'lib/a.js': 40_000_000 }).unread).toBeUndefined();
  });

  it('data and machine code load nothing', () => {
    const data = { 'a.json': 40_000_000, 'a.node': 40_000_000 };
    expect(loadedBy("require('./a.json'); require('./a.node')", data).unread).toBeUndefined();
  });
});
