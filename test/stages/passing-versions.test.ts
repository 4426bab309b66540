import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { candidates } from '../../src/stages/passing-versions.ts';

function documentOf(
  versions: readonly string[],
  latest: string,
  more: Readonly<Record<string, object>> = {},
) {
  const listed = Object.fromEntries(versions.map((version) => [version, { version, ...more[version] }]));
  return { name: 'vane', 'dist-tags': { latest }, versions: listed };
}

const asked = (version: string) => ({ version });

describe('the versions that are looked at in the place of one that does not pass', () => {
  const versions = ['1.0.0', '1.1.0', '2.0.0', '2.1.0', '2.2.0', '2.2.1-rc.1', '2.3.0', '3.0.0'];

  it('are the five newest others, those of an older major version last', () => {
    expect(candidates(documentOf(versions, '2.3.0'), asked('2.3.0'), [])).toEqual([
      ...['2.2.0', '2.1.0', '2.0.0', '1.1.0', '1.0.0'],
    ]);
    const many = Array.from({ length: 40 }, (_, at) => `1.${at}.0`);
    expect(candidates(documentOf(many, '1.39.0'), asked('1.39.0'), [])).toEqual([
      ...['1.38.0', '1.37.0', '1.36.0', '1.35.0', '1.34.0'],
    ]);
  });

  it('are newer ones too where an old one was typed, up to the latest and never of a later major version', () => {
    expect(candidates(documentOf(versions, '2.2.0'), asked('2.0.0'), ['2.0.0'])).toEqual([
      ...['2.2.0', '2.1.0', '1.1.0', '1.0.0'],
    ]);
    expect(candidates(documentOf(versions, '3.0.0'), asked('1.0.0'), [])).toEqual(['1.1.0']);
  });

  it('lie in the range that was typed; a tag or an exact version is none', () => {
    expect(candidates(documentOf(versions, '2.3.0'), asked('2.3.0'), ['^2.1.0'])).toEqual(['2.2.0', '2.1.0']);
    expect(candidates(documentOf(versions, '2.3.0'), asked('2.3.0'), ['next', '2.3.0', ''])).toHaveLength(5);
  });

  it('are not deprecated ones', () => {
    const more = {
      '2.2.0': { deprecated: 'broken' },
      '2.1.0': { deprecated: '' },
      '2.0.0': { deprecated: true },
    };
    expect(candidates(documentOf(versions, '2.3.0', more), asked('2.3.0'), ['2'])).toEqual(['2.1.0']);
  });

  it('are stable versions that the registry lists, whatever it sends', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.string(), (listed, tags, version) => {
        const found = candidates({ versions: listed, 'dist-tags': tags }, { version }, [version]);
        expect(found.length).toBeLessThanOrEqual(5);
        for (const one of found) expect(semver.valid(one)).toBe(one);
      }),
    );
    expect(
      candidates({ versions: { __proto__: {}, '1.0.0': null, 'v1.1.0': {} } }, asked('1.2.0'), []),
    ).toEqual(['1.0.0']);
  });
});
