import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDumpRecord } from '../../../src/evidence/advisories/database/kept-record.ts';
import { decodeOsvRecord, type OsvRecord } from '../../../src/evidence/advisories/osv-record.ts';
import { holeRecord, malwareRecord } from '../../world/osv-dump.ts';

const modified = '2026-05-31T22:00:00Z';

function kept(value: unknown): ReadonlyMap<string, string> {
  const reading = readDumpRecord(Buffer.from(JSON.stringify(value)));
  if (reading.kind !== 'record') throw new Error(reading.why);
  return reading.record.kept;
}

/** What a look-up would decode again, for one name. */
function decodedAgain(value: unknown, name: string): OsvRecord | undefined {
  return decodeOsvRecord(JSON.parse(kept(value).get(name) ?? 'null'));
}

function onlyOn(record: OsvRecord | undefined, name: string): OsvRecord | undefined {
  return record && { ...record, affected: record.affected.filter((one) => one.name === name) };
}

describe('what is kept of a record', () => {
  it.each([
    ['malware', malwareRecord('evil', { id: 'MAL-2026-1', modified, versions: ['1.0.0'] }), 'evil'],
    ['a hole', holeRecord('leaky', { id: 'GHSA-aaaa-bbbb-cccc', modified, fixed: '2.0.0' }), 'leaky'],
  ])('says the same as the record itself: %s', (_what, record, name) => {
    expect(decodedAgain(record, name)).toEqual(decodeOsvRecord(record));
  });

  it('says the same for whatever could be decoded', () => {
    const version = fc.constantFrom('0', '1.0.0', '1.2.3-rc.1', '2.0.0', 'x');
    const event = fc.oneof(
      fc.record({ introduced: version }),
      fc.record({ fixed: version }),
      fc.record({ last_affected: version }),
    );
    const specific = fc.record(
      {
        severity: fc.constantFrom('HIGH', 'LOW', 7),
        cwe_ids: fc.array(fc.constantFrom('CWE-79', 'CWE-506')),
      },
      { requiredKeys: [] },
    );
    const affected = fc.record(
      {
        package: fc.record({
          ecosystem: fc.constantFrom('npm', 'PyPI'),
          name: fc.constantFrom('a', '__proto__'),
        }),
        ranges: fc.array(fc.record({ type: fc.constantFrom('SEMVER', 'GIT'), events: fc.array(event) })),
        versions: fc.array(version),
        severity: fc.array(fc.record({ type: fc.string(), score: fc.string() }), { maxLength: 2 }),
        database_specific: specific,
      },
      { requiredKeys: ['package'] },
    );
    const record = fc.record(
      {
        id: fc.constantFrom('MAL-1', 'GHSA-1'),
        modified: fc.constantFrom(modified, 'soon', 3),
        aliases: fc.array(fc.string()),
        summary: fc.string(),
        details: fc.string(),
        affected: fc.array(affected),
        database_specific: specific,
      },
      { requiredKeys: ['id', 'affected'] },
    );
    fc.assert(
      fc.property(record, (value) => {
        const decoded = decodeOsvRecord(JSON.parse(JSON.stringify(value)));
        const names = new Set(decoded?.affected.map(({ name }) => name));
        expect(new Set(kept(value).keys())).toEqual(names);
        for (const name of names) expect(decodedAgain(value, name)).toEqual(onlyOn(decoded, name));
      }),
    );
  });

  it('is nothing of what was withdrawn, or of other ecosystems', () => {
    const record = malwareRecord('evil', { id: 'MAL-2026-1', modified });
    expect(kept({ ...record, withdrawn: modified }).size).toBe(0);
    expect(kept({ ...record, affected: [{ package: { ecosystem: 'PyPI', name: 'evil' } }] }).size).toBe(0);
  });

  it('leaves out the texts', () => {
    const [text = ''] = kept(malwareRecord('evil', { id: 'MAL-2026-1', modified })).values();
    expect(text).not.toContain('nobody asked');
  });
});

describe('bytes that are no record', () => {
  it.each(['', '{', 'null', '[]', '{"id":7}', '{"id":"MAL-1","affected":{}}', '<html>'])('%j', (text) => {
    expect(readDumpRecord(Buffer.from(text)).kind).toBe('unreadable');
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readDumpRecord(Buffer.from(bytes))));
    fc.assert(fc.property(fc.json(), (text) => void readDumpRecord(Buffer.from(text))));
  });
});

const corpus = fileURLToPath(new URL('../../../../shared/corpus/osv/', import.meta.url));
const recorded = existsSync(corpus) ? readdirSync(corpus).filter((file) => file.endsWith('.json')) : [];

describe.skipIf(recorded.length === 0)(`recorded records (skipped where ${corpus} is absent)`, () => {
  it.each(recorded)('%s', (file) => {
    const record = JSON.parse(readFileSync(`${corpus}${file}`, 'utf8'));
    const name = record.affected[0].package.name;
    expect(decodedAgain(record, name)).toEqual(decodeOsvRecord(record));
    expect(decodedAgain(record, name)?.id).toBe(record.id);
  });
});
