import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { decodeOptions } from '../../src/checks/options.ts';
import { type Finding, severities } from '../../src/model/finding.ts';
import type { PlacedSetting, RuleSetting } from '../../src/model/settings.ts';
import { actions } from '../../src/model/verdict.ts';
import { isStricter, ruleFinding } from '../../src/verdict/policy.ts';
import { policyId } from '../../src/verdict/policy-id.ts';
import { findPreset, presetNames } from '../../src/verdict/presets.ts';
import { isMilder, policyOf } from '../../src/verdict/settled-policy.ts';

const ids = ['install-script', 'exotic-source', 'known-vulnerability', 'deprecated'];

const preset = (value: string): PlacedSetting => ({
  ...{ key: 'preset', kind: 'preset', value, at: { origin: 'user', file: 'npq.json', line: 2 } },
});
const rule = (of: string, ...value: readonly RuleSetting[]): PlacedSetting => ({
  ...{ key: `rules.${of}`, kind: 'rule', of, value, at: { origin: 'user', file: 'npq.json', line: 4 } },
});
const settled = (...settings: readonly PlacedSetting[]) =>
  policyOf(new Map(settings.map((one) => [one.key, one])));

const finding = (more: Partial<Finding>): Finding => ({
  ...{
    check: 'deprecated',
    severity: 'low',
    confidence: 'high',
    message: '',
    advice: '',
    data: {},
    facts: [],
  },
  subject: { kind: 'plan' },
  ...more,
});

describe('the policy of some settings', () => {
  it('is the preset, where they say nothing else', () => {
    expect(settled()).toMatchObject({ name: 'balanced', severities: findPreset('balanced').severities });
    expect(policyId(settled(preset('ci')), decodeOptions(checks))).toBe(
      policyId(findPreset('ci'), decodeOptions(checks)),
    );
  });

  it('has a rule of a check before one of the preset, and says where it stands', () => {
    const policy = settled(rule('known-vulnerability', { action: 'block' }), rule('low', { action: 'ask' }));
    const hole = finding({ check: 'known-vulnerability', data: { severity: 'low' } });
    expect(ruleFinding(policy, hole)).toEqual({
      ...{ action: 'block', rule: 'npq.json:4: check known-vulnerability' },
    });
    expect(ruleFinding(policy, finding({}))).toEqual({ action: 'ask', rule: 'npq.json:4: severity low' });
  });

  it('takes of several rules of a check the first that fits, and else what the preset says', () => {
    const policy = settled(
      rule('exotic-source', { action: 'block', where: { key: 'kind', values: ['git'] } }),
    );
    const from = (kind: string) =>
      ruleFinding(policy, finding({ check: 'exotic-source', data: { kind } })).action;
    expect([from('git'), from('file')]).toEqual(['block', 'note']);
  });

  it('with another under it is never milder than that', () => {
    const own = settled(rule('low', { action: 'block' }));
    const both = { ...settled(preset('report-only')), atLeast: own };
    expect(ruleFinding(both, finding({}))).toEqual({ action: 'block', rule: 'npq.json:4: severity low' });
    expect(ruleFinding(both, finding({ severity: 'info' })).action).toBe('note');
  });
});

describe('the name of what was vetted', () => {
  const options = decodeOptions(checks);
  const at = (line: number) =>
    ['low', 'deprecated'].map((of) => ({
      ...rule(of, { action: 'ask' }),
      at: { origin: 'user' as const, line },
    }));

  it('is another for another rule, and for another policy under it', () => {
    const own = settled();
    const all = [
      own,
      settled(rule('low', { action: 'ask' })),
      { ...own, atLeast: settled(preset('strict')) },
    ];
    expect(new Set(all.map((policy) => policyId(policy, options))).size).toBe(all.length);
  });

  it('is the same wherever the rule stands', () => {
    expect(policyId(settled(...at(1)), options)).toBe(policyId(settled(...at(9)), options));
  });
});

describe('what is called no milder', () => {
  const where = fc.record({
    key: fc.constantFrom('kind', 'severity'),
    values: fc.array(fc.constantFrom('git', 'remote', 'high', 'low'), { minLength: 1, maxLength: 2 }),
  });
  const ruleSetting: fc.Arbitrary<RuleSetting> = fc.oneof(
    fc.record({ action: fc.constantFrom(...actions) }),
    fc.record({ action: fc.constantFrom(...actions), where }),
  );
  const settings = fc
    .tuple(
      fc.constantFrom(...presetNames).map(preset),
      fc.array(
        fc.oneof(
          fc
            .tuple(fc.constantFrom(...ids), fc.array(ruleSetting, { minLength: 1, maxLength: 3 }))
            .map(([of, rules]) => rule(of, ...rules)),
          fc
            .tuple(fc.constantFrom(...severities), fc.constantFrom(...actions))
            .map(([of, action]) => rule(of, { action })),
        ),
        { maxLength: 4 },
      ),
    )
    .map(([first, rest]) => settled(first, ...rest));
  const anyFinding = fc
    .record({
      check: fc.constantFrom(...ids),
      severity: fc.constantFrom(...severities),
      kind: fc.constantFrom('git', 'remote', 'link', undefined),
      told: fc.boolean(),
    })
    .map(({ check, severity, kind, told }) =>
      finding({ check, severity, data: { ...(kind ? { kind } : {}), ...(told ? { severity } : {}) } }),
    );

  it('treats no finding more mildly', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        settings,
        settings,
        fc.array(anyFinding, { minLength: 20, maxLength: 40 }),
        (before, after, findings) => {
          if (isMilder(before, after, ids)) return;
          compared += 1;
          for (const one of findings) {
            expect(isStricter(ruleFinding(before, one).action, ruleFinding(after, one).action)).toBe(false);
          }
        },
      ),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it('is what treats something unknown more mildly', () => {
    const own = settled();
    const careless = { ...own, unknowns: { ...own.unknowns, subject: 'note' as const } };
    expect([isMilder(own, careless, ids), isMilder(careless, own, ids)]).toEqual([true, false]);
  });

  it('is nothing of the other presets than strict, after balanced', () => {
    const milder = presetNames.filter((name) =>
      isMilder(
        findPreset('balanced'),
        findPreset(name),
        checks.map(({ id }) => id),
      ),
    );
    expect(milder).toEqual(['ci', 'report-only']);
  });
});
