import type { Finding, Subject } from '../model/finding.ts';
import { isJudgement } from '../model/judgement.ts';
import type { InstallResult, Report, ToldWaiver } from '../model/report.ts';
import type { RuledFinding, RuledUnknown } from '../model/verdict.ts';
import type { PlacedWaiver } from '../model/waiver.ts';
import { compareText, isUnlooked, subjectId, worseFindingFirst } from './groups.ts';
import { planV1 } from './json-plan.ts';
import type {
  CoverageV1,
  FindingV1,
  FoundV1,
  InstallV1,
  ReportV1,
  SubjectV1,
  ToldWaiverV1,
  UnknownV1,
  WaiverV1,
} from './json-types.ts';
import { forJson } from './sanitize.ts';

/** The versioned report as one JSON document, described by schema/report-v1.schema.json. */
export function renderJson(report: Report): string {
  return `${forJson(reportV1(report))}\n`;
}

function reportV1(report: Report): ReportV1 {
  return {
    schemaVersion: 1,
    npqVersion: report.npqVersion,
    npmVersion: report.npmVersion,
    nodeVersion: report.nodeVersion,
    startedAt: report.startedAt,
    preset: report.preset,
    request: { verb: report.request.verb, specs: report.request.specs },
    verdict: report.verdict.kind,
    exitCode: report.exitCode ?? null,
    coverage: coverageV1(report),
    findings: [...report.verdict.findings].sort(inOrder).map(findingV1),
    unknowns: [...report.verdict.unknowns].sort(unknownsInOrder).map(unknownV1),
    plan: planV1(report),
    trust: report.trust.map(({ file, key, text, counts }) => ({ file, key, text, counts })),
    notes: report.notes,
    waivers: (report.waivers ?? []).map(toldWaiverV1),
    base: report.base ?? null,
    install: report.install ? installV1(report.install) : null,
  };
}

function inOrder(a: RuledFinding, b: RuledFinding): number {
  return (
    worseFindingFirst(a, b) ||
    compareText(subjectId(a.finding.subject), subjectId(b.finding.subject)) ||
    compareText(a.finding.message, b.finding.message)
  );
}

function unknownsInOrder({ unknown: a }: RuledUnknown, { unknown: b }: RuledUnknown): number {
  return compareText(a.check, b.check) || compareText(subjectId(a.subject), subjectId(b.subject));
}

function coverageV1({ coverage, plan }: Report): CoverageV1 {
  const { packages, vetted, checks, clean, flagged, notApplicable, unknown, vettedResults } = coverage;
  const notLookedAt = plan.packages.filter(isUnlooked).length;
  const unknowns = coverage.unknowns.map(({ check, reason, cause, count, detail }) => ({
    check,
    reason,
    cause,
    count,
    detail,
  }));
  unknowns.sort((a, b) => compareText(a.check, b.check) || compareText(a.reason, b.reason));
  return {
    packages,
    vetted,
    notLookedAt,
    checks,
    clean,
    flagged,
    notApplicable,
    unknown,
    vettedResults,
    unknowns,
  };
}

function subjectV1(subject: Subject): SubjectV1 {
  switch (subject.kind) {
    case 'package':
      return { kind: 'package', package: subject.key };
    case 'plan':
      return { kind: 'plan' };
    case 'project':
      return { kind: 'project', path: subject.path };
  }
}

function foundV1(finding: Finding): FoundV1 {
  return {
    check: finding.check,
    subject: subjectV1(finding.subject),
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    advice: finding.advice,
    excerpt: finding.excerpt ?? [],
    data: finding.data,
    facts: finding.facts,
  };
}

function findingV1({ finding, action, rule, waived }: RuledFinding): FindingV1 {
  const absorbs = isJudgement(finding) ? finding.absorbs.map(foundV1) : [];
  const excused = waived ? { ...waiverV1(waived.by), without: waived.without } : null;
  return { ...foundV1(finding), action, rule, absorbs, waived: excused };
}

function waiverV1({ waiver, at }: PlacedWaiver): WaiverV1 {
  const { package: name, versions, check, severity, reason, by, expires, integrity } = waiver;
  return {
    ...{ package: name, versions, check, severity, reason, by, expires, integrity: integrity ?? null },
    ...{ origin: at.origin, file: at.file ?? null, line: at.line ?? null },
  };
}

function toldWaiverV1({ placed, state, why }: ToldWaiver): ToldWaiverV1 {
  return { ...waiverV1(placed), state, why: why ?? null };
}

function unknownV1({ unknown, action, rule }: RuledUnknown): UnknownV1 {
  const { check, reason, cause, detail, essential } = unknown;
  return { check, subject: subjectV1(unknown.subject), reason, cause, detail, essential, action, rule };
}

function installV1(install: InstallResult): InstallV1 {
  if (install.kind === 'not-run') return { kind: 'not-run', why: install.why };
  return {
    kind: 'ran',
    npmExitCode: install.npmExitCode,
    matches: install.matches ?? null,
    differences: install.differences,
    compared: install.compared,
    receiptPath: install.receiptPath ?? null,
    nested: (install.nested ?? []).map(({ name, version, verdict, why }) => ({
      ...{ name, version, verdict },
      why: why ?? null,
    })),
    refused: (install.refused ?? []).map(({ path, status, why }) => ({ path, status, why })),
    notes: install.notes ?? [],
  };
}
