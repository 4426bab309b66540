import { expect, it } from 'vitest';
import type { PolicyView } from '../../src/model/policy-view.ts';
import { renderPolicy, renderPolicyJson } from '../../src/report/policy.ts';

const at = { origin: 'default' } as const;
const own = { origin: 'project', file: '/project/npq.json', line: 3 } as const;
const hostile = 'a\u001B[2J\n\u202Eevil';

const view: PolicyView = {
  ...{ folder: '/project', policyId: '0123456789abcdef' },
  preset: { key: 'preset', value: 'balanced', at },
  onIncomplete: { key: 'onIncomplete', value: 'fail', at },
  severities: [{ key: 'low', value: 'note', at, preset: 'balanced' }],
  unknowns: [],
  rules: [{ key: 'exotic-source', value: `block where kind is ${hostile}`, at: own }],
  options: [{ key: 'provenance-mismatch.demands', value: [{ workflow: hostile }], at: own }],
  others: [],
  waivers: { counting: 2, notAgreed: 1 },
  organisation: { from: 'npm:@acme/policy@1.0.0', locked: ['preset'] },
  project: {
    file: '/project/npq.json',
    notes: [{ file: '/project/npq.json', key: 'rules.x', text: `rules.x: ${hostile}`, counts: false }],
  },
};

it('says each value with whose word it is, in lines that fit', () => {
  const text = renderPolicy(view, { columns: 80, verbose: false });
  expect(text).toContain('  preset        balanced (default)\n');
  expect(text).toContain('  low  note (preset balanced)\n');
  expect(text).toContain('(/project/npq.json:3)');
  expect(text).toContain('Waivers: 2 that count, 1 that nobody agreed to');
  expect(text).toContain('Organisation: npm:@acme/policy@1.0.0; it locks preset');
  expect(text).toContain('npq trust');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it('lets no text of a project act on the terminal, nor in JSON', () => {
  for (const text of [renderPolicy(view, { columns: 80, verbose: true }), renderPolicyJson(view, '1.0.0')]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/^\s*evil/m);
  }
});
