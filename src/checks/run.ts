import type { NeedKey, Needs } from '../evidence/needs.ts';
import type { Fact } from '../model/fact.ts';
import type { Subject } from '../model/finding.ts';
import { type CheckResult, type Outcome, outcomeOfUnknown } from '../model/outcome.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import type { Check, NpmFacts } from './define.ts';
import type { CheckOptions } from './options.ts';

/** Facts that belong to one package; those of the project are handed in as a whole. */
export type PackageNeedKey = Exclude<NeedKey, 'projectScripts'>;

/** What the checks see of the evidence. */
export interface CheckEvidence {
  fact<K extends PackageNeedKey>(pkg: PlannedPackage, key: K): Fact<Needs[K]>;
  readonly project: Fact<Needs['projectScripts']>;
}

/** Everything that a run of the checks depends on besides the evidence. */
export interface CheckRun {
  readonly plan: Plan;
  /** In report order. */
  readonly checks: readonly Check[];
  readonly options: CheckOptions;
  readonly now: Date;
  readonly npm: NpmFacts;
  /** In the plan, and no subject of the checks of packages. */
  leftOut?(pkg: PlannedPackage): boolean;
  /** The user's own ledger answers for it. */
  vetted(pkg: PlannedPackage): boolean;
}

/** Which facts have to be gathered for this package: what switched-off or inapplicable checks need is not. */
export function neededFacts(run: CheckRun, pkg: PlannedPackage): ReadonlySet<PackageNeedKey> {
  const keys = new Set<PackageNeedKey>();
  if (run.leftOut?.(pkg)) return keys;
  const vetted = run.vetted(pkg);
  for (const check of run.checks) {
    if (vetted && check.everyTime !== true) continue;
    if (check.scope !== 'package' || !applies(check, run, pkg)) continue;
    for (const key of keysOf(check)) if (key !== 'projectScripts') keys.add(key);
  }
  return keys;
}

export function needsProjectScripts(checks: readonly Check[]): boolean {
  return checks.some((check) => keysOf(check).includes('projectScripts'));
}

/** Every check on every subject of its scope, check by check in report order. */
export function runChecks(run: CheckRun & { readonly evidence: CheckEvidence }): readonly CheckResult[] {
  const { evidence } = run;
  const project: Subject = { kind: 'project', path: run.plan.path };
  return run.checks.flatMap((check) => {
    if (check.scope === 'project') return [finish(check, project, execute(check, run, evidence))];
    if (check.scope === 'plan') return [finish(check, { kind: 'plan' }, execute(check, run, evidence))];
    const subjects = run.plan.packages.filter((pkg) => !run.leftOut?.(pkg));
    return subjects.map((pkg): CheckResult => {
      const subject: Subject = { kind: 'package', key: pkg.key };
      if (check.everyTime !== true && run.vetted(pkg)) {
        const outcome = check.runOnVetted?.(contextOf(check, run, pkg));
        if (outcome?.kind === 'flagged') return finish(check, subject, outcome);
        return { check: check.id, subject, kind: 'vetted' };
      }
      if (!applies(check, run, pkg)) return { check: check.id, subject, kind: 'not-applicable' };
      return finish(check, subject, execute(check, run, evidence, pkg));
    });
  });
}

function execute(check: Check, run: CheckRun, evidence: CheckEvidence, pkg?: PlannedPackage): Outcome {
  const lookUp = (key: NeedKey): Fact<Needs[NeedKey]> => {
    if (key === 'projectScripts') return evidence.project;
    if (pkg === undefined) throw new Error(`the check ${check.id} needs ${key}, which only packages have`);
    return evidence.fact(pkg, key);
  };
  // No prototype: a fact's key never meets an inherited name.
  const facts: Record<string, unknown> = Object.create(null);
  for (const key of check.needs) {
    const fact = lookUp(key);
    if (fact.status === 'unknown') return outcomeOfUnknown(fact);
    facts[key] = fact.value;
  }
  const maybe: Record<string, Fact<Needs[NeedKey]>> = Object.create(null);
  for (const key of check.uses) maybe[key] = lookUp(key);
  return check.run(facts, maybe, contextOf(check, run, pkg));
}

function applies(check: Check, run: CheckRun, pkg: PlannedPackage): boolean {
  return check.applies?.(contextOf(check, run, pkg)) ?? true;
}

function contextOf(check: Check, run: CheckRun, pkg: PlannedPackage | undefined) {
  const options = run.options.get(check.id);
  if (options === undefined) throw new Error(`the options of the check ${check.id} were not decoded`);
  const shared = { plan: run.plan, now: run.now, npm: run.npm, options };
  return pkg === undefined ? shared : { ...shared, pkg };
}

function finish(check: Check, subject: Subject, outcome: Outcome): CheckResult {
  const { id } = check;
  switch (outcome.kind) {
    case 'flagged': {
      const facts = keysOf(check);
      const findings = outcome.findings.map((draft) => ({ subject, ...draft, check: id, facts }));
      return { check: id, subject, kind: 'flagged', findings };
    }
    case 'unknown': {
      const { present, inherent, ...unknown } = outcome;
      const absence = present === true ? undefined : check.absence;
      return {
        ...unknown,
        ...{ check: id, subject },
        essential:
          inherent !== true &&
          (check.essential === true || (check.essential !== false && outcome.reason !== 'not-offered')),
        ...(absence === undefined ? {} : { absence }),
        ...(check.everyTime === undefined ? {} : { everyTime: check.everyTime }),
      };
    }
    case 'clean':
    case 'not-applicable':
      return { check: id, subject, kind: outcome.kind };
  }
}

function keysOf(check: Check): readonly NeedKey[] {
  return [...check.needs, ...check.uses];
}
