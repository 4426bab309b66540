import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordOn } from '../../../src/evidence/advisories/affects.ts';
import { advisoryFor, advisoryNamed } from '../../../src/evidence/advisories/from-record.ts';
import { decodeOsvRecord, type OsvRecord } from '../../../src/evidence/advisories/osv-record.ts';
import { type OsvEntry, osvDocument } from '../../world/osv.ts';

function record(entry: Partial<OsvEntry> = {}): OsvRecord {
  const decoded = decodeOsvRecord(osvDocument({ id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot', ...entry }));
  if (decoded === undefined) throw new Error('it cannot be decoded');
  return decoded;
}

const about = (entry: Partial<OsvEntry>, version: string) => wordOn(record(entry), 'teapot', version).about;

describe('which versions a record is about', () => {
  it.each([
    ['1.9.9', 'elsewhere'],
    ['2.0.0-rc.1', 'elsewhere'],
    ['2.0.0', 'this'],
    ['2.4.9', 'this'],
    ['2.5.0', 'elsewhere'],
  ])('from 2.0.0 until it was fixed in 2.5.0: %s is %s', (version, word) => {
    expect(about({ introduced: '2.0.0', fixed: '2.5.0' }, version)).toBe(word);
  });

  it('up to and with the last affected one', () => {
    expect(about({ introduced: '0', lastAffected: '1.4.1' }, '1.4.1')).toBe('this');
    expect(about({ introduced: '0', lastAffected: '1.4.1' }, '1.4.2')).toBe('elsewhere');
  });

  it('one alone, where the first is the last', () => {
    const only = { introduced: '1.4.1', lastAffected: '1.4.1' };
    expect(['1.4.0', '1.4.1', '1.4.2'].map((version) => about(only, version))).toEqual([
      ...['elsewhere', 'this', 'elsewhere'],
    ]);
  });

  it('those that are listed, and of a record without any all', () => {
    expect(about({ versions: ['1.0.0'] }, '1.0.0')).toBe('this');
    expect(about({ versions: ['1.0.0'] }, '1.0.1')).toBe('elsewhere');
    expect(about({}, '1.0.1')).toBe('this');
  });

  it('in whatever order the events stand, and again after a repair that was undone', () => {
    const decoded = decodeOsvRecord({
      id: 'X-1',
      affected: [
        {
          package: { ecosystem: 'npm', name: 'teapot' },
          ranges: [
            {
              type: 'SEMVER',
              events: [{ fixed: '3.1.0' }, { introduced: '3.0.0' }, { fixed: '1.5.0' }, { introduced: '0' }],
            },
          ],
        },
      ],
    });
    if (decoded === undefined) throw new Error('it cannot be decoded');
    const word = (version: string) => wordOn(decoded, 'teapot', version).about;
    expect(['1.4.0', '1.5.0', '2.0.0', '3.0.5', '3.1.0'].map(word)).toEqual([
      ...['this', 'elsewhere', 'elsewhere', 'this', 'elsewhere'],
    ]);
  });

  it('counts for the worst where a version or a bound is no version', () => {
    expect(about({ introduced: '2.0.0', fixed: '2.5.0' }, 'not-a-version')).toBe('this');
    expect(about({ introduced: '0', fixed: 'the next one' }, '9.0.0')).toBe('this');
  });

  it('takes a bound that is nearly a version for the nearest one', () => {
    const old = { introduced: '0.3.3.5', lastAffected: '0.3.3.8' };
    expect(['0.3.2', '0.3.3', '4.7.8'].map((version) => about(old, version))).toEqual([
      ...['elsewhere', 'this', 'elsewhere'],
    ]);
  });

  it('names only npm packages, and only by their whole name', () => {
    const python = decodeOsvRecord({
      id: 'X-1',
      affected: [{ package: { ecosystem: 'PyPI', name: 'teapot' } }],
    });
    expect(python?.affected).toEqual([]);
    expect(wordOn(record(), 'constructor', '1.0.0').about).toBe('unnamed');
  });
});

describe('an advisory of a record', () => {
  const teapot = { name: 'teapot', version: '1.0.0' };

  it('tells malware apart by its id, an alias or its weakness', () => {
    expect(advisoryFor(record({ id: 'MAL-2026-1' }), teapot)?.kind).toBe('malware');
    expect(advisoryFor(record({ aliases: ['MAL-2026-1'] }), teapot)?.kind).toBe('malware');
    const severe = record({ cwes: ['CWE-506'], severity: 'LOW' });
    expect(advisoryFor(severe, teapot)).toMatchObject({ kind: 'malware', severity: 'critical' });
    expect(advisoryFor(record({ cwes: ['CWE-79'] }), teapot)?.kind).toBe('vulnerability');
  });

  it('is none where it was withdrawn or is about another version', () => {
    expect(advisoryFor(record({ withdrawn: '2026-01-01T00:00:00Z' }), teapot)).toBeUndefined();
    expect(advisoryFor(record({ versions: ['2.0.0'] }), teapot)).toBeUndefined();
  });

  it('stays one where a service named it for a version that its record does not list: that is told', () => {
    const named = advisoryNamed(record({ id: 'MAL-2026-1', versions: ['2.0.0'] }), teapot);
    expect(named).toMatchObject({ kind: 'malware', doubt: 'MAL-2026-1 lists other versions than 1.0.0.' });
    const other = advisoryNamed(record(), { name: 'kettle', version: '1.0.0' });
    expect(other?.doubt).toBe('GHSA-aaaa-bbbb-cccc does not name kettle.');
  });

  it('names the versions that repair it, none that is older', () => {
    expect(advisoryFor(record({ introduced: '0', fixed: '1.5.0' }), teapot)?.fixed).toEqual(['1.5.0']);
    expect(advisoryFor(record({ versions: ['1.0.0'], fixed: '0.9.0' }), teapot)?.fixed).toEqual([]);
  });
});

describe('decoding', () => {
  it('lets no record go for a broken rating, summary or alias', () => {
    const decoded = decodeOsvRecord({
      ...osvDocument({ id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot' }),
      ...{ severity: 'very', database_specific: 7, aliases: [1, 'a b', 'CVE-2026-1'], summary: null },
    });
    expect(decoded).toMatchObject({ aliases: ['CVE-2026-1'], summary: '', ratings: [] });
  });

  it('takes no record whose id or packages cannot be read', () => {
    for (const value of [
      null,
      [],
      {},
      { id: 'x\ny' },
      { id: '../x' },
      { id: 'X', affected: [{ ranges: 1 }] },
    ]) {
      expect(decodeOsvRecord(value)).toBeUndefined();
    }
  });

  it('never throws, and keeps what it keeps short', () => {
    const anything = fc.anything({ withNullPrototype: true });
    const shaped = fc.record(
      {
        id: fc.oneof(fc.string(), fc.constant('GHSA-aaaa-bbbb-cccc')),
        aliases: anything,
        summary: fc.oneof(anything, fc.string({ maxLength: 2_000 })),
        severity: anything,
        database_specific: anything,
        affected: fc.oneof(
          anything,
          fc.array(
            fc.record(
              {
                package: fc.oneof(anything, fc.constant({ ecosystem: 'npm', name: 'teapot' })),
                versions: fc.oneof(anything, fc.array(fc.string())),
                ranges: fc.oneof(
                  anything,
                  fc.array(fc.record({ type: fc.constant('SEMVER'), events: fc.array(anything) })),
                ),
                database_specific: anything,
              },
              { requiredKeys: [] },
            ),
          ),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, shaped), fc.string(), (value, version) => {
        const decoded = decodeOsvRecord(value);
        if (decoded === undefined) return;
        expect(decoded.summary.length).toBeLessThanOrEqual(301);
        advisoryNamed(decoded, { name: 'teapot', version });
      }),
      { numRuns: 500 },
    );
  });
});
