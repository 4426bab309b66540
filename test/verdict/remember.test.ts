import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { CheckResult } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Action, RuledFinding, Verdict } from '../../src/model/verdict.ts';
import type { PlacedWaiver } from '../../src/model/waiver.ts';
import { rememberable, rememberableUnasked } from '../../src/verdict/remember.ts';
import { aPackage, aPlan } from '../checks/given.ts';
import { aFinding, anUnknown } from './given.ts';

const teapot = aPackage();
const plan: Plan = aPlan(teapot);
const subject = { kind: 'package', key: teapot.key } as const;
const clean: CheckResult = { check: 'deprecated', subject, kind: 'clean' };

function remembers(...results: readonly CheckResult[]): boolean {
  return rememberable(plan, results).includes(teapot);
}

function flagged(...findings: readonly Finding[]): CheckResult {
  return { check: 'install-script', subject, kind: 'flagged', findings };
}

describe('the ledger may remember', () => {
  it('a package that was looked at, its findings agreed to', () => {
    expect(remembers(clean)).toBe(true);
    expect(remembers(clean, flagged(aFinding()))).toBe(true);
  });

  it('one of which a check could not find out what it asks anew every time', () => {
    const unknown = anUnknown('offline', { essential: true, everyTime: true });
    expect(remembers(clean, { kind: 'unknown', ...unknown })).toBe(true);
    expect(remembers(clean, { kind: 'unknown', ...anUnknown('offline', { essential: true }) })).toBe(false);
  });

  it('one whose registry will never know something that is not essential', () => {
    expect(remembers(clean, { kind: 'unknown', ...anUnknown('not-offered') })).toBe(true);
  });
});

describe('the ledger must not remember', () => {
  it('a package that nobody looked at, or that it knows already', () => {
    expect(remembers()).toBe(false);
    expect(remembers({ check: 'deprecated', subject, kind: 'vetted' })).toBe(false);
  });

  it('one of which something may still be found out', () => {
    expect(remembers(clean, { kind: 'unknown', ...anUnknown('timeout') })).toBe(false);
    expect(remembers(clean, { kind: 'unknown', ...anUnknown('not-offered', { essential: true }) })).toBe(
      false,
    );
    expect(remembers(clean, { kind: 'unknown', ...anUnknown('too-large') })).toBe(false);
  });

  it('one that only a waiver let through: it comes to its end', () => {
    const placed: PlacedWaiver = {
      waiver: {
        ...{ package: 'teapot', versions: '*', check: 'install-script', severity: 'medium' },
        ...{ reason: 'it only compiles', by: 'Ann', expires: '2027-01-31' },
      },
      ...{ at: { origin: 'project' }, counts: true },
    };
    const finding = aFinding();
    const results = [clean, flagged(finding)];
    const ruled = { finding, action: 'note', rule: 'waived' } as const;
    const waived = { ...ruled, waived: { by: placed, without: 'ask' } } as const;
    expect(rememberable(plan, results, [ruled])).toEqual([teapot]);
    expect(rememberable(plan, results, [waived])).toEqual([]);
  });

  it('one whose script only did not run this time', () => {
    expect(remembers(clean, flagged(aFinding({ severity: 'info', circumstantial: true })))).toBe(false);
  });
});

describe('where nobody was asked the ledger', () => {
  const verdict = (action: Action, waived?: RuledFinding['waived']): Verdict => ({
    kind: 'pass',
    findings: [{ finding: aFinding({ subject }), action, rule: 'a rule', ...(waived ? { waived } : {}) }],
    unknowns: [],
  });
  const remembersUnasked = (of: Verdict) => rememberableUnasked(plan, [clean], of).includes(teapot);

  it('may remember a package that raised nothing but notes', () => {
    expect(remembersUnasked(verdict('note'))).toBe(true);
  });

  it('must not remember one that somebody would be asked about, or that is blocked', () => {
    expect(remembersUnasked(verdict('ask'))).toBe(false);
    expect(remembersUnasked(verdict('block'))).toBe(false);
  });

  it('must not remember one that only a waiver lets through, which ends one day', () => {
    const waiver = {
      ...{ package: 'teapot', versions: '*', check: 'install-script', reason: 'read', by: 'ada' },
      ...{ expires: '2030-01-01', severity: 'high' as const },
    };
    const by = { waiver, at: { origin: 'user' as const }, counts: true };
    expect(remembersUnasked(verdict('note', { by, without: 'ask' }))).toBe(false);
  });

  it('may remember one of which only that is missing which is asked in every run anyway', () => {
    const unknown = { ...anUnknown('offline', { essential: true, everyTime: true }), subject };
    const missing = { unknown, action: 'incomplete', rule: 'a rule' } as const;
    expect(remembersUnasked({ kind: 'incomplete', findings: [], unknowns: [missing] })).toBe(true);
  });

  it('must not remember one of which something essential is missing', () => {
    const unknown = { ...anUnknown('timeout', { essential: true }), subject };
    const missing = { unknown, action: 'incomplete', rule: 'a rule' } as const;
    expect(remembersUnasked({ kind: 'incomplete', findings: [], unknowns: [missing] })).toBe(false);
  });
});
