import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { decodeOptions } from '../../src/checks/options.ts';
import { policyId } from '../../src/verdict/policy-id.ts';
import { findPreset, presets } from '../../src/verdict/presets.ts';

const balanced = findPreset('balanced');
const options = decodeOptions(checks);

describe('the id of a policy', () => {
  it('is short and the same for the same content', () => {
    expect(policyId(balanced, options)).toMatch(/^[0-9a-f]{16}$/);
    expect(policyId({ ...balanced }, decodeOptions(checks, {}))).toBe(policyId(balanced, options));
  });

  it('does not mind names, nor the order of keys and checks', () => {
    const id = policyId(balanced, options);
    expect(policyId({ ...balanced, name: 'ours', summary: 'x' }, options)).toBe(id);
    expect(policyId(balanced, new Map([...options].reverse()))).toBe(id);
    const turned = Object.fromEntries(Object.entries(balanced.severities).reverse());
    expect(policyId({ ...balanced, severities: turned as typeof balanced.severities }, options)).toBe(id);
  });

  it('differs for each preset, option, check and order of rules', () => {
    const ci = findPreset('ci');
    const ids = [
      ...presets.map((preset) => policyId(preset, options)),
      policyId(balanced, decodeOptions(checks, { 'fresh-release': { minAgeHours: 72 } })),
      policyId(balanced, decodeOptions(checks.slice(1))),
      policyId({ ...ci, checks: [...ci.checks].reverse() }, options),
      policyId({ ...balanced, unknowns: { ...balanced.unknowns, other: 'ask' } }, options),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
