import { type Confidence, type Severity, type Subject, severityRank } from '../model/finding.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import type { RuledFinding, RuledUnknown } from '../model/verdict.ts';

/** Everything that is to be said about one package, the plan or a project file. */
export interface Group {
  readonly subject: Subject;
  /** Absent where the subject is no package of the plan. */
  readonly pkg: PlannedPackage | undefined;
  readonly action: RuledUnknown['action'];
  /** Worst first. */
  readonly findings: readonly RuledFinding[];
  /** What the package itself keeps us from seeing; the environment's share stands in the coverage lines. */
  readonly unknowns: readonly RuledUnknown[];
}

const confidences: readonly Confidence[] = ['low', 'medium', 'high'];
const actionOrder: readonly RuledUnknown['action'][] = ['allow', 'note', 'ask', 'incomplete', 'block'];

/** By what has to be done, then severity, then name; the same report gives the same order. */
export function groupReport({ plan, verdict }: Pick<Report, 'plan' | 'verdict'>): readonly Group[] {
  const packages = new Map(plan.packages.map((pkg) => [pkg.key, pkg]));
  const toldHere = verdict.unknowns.filter(isToldHere(packages));
  const findings = groupedBy(verdict.findings, ({ finding }) => subjectId(finding.subject));
  const unknowns = groupedBy(toldHere, ({ unknown }) => subjectId(unknown.subject));
  const subjects = new Map<string, Subject>(
    [
      ...unlookedSubjects(plan),
      ...verdict.findings.map(({ finding }) => finding.subject),
      ...toldHere.map(({ unknown }) => unknown.subject),
    ].map((subject) => [subjectId(subject), subject]),
  );
  return [...subjects]
    .map(([id, subject]) => groupOf(subject, packages, findings.get(id) ?? [], unknowns.get(id) ?? []))
    .sort(worstFirst);
}

export function isUnlooked(pkg: PlannedPackage | undefined): boolean {
  return pkg?.looked === false;
}

export function worseFindingFirst(a: RuledFinding, b: RuledFinding): number {
  return (
    actionOrder.indexOf(b.action) - actionOrder.indexOf(a.action) ||
    severityRank(b.finding.severity) - severityRank(a.finding.severity) ||
    confidences.indexOf(b.finding.confidence) - confidences.indexOf(a.finding.confidence) ||
    compareText(a.finding.check, b.finding.check)
  );
}

export function subjectId(subject: Subject): string {
  if (subject.kind === 'package') return `package ${subject.key}`;
  return subject.kind === 'plan' ? 'plan' : `project ${subject.path}`;
}

/** By code units, so that the order does not depend on anybody's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isToldHere(packages: ReadonlyMap<string, PlannedPackage>): (ruled: RuledUnknown) => boolean {
  return ({ unknown }) =>
    unknown.cause === 'subject' ||
    (unknown.subject.kind === 'package' && isUnlooked(packages.get(unknown.subject.key)));
}

function unlookedSubjects(plan: Plan): readonly Subject[] {
  return plan.packages.filter(isUnlooked).map(({ key }) => ({ kind: 'package', key }));
}

export function groupedBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const held = groups.get(key);
    if (held) held.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function groupOf(
  subject: Subject,
  packages: ReadonlyMap<string, PlannedPackage>,
  findings: readonly RuledFinding[],
  unknowns: readonly RuledUnknown[],
): Group {
  const pkg = subject.kind === 'package' ? packages.get(subject.key) : undefined;
  const ranks = [...findings, ...unknowns].map(({ action }) => actionOrder.indexOf(action));
  const least = actionOrder.indexOf(isUnlooked(pkg) ? 'ask' : 'allow');
  return {
    subject,
    pkg,
    action: actionOrder[Math.max(least, ...ranks)] ?? 'block',
    findings: [...findings].sort(worseFindingFirst),
    unknowns: [...unknowns].sort((a, b) => compareText(a.unknown.check, b.unknown.check)),
  };
}

function worstFirst(a: Group, b: Group): number {
  return (
    actionOrder.indexOf(b.action) - actionOrder.indexOf(a.action) ||
    worstSeverity(b) - worstSeverity(a) ||
    compareText(subjectId(a.subject), subjectId(b.subject))
  );
}

/** What could not be looked at counts as bad as the second worst: it may be anything. */
function worstSeverity({ findings, unknowns }: Group): number {
  const high: Severity = 'high';
  return Math.max(
    -1,
    ...findings.map(({ finding }) => severityRank(finding.severity)),
    ...(unknowns.length > 0 ? [severityRank(high)] : []),
  );
}
