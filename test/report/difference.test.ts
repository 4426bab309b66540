import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileNews, VersionDifference } from '../../src/model/version-difference.ts';
import { headline, renderDifference, renderDifferenceJson } from '../../src/report/difference.ts';
import { displayWidth } from '../../src/report/width.ts';
import { differenceSaying, newsSaying, noNews } from './differences.ts';
import { hostile } from './hostile.ts';

const now = '2026-11-20T12:00:00.000Z';
const view = { columns: 80, color: 0, verbose: false } as const;
const version = { integrity: 'sha512-AAAA', bound: true, files: 2, unpackedSize: 1_234 };
const noFiles: FileNews = {
  ...{ added: [], removed: [], changed: [], renamed: [], reformatted: [], unchanged: 2 },
};

function difference(more: Partial<VersionDifference>): VersionDifference {
  return {
    ...{ name: 'vane', registry: 'https://registry.example/', news: noNews, files: noFiles, notes: [] },
    from: { ...version, version: '1.0.0', publishedAt: '2026-01-01T00:00:00.000Z' },
    to: { ...version, version: '1.0.1', publishedAt: '2026-11-18T12:00:00.000Z' },
    ...more,
  };
}

describe('a difference between two versions', () => {
  it('says in one line what is new', () => {
    const news = {
      ...newsSaying('x'),
      hooks: [{ event: 'postinstall', command: 'x', what: 'new' as const }],
    };
    expect(headline({ files: { ...noFiles, added: [{ path: 'a', size: 1 }] }, news })).toBe(
      '1 new file; now runs "x" at postinstall, names a place where stolen data is collected (x), reads environment variables, uses the network and brings machine code',
    );
    expect(headline({ files: noFiles, news: noNews })).toBe('no file with another meaning');
  });

  it('does not take code that nobody read for code without news', () => {
    const unread = renderDifference(difference({ news: { ...noNews, codeCompared: false } }), view, now);
    expect(unread).toContain('the code of one of the two was not read');
    expect(unread).not.toContain('nothing that the earlier one did not do');
    expect(renderDifference(difference({}), view, now)).toContain('nothing that the earlier one did not do');
  });

  it('tells how young each is, where the times are believed', () => {
    const text = renderDifference(difference({}), view, now);
    expect(text).toContain('1.0.1: published 2 days ago, 2 files, 1,234 bytes');
    const { publishedAt: _none, ...undated } = difference({}).to;
    expect(renderDifference(difference({ to: undated }), view, now)).toContain('     1.0.1: 2 files');
  });

  it('lists as many files as somebody reads, and says how many it left out', () => {
    const added = Array.from({ length: 300 }, (_, index) => ({ path: `file-${index}.js`, size: 1 }));
    const dependencies = added.map(({ path }) => ({ name: path, spec: '1', what: 'new' as const }));
    const told = difference({ files: { ...noFiles, added }, news: { ...noNews, dependencies } });
    const text = renderDifference(told, view, now);
    expect(text.split('\n').length).toBeLessThan(50);
    expect(text).toContain('not shown: 280 more with changes, 2 unchanged');
    expect(text).toContain('and 292 more dependencies');
    expect(renderDifference(told, { ...view, verbose: true }, now)).toContain('file-299.js');
  });

  it('shows the files first that grew most', () => {
    const changed = [
      { path: 'same.js', before: 900, after: 901 },
      { path: 'grown.js', before: 10, after: 500 },
    ];
    const text = renderDifference(difference({ files: { ...noFiles, changed } }), view, now);
    expect(text.indexOf('grown.js')).toBeLessThan(text.indexOf('same.js'));
  });

  it('tells once of a host that is asked', () => {
    const sign = { ...{ path: 'a.js', isNew: true, line: 3, excerpt: 'get(at)' }, kind: 'request' as const };
    const at = { host: 'a.invalid', path: 'a.js' };
    const shown = (asked: boolean) => {
      const news = { ...noNews, signs: [{ ...sign, what: 'a.invalid' }], hosts: [{ ...at, asked }] };
      return renderDifference(difference({ news }), view, now);
    };
    expect(shown(true).match(/- .*a\.invalid/g)).toEqual(['- sends requests to a.invalid']);
    expect(shown(false)).toContain('names a.invalid, in a.js');
  });

  it('shows new dependencies before those with another range', () => {
    const dependencies = [
      ...Array.from({ length: 9 }, (_, index) => ({
        name: `old-${index}`,
        spec: '2',
        what: 'changed' as const,
      })),
      { name: 'fresh', spec: '1', what: 'new' as const },
    ];
    expect(renderDifference(difference({ news: { ...noNews, dependencies } }), view, now)).toContain(
      'depends on fresh 1',
    );
  });

  it('is one document whose gaps are null', () => {
    const told = JSON.parse(renderDifferenceJson(difference({}), '1.2.3')) as Record<string, unknown>;
    expect(told).toMatchObject({
      ...{ schemaVersion: 1, npqVersion: '1.2.3', exitCode: 0 },
      difference: { texts: null, news: { codeCompared: true }, files: { unchanged: 2 } },
    });
  });

  it('lets no text of a stranger act, or make a line wider than the terminal', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 40, max: 120 }), fc.boolean(), (text, columns, verbose) => {
        const told = differenceSaying(text);
        const shown = renderDifference(told, { columns, color: 0, verbose }, now);
        const lines = shown.split('\n');
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|\u202E/u);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
        expect(renderDifferenceJson(told, '1.2.3').replaceAll('\n', '')).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}]|\u202E/u,
        );
      }),
    );
  });
});
