import fc from 'fast-check';
import { reasons, unknown } from '../../src/model/fact.ts';
import { type Finding, severities } from '../../src/model/finding.ts';
import type { UnknownResult } from '../../src/model/outcome.ts';

export function aFinding(given: Partial<Finding> = {}): Finding {
  return {
    check: 'install-script',
    subject: { kind: 'package', key: 'teapot@1.2.3' },
    severity: 'medium',
    confidence: 'high',
    message: 'has an install script',
    advice: 'read it',
    facts: ['tarball'],
    data: {},
    ...given,
  };
}

export function anUnknown(
  reason: (typeof reasons)[number],
  given: Partial<UnknownResult> = {},
): UnknownResult {
  const { cause, detail } = unknown(reason, 'test', `because of ${reason}`);
  const subject = { kind: 'package', key: 'teapot@1.2.3' } as const;
  return { check: 'install-script', subject, reason, cause, detail, essential: false, ...given };
}

const checkIds = ['install-script', 'fresh-release', 'exotic-source', 'project-script', 'deprecated'];

export const anyFinding = fc
  .record({
    check: fc.constantFrom(...checkIds),
    severity: fc.constantFrom(...severities),
    kind: fc.constantFrom('git', 'remote', 'file', 'bundled'),
    key: fc.constantFrom('a@1', 'b@1'),
  })
  .map(({ check, severity, kind, key }) =>
    aFinding({ check, severity, data: { kind }, subject: { kind: 'package', key } }),
  );

export const anyUnknown = fc
  .record({
    reason: fc.constantFrom(...reasons),
    essential: fc.boolean(),
    check: fc.constantFrom(...checkIds),
  })
  .map(({ reason, essential, check }) => anUnknown(reason, { essential, check }));
