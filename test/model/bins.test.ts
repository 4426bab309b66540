import fc from 'fast-check';
import npmsOwn from 'npm-normalize-package-bin';
import { describe, expect, it } from 'vitest';
import { binsOf, unpublishedBins } from '../../src/model/bins.ts';

describe('the commands of a package', () => {
  it.each([
    ['one text, by the name without its scope', '@s/tool', './cli.js', [['tool', 'cli.js']]],
    ['several', 'a', { y: 'y.js', x: 'x.js' }, [['x', 'x.js'], ['y', 'y.js']]], // biome-ignore format: pairs
    ['paths that would leave the package', 'a', { '../../x': '../../../etc/x' }, [['x', 'etc/x']]],
    ['a list, by the names of the files', 'a', ['bin/one.js'], [['one.js', 'bin/one.js']]],
  ])('%s', (_what, name, bin, pairs) => {
    expect(JSON.parse(binsOf(name, bin) ?? 'null')).toEqual(pairs);
  });

  it.each([undefined, null, '', 7, {}, { a: 7 }, { '/': 'x' }])('%j: none', (bin) => {
    expect(binsOf('a', bin)).toBeUndefined();
  });

  it('are those that npm makes of it, whatever stands there', () => {
    const path = fc.oneof(fc.string(), fc.constantFrom('./x', '../../y', 'a\\b', 'C:\\z', '/', '.', ''));
    const key = fc.oneof(fc.string(), fc.constantFrom('a', '@s/a', '..', 'b:c', 'constructor'));
    const bin = fc.oneof(path, fc.dictionary(key, fc.oneof(path, fc.integer()), { noNullPrototype: true }));
    fc.assert(
      fc.property(fc.constantFrom('a', '@s/a'), bin, (name, written) => {
        const { bin: npms = {} } = npmsOwn({ name, bin: structuredClone(written) });
        const ours: unknown = JSON.parse(binsOf(name, written) ?? '[]');
        expect(ours).toEqual(Object.entries(npms).sort(([a], [b]) => (a < b ? -1 : 1)));
      }),
    );
  });
});

describe('what a lockfile may have npm link', () => {
  const bins = (bin: unknown) => binsOf('a', bin) ?? '';

  it('is what is published', () => {
    expect(unpublishedBins(bins({ a: 'a.js' }), [{}, { bins: bins('a.js') }])).toEqual([]);
  });

  it('is not another name, nor another file by the same name', () => {
    const published = [{ bins: bins({ a: 'a.js', b: 'b.js' }) }];
    expect(unpublishedBins(bins({ a: 'a.js', node: 'a.js' }), published)).toEqual(['node']);
    expect(unpublishedBins(bins({ a: 'b.js' }), published)).toEqual(['a']);
  });

  it('is a file of the folder that is published for them, by its own name', () => {
    const published = [{ binFolder: './bin' }];
    expect(unpublishedBins(bins({ one: 'bin/one' }), published)).toEqual([]);
    expect(unpublishedBins(bins({ node: 'bin/one', two: 'two' }), published)).toEqual(['node', 'two']);
  });
});
