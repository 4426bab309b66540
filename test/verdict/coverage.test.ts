import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasons } from '../../src/model/fact.ts';
import type { CheckResult } from '../../src/model/outcome.ts';
import { coverageOf } from '../../src/verdict/coverage.ts';
import { aFinding, anUnknown } from './given.ts';

const about = (key: string) => ({ kind: 'package', key }) as const;

describe('coverage', () => {
  it('counts how every pair of check and subject ended', () => {
    const results: CheckResult[] = [
      { check: 'project-script', subject: { kind: 'project', path: '.' }, kind: 'clean' },
      { check: 'install-script', subject: about('a@1'), kind: 'flagged', findings: [aFinding(), aFinding()] },
      { check: 'install-script', subject: about('b@1'), kind: 'vetted' },
      { kind: 'unknown', ...anUnknown('timeout', { subject: about('c@1') }) },
      { check: 'deprecated', subject: about('a@1'), kind: 'not-applicable' },
      { check: 'deprecated', subject: about('b@1'), kind: 'vetted' },
      { check: 'deprecated', subject: about('c@1'), kind: 'clean' },
    ];
    expect(coverageOf({ packages: 3, checks: 3, results })).toMatchObject({
      packages: 3,
      checks: 3,
      vetted: 1,
      vettedResults: 2,
      clean: 2,
      flagged: 1,
      notApplicable: 1,
      unknown: 1,
    });
  });

  it('groups what could not be found out by check and reason, most frequent first', () => {
    const unknown = (reason: 'timeout' | 'offline', check: string): CheckResult => ({
      kind: 'unknown',
      ...anUnknown(reason, { check }),
    });
    const results = [
      unknown('timeout', 'deprecated'),
      unknown('offline', 'deprecated'),
      unknown('timeout', 'install-script'),
      unknown('offline', 'deprecated'),
    ];
    expect(coverageOf({ packages: 4, checks: 2, results }).unknowns).toEqual([
      {
        check: 'deprecated',
        reason: 'offline',
        cause: 'environment',
        detail: 'because of offline',
        count: 2,
      },
      {
        check: 'deprecated',
        reason: 'timeout',
        cause: 'environment',
        detail: 'because of timeout',
        count: 1,
      },
      {
        check: 'install-script',
        reason: 'timeout',
        cause: 'environment',
        detail: 'because of timeout',
        count: 1,
      },
    ]);
  });

  it('adds up, whatever the results', () => {
    const anyKind = fc.constantFrom<CheckResult['kind']>(
      'clean',
      'flagged',
      'unknown',
      'not-applicable',
      'vetted',
    );
    const anyResult = fc.record({ kind: anyKind, key: fc.nat(5), reason: fc.constantFrom(...reasons) });
    fc.assert(
      fc.property(fc.array(anyResult), (given) => {
        const results = given.map(({ kind, key, reason }): CheckResult => {
          const subject = about(`p${key}@1`);
          if (kind === 'unknown') return { kind, ...anUnknown(reason, { subject }) };
          if (kind === 'flagged') return { kind, check: 'deprecated', subject, findings: [aFinding()] };
          return { kind, check: 'deprecated', subject };
        });
        const coverage = coverageOf({ packages: 6, checks: 2, results });
        const { clean, flagged, unknown, notApplicable, vettedResults, vetted, unknowns } = coverage;
        expect(clean + flagged + unknown + notApplicable + vettedResults).toBe(results.length);
        expect(unknowns.reduce((sum, { count }) => sum + count, 0)).toBe(unknown);
        expect(vetted).toBeLessThanOrEqual(vettedResults);
      }),
    );
  });
});
