import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { CheckResult } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { rememberable } from '../../src/verdict/remember.ts';
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

  it('one whose script only did not run this time', () => {
    expect(remembers(clean, flagged(aFinding({ severity: 'info', circumstantial: true })))).toBe(false);
  });
});
