import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { readLayer } from '../../src/config/settings-layer.ts';
import { severities } from '../../src/model/finding.ts';
import { actions } from '../../src/model/verdict.ts';
import { boundToOneTarball } from '../../src/model/waiver.ts';
import { settingsJsonSchema } from '../tools/settings-schema.ts';
import { schema } from './vocabulary.ts';

const jsonSchema = settingsJsonSchema() as object;
const accepts = new Ajv({ allowUnionTypes: true }).compile(jsonSchema);

/** What of a document is nobody's word but that of its layer is left to the layers' own test. */
async function decodes(document: unknown): Promise<boolean> {
  const input = { text: JSON.stringify(document), file: 'npq.json', origin: 'user' } as const;
  try {
    await readLayer(schema, input);
    return true;
  } catch {
    return false;
  }
}

const waiver = {
  ...{ package: '@acme/pebble', versions: '1.2.3', check: 'known-malware', reason: 'a mistake of the list' },
  ...{ by: 'Ada', expires: '2027-01-31', severity: 'critical', integrity: `sha512-${'A'.repeat(86)}==` },
};
const example = {
  $schema: './schema/npq-v1.schema.json',
  preset: 'strict',
  rules: {
    low: 'note',
    'known-malware': 'block',
    'exotic-source': [{ action: 'block', where: { key: 'kind', values: ['git'] } }, 'ask'],
    'install-script': { action: 'ask' },
  },
  checks: {
    'fresh-release': { minAgeHours: 72 },
    'provenance-mismatch': { demands: [{ packages: '@acme/*', minLevel: 2 }] },
  },
  waivers: [waiver],
  onIncomplete: 'fail',
  services: { osv: 'https://osv.example/', dns: 'dns://10.0.0.53/' },
  publicRegistries: ['https://mirror.example/'],
  advisoryFiles: ['ours.json'],
  acceptedAbsences: ['signatures'],
  advisoryMaxAgeDays: 30,
  organisation: { from: 'npm:@acme/npq-policy@1.2.3', integrity: waiver.integrity },
};

it('both take what the README shows, and a document with every key', async () => {
  for (const document of [{}, example]) {
    expect(accepts(document), JSON.stringify(accepts.errors)).toBe(true);
    expect(await decodes(document)).toBe(true);
  }
});

it('describes every key', () => {
  const { properties } = jsonSchema as { properties: Record<string, { description?: string }> };
  for (const [key, { description }] of Object.entries(properties))
    expect([key, description]).not.toEqual([key, undefined]);
});

describe('JSON Schema and decoder', () => {
  /** Seldom the wrong one, or no document would be taken. */
  const mostly = <T>(right: fc.Arbitrary<T>, ...wrong: readonly unknown[]) =>
    fc.oneof<fc.MaybeWeightedArbitrary<unknown>[]>(
      { weight: 15, arbitrary: right },
      { weight: 1, arbitrary: fc.constantFrom(...wrong) },
    );
  const one = (...right: readonly unknown[]) => fc.constantFrom(...right);
  const few = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 2 });
  const seldomMore = { more: mostly(one(undefined), 1) };

  const action = mostly(one(...actions), 'blok', '');
  const where = fc.record({ key: mostly(one('kind'), ''), values: mostly(few(one('git', 'x')), [], [1]) });
  const detail = fc.record({ action, where, ...seldomMore }, { requiredKeys: ['action'] });
  const rule = mostly(fc.oneof(action, detail, few(fc.oneof(action, detail))), 7, [], null);
  const findings = [...checks.map(({ id }) => id), 'fresh-install-hook'];
  const bound = ['known-malware', ...severities];
  const rules = fc.dictionary(
    mostly(one(...findings, ...bound), 'no-such-check') as fc.Arbitrary<string>,
    rule,
    {
      maxKeys: 3,
    },
  );
  const number = mostly(fc.integer({ min: 1, max: 300 }), '72', null, -5, 4_000);
  const option = {
    'fresh-release': fc.record({ minAgeHours: number, ...seldomMore }, { requiredKeys: [] }),
    'install-script': fc.record({ longUnchangedDays: number }, { requiredKeys: [] }),
    deprecated: mostly(fc.constant({}), [], { x: 1 }),
    fresh: mostly(one(undefined), {}),
  };
  const written = fc.record(
    {
      ...{ package: mostly(one('pebble', '@ACME/x'), 'a b'), versions: mostly(one('1.2.3'), '') },
      check: mostly(one('install-script', 'known-malware'), 'x'),
      ...{ reason: mostly(one('seen'), ' '), by: mostly(one('Ada'), '', undefined) },
      expires: mostly(one('2027-01-31'), '2027-13-01', 'soon'),
      severity: mostly(one('low'), 'worst'),
      ...{ integrity: mostly(one(waiver.integrity), 'sha1-x'), ...seldomMore },
    },
    { requiredKeys: ['package', 'versions', 'check', 'reason', 'by', 'expires', 'severity', 'more'] },
  );
  const document = fc.record(
    {
      preset: mostly(one('strict', 'ci'), 'lax', 1),
      rules,
      checks: fc.record(option, { requiredKeys: ['fresh'] }),
      waivers: few(written),
      onIncomplete: mostly(one('fail', 'warn'), 'ask'),
      acceptedAbsences: mostly(few(one('advisories')), ['malware'], ['advisories', 1]),
      advisoryMaxAgeDays: number,
      advisoryFiles: mostly(few(one('x.json')), [''], 'x.json'),
      services: mostly(one({ osv: 'https://osv.example/' }), { osvv: 'https://osv.example/' }),
      publicRegistries: mostly(one(['https://mirror.example/'], []), {}),
      ...seldomMore,
    },
    { requiredKeys: ['more'] },
  );

  type Written = { readonly waivers?: readonly { readonly check: string; readonly integrity?: string }[] };
  /** What only a function can tell: a waiver for known malware is bound to one tarball. */
  const unsayable = (value: Written | null) =>
    (value?.waivers ?? []).some(
      ({ check, integrity }) => boundToOneTarball.has(check) && integrity === undefined,
    );

  it('refuse and take the same documents', async () => {
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.oneof(document, fc.jsonValue({ maxDepth: 3 })), async (generated) => {
        // As it will be written: without what is undefined.
        const value = JSON.parse(JSON.stringify(generated)) as unknown;
        fc.pre(!unsayable(value as Written | null));
        const taken = accepts(value);
        seen[taken ? 'taken' : 'refused'] += 1;
        expect(await decodes(value)).toBe(taken);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });
});
