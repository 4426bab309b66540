import { createHash } from 'node:crypto';
import type { Finding, Json, Subject } from '../model/finding.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import type { RuledFinding, RuledUnknown } from '../model/verdict.ts';
import { messageText } from './escape-sarif.ts';
import { compareText, subjectId, worseFindingFirst } from './groups.ts';
import { locationOf } from './location.ts';
import { type Rule, ruleReference } from './sarif-rules.ts';
import { packageLabel, pathLabel, reasonWords } from './words.ts';

export interface SarifFrame {
  readonly rules: readonly Rule[];
  /** The project's folder in its repository: empty, or ending in a slash. */
  readonly folder: string;
}

/** What stops a run is an error, a question as much as a block: nobody is there to be asked where this is read. */
const levels: Record<RuledUnknown['action'], 'error' | 'note' | 'none'> = {
  ...{ block: 'error', incomplete: 'error', ask: 'error', note: 'note', allow: 'none' },
};

/** Worst first. What policy allows is no result, but where somebody's waiver is why. */
export function sarifResults(report: Report, frame: SarifFrame) {
  const packages = new Map(report.plan.packages.map((pkg) => [pkg.key, pkg]));
  const findings = report.verdict.findings
    .filter(({ action, waived }) => action !== 'allow' || waived !== undefined)
    .toSorted((a, b) => worseFindingFirst(a, b) || bySubject(a.finding, b.finding))
    .map((ruled) => findingResult(ruled, report, frame, packages));
  const unknowns = report.verdict.unknowns
    .filter(isResult)
    .toSorted((a, b) => bySubject(a.unknown, b.unknown) || compareText(a.unknown.check, b.unknown.check))
    .map((ruled) => unknownResult(ruled, report, frame, packages));
  const stops = ({ level }: { readonly level: string }) => level === 'error';
  const milder = findings.filter((result) => !stops(result));
  return [...findings.filter(stops), ...unknowns, ...milder];
}

/** What the package itself keeps from us is about the package; what the surroundings do is about this run. */
export function isResult({ unknown, action }: RuledUnknown): boolean {
  return unknown.cause === 'subject' && action !== 'note' && action !== 'allow';
}

type Packages = ReadonlyMap<string, PlannedPackage>;

function findingResult(
  { finding, action, rule, waived }: RuledFinding,
  report: Report,
  frame: SarifFrame,
  packages: Packages,
) {
  const { severity, confidence, advice } = finding;
  const excuse = waived?.by.waiver;
  return {
    ...common(finding, levels[action], frame),
    message: {
      text: messageText(`${labelOf(finding.subject, packages)}: ${finding.message}. ${advice}`.trim()),
    },
    ...placed(finding.subject, report, frame, packages),
    partialFingerprints: fingerprints(finding, packages),
    // An empty list says that nobody excused it; without one a viewer does not know.
    suppressions: excuse
      ? [
          {
            kind: 'external',
            status: 'accepted',
            justification: messageText(`${excuse.reason} (${excuse.by}, until ${excuse.expires})`),
          },
        ]
      : [],
    properties: { ...{ action, rule: messageText(rule), severity, confidence } },
  };
}

function unknownResult(
  { unknown, action, rule }: RuledUnknown,
  report: Report,
  frame: SarifFrame,
  packages: Packages,
) {
  const why = `could not find out: ${reasonWords(unknown.reason).why}: ${unknown.detail}`;
  return {
    ...common(unknown, levels[action], frame),
    message: { text: messageText(`${labelOf(unknown.subject, packages)}: ${why}`) },
    ...placed(unknown.subject, report, frame, packages),
    partialFingerprints: fingerprints({ ...unknown, data: { kind: 'unknown' } }, packages),
    suppressions: [],
    properties: { ...{ action, rule: messageText(rule), reason: unknown.reason } },
  };
}

function common({ check }: { readonly check: string }, level: string, { rules }: SarifFrame) {
  const { id, index } = ruleReference(rules, check);
  return { ruleId: id, ...(index === undefined ? {} : { ruleIndex: index }), kind: 'fail', level };
}

function labelOf(subject: Subject, packages: Packages): string {
  if (subject.kind === 'plan') return 'the tree as a whole';
  if (subject.kind === 'project') return `this project, ${subject.path}`;
  const pkg = packages.get(subject.key);
  if (pkg === undefined) return subject.key;
  const path = pathLabel(pkg);
  return path === '' ? packageLabel(pkg) : `${packageLabel(pkg)} (${path})`;
}

function placed(subject: Subject, report: Report, { folder }: SarifFrame, packages: Packages) {
  const location = locationOf(report, folder, subject);
  const pkg = subject.kind === 'package' ? packages.get(subject.key) : undefined;
  const logical = pkg
    ? [{ name: messageText(pkg.name), fullyQualifiedName: messageText(pkg.key), kind: 'package' }]
    : [];
  if (location === undefined && logical.length === 0) return { locations: [] };
  const physical = location && {
    artifactLocation: { uri: uriPath(location.file), uriBaseId: '%SRCROOT%' },
    region: { startLine: location.line },
  };
  return {
    locations: [
      {
        ...(physical ? { physicalLocation: physical } : {}),
        ...(logical.length > 0 ? { logicalLocations: logical } : {}),
      },
    ],
  };
}

/** A folder may be called anything, and this one is read as an address. */
function uriPath(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

type Told = Pick<Finding, 'check' | 'subject' | 'data'>;

/**
 * The same for the same thing in the next run, wherever its line has moved to. The name is our own: GitHub's upload
 * computes one from the line, and warns of every result that brings another under that name.
 */
function fingerprints({ check, subject, data }: Told, packages: Packages) {
  const pkg = subject.kind === 'package' ? packages.get(subject.key) : undefined;
  const about = pkg ? [pkg.name, pkg.version] : [subjectId(subject)];
  const parts = [check, ...about, ...['kind', 'place', 'ids'].map((key) => firstText(data[key]))];
  return { 'npq/v1': createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32) };
}

function firstText(value: Json | undefined): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

function bySubject(a: { readonly subject: Subject }, b: { readonly subject: Subject }): number {
  return compareText(subjectId(a.subject), subjectId(b.subject));
}
