import type { Finding } from '../model/finding.ts';
import { isJudgement, partsOf } from '../model/judgement.ts';
import type { CheckResult, UnknownResult } from '../model/outcome.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import type { RuledFinding, Verdict } from '../model/verdict.ts';

/**
 * The packages that the ledger may remember once the plan is agreed to: newly looked at, everything found out
 * that can be, nothing about them mild only for the way they were asked for this time, and none let through by a
 * waiver: that one ends, and what it excused is then to be seen again.
 */
export function rememberable(
  plan: Plan,
  results: readonly CheckResult[],
  ruled: readonly RuledFinding[] = [],
): readonly PlannedPackage[] {
  const lookedAt = new Set<string>();
  const unfit = new Set<string>();
  for (const { finding, waived } of ruled) {
    if (waived !== undefined && finding.subject.kind === 'package') unfit.add(finding.subject.key);
  }
  for (const result of results) {
    if (result.subject.kind !== 'package') continue;
    const { key } = result.subject;
    lookedAt.add(key);
    if (result.kind === 'vetted' || (result.kind === 'unknown' && !isLastingAbsence(result))) unfit.add(key);
    if (result.kind === 'flagged' && result.findings.some(isCircumstantial)) unfit.add(key);
  }
  return plan.packages.filter(({ key }) => lookedAt.has(key) && !unfit.has(key));
}

/**
 * The same where nobody was asked and nothing was agreed to: a package that raised a question of its own, even one
 * that a waiver answers, is looked at again.
 */
export function rememberableUnasked(
  plan: Plan,
  results: readonly CheckResult[],
  { findings, unknowns }: Verdict,
): readonly PlannedPackage[] {
  const raised = new Set<string>();
  const raise = ({ subject }: Pick<Finding, 'subject'>) => {
    if (subject.kind === 'package') raised.add(subject.key);
  };
  for (const { finding, action, waived } of findings) {
    const without = waived?.without ?? action;
    if (without === 'ask' || without === 'block') partsOf(finding).forEach(raise);
  }
  for (const { unknown, action } of unknowns) {
    // What is asked anew in every run is asked then, whatever the ledger says.
    if (action !== 'allow' && action !== 'note' && unknown.everyTime !== true) raise(unknown);
  }
  return rememberable(plan, results).filter(({ key }) => !raised.has(key));
}

/** A registry without publish times will have none tomorrow; an outage ends, and is then worth another look. */
function isLastingAbsence(unknown: UnknownResult): boolean {
  if (unknown.everyTime === true) return true;
  return !unknown.essential && (unknown.reason === 'not-offered' || unknown.reason === 'private');
}

function isCircumstantial(finding: Finding): boolean {
  return finding.circumstantial === true || (isJudgement(finding) && finding.absorbs.some(isCircumstantial));
}
