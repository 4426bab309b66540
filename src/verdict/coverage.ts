import type { Coverage, UnknownCount } from '../model/coverage.ts';
import type { CheckResult, UnknownResult } from '../model/outcome.ts';

/** Counts every result once: what was looked at, how it ended, and why something was not found out. */
export function coverageOf(input: {
  readonly packages: number;
  readonly checks: number;
  readonly results: readonly CheckResult[];
}): Coverage {
  const { packages, checks, results } = input;
  const count = (kind: CheckResult['kind']) => results.filter((result) => result.kind === kind).length;
  const vetted = new Set(
    results.flatMap((result) =>
      result.kind === 'vetted' && result.subject.kind === 'package' ? [result.subject.key] : [],
    ),
  );
  return {
    packages,
    checks,
    vetted: vetted.size,
    clean: count('clean'),
    flagged: count('flagged'),
    notApplicable: count('not-applicable'),
    unknown: count('unknown'),
    vettedResults: count('vetted'),
    unknowns: countUnknowns(results.filter((result) => result.kind === 'unknown')),
  };
}

/** By check and reason, most frequent first; one detail stands for all of them. */
function countUnknowns(unknowns: readonly UnknownResult[]): readonly UnknownCount[] {
  const counts = new Map<string, UnknownCount>();
  for (const { check, reason, cause, detail } of unknowns) {
    const key = `${check} ${reason}`;
    const before = counts.get(key);
    counts.set(
      key,
      before ? { ...before, count: before.count + 1 } : { check, reason, cause, detail, count: 1 },
    );
  }
  return [...counts.values()].sort((left, right) => right.count - left.count);
}
