import { checks } from '../../../src/checks/index.ts';
import { decodeOptions } from '../../../src/checks/options.ts';
import { type CheckEvidence, type PackageNeedKey, runChecks } from '../../../src/checks/run.ts';
import type { Needs } from '../../../src/evidence/needs.ts';
import { judge } from '../../../src/judge/judge.ts';
import { type Fact, unknown } from '../../../src/model/fact.ts';
import type { Finding, Json } from '../../../src/model/finding.ts';
import { isJudgement } from '../../../src/model/judgement.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { defaultPreset } from '../../../src/verdict/presets.ts';
import { aPlan, noon, npm11 } from '../../checks/given.ts';

/** The checks that stand on what is in the tarball; the others are not asked here. */
const contentChecks: readonly string[] = [
  ...['manifest-confusion', 'hidden-install-hook', 'new-capability', 'suspicious-code'],
  ...['foreign-binary', 'oversized-change'],
];

/** Mildest first. */
const answers = ['allow', 'note', 'ask', 'block'] as const;
export type Answer = (typeof answers)[number];

/** Facts by need; whatever is not there is unknown, as at a registry that does not offer it. */
export type ContentFacts = ReadonlyMap<string, Fact<unknown>>;

export interface Judged {
  readonly action: Answer;
  /** Ids of the checks that found something, those among them that became part of a story. */
  readonly findings: readonly string[];
  /** Rows of the table of signals that the findings stand on. */
  readonly rows: readonly string[];
  /** For people: what led to the action, worst first. */
  readonly reasons: readonly string[];
}

/** Runs the real checks, judgements and the balanced policy over these packages, the first of which is the outer one. */
export function judgeContent(packages: readonly (readonly [PlannedPackage, ContentFacts])[]): Judged {
  const chosen = checks.filter(({ id }) => contentChecks.includes(id));
  const facts = new Map(packages.map(([pkg, given]) => [pkg.key, given]));
  const evidence: CheckEvidence = {
    fact: <K extends PackageNeedKey>(pkg: PlannedPackage, key: K) =>
      (facts.get(pkg.key)?.get(key) ?? notOffered) as Fact<Needs[K]>,
    project: notOffered,
  };
  const results = runChecks({
    plan: aPlan(...packages.map(([pkg]) => pkg)),
    checks: chosen,
    options: decodeOptions(chosen, undefined),
    now: noon,
    npm: npm11,
    vetted: () => false,
    evidence,
  });
  const findings = judge(results.flatMap((result) => (result.kind === 'flagged' ? result.findings : [])));
  const unknowns = results.filter((result) => result.kind === 'unknown');
  const verdict = decide(findings, unknowns, defaultPreset);
  const told = [
    ...verdict.findings.map(({ finding, action }) => ({
      action: answerOf(action),
      says: `${finding.check} (${rowsOf(finding).join(' ')}): ${finding.message}`,
    })),
    ...verdict.unknowns.map(({ unknown: what, action }) => ({
      action: answerOf(action),
      says: `${what.check} not found out (${what.reason}): ${what.detail}`,
    })),
    ...unreadable(packages),
  ].sort((one, other) => answers.indexOf(other.action) - answers.indexOf(one.action));
  return {
    action: told[0]?.action ?? 'allow',
    findings: [...new Set(findings.flatMap(partsOf).map(({ check }) => check))].sort(),
    rows: [...new Set(findings.flatMap(rowsOf))].sort(),
    reasons: told.filter(({ action }) => action !== 'allow').map(({ action, says }) => `${action}: ${says}`),
  };
}

const notOffered = unknown('not-offered', 'eval', 'nobody was asked for it');

/** What the package itself keeps from being read is asked about, whatever the checks make of it. */
function unreadable(packages: readonly (readonly [PlannedPackage, ContentFacts])[]) {
  return packages.flatMap(([pkg, facts]) => {
    const tarball = facts.get('tarball');
    if (tarball?.status !== 'unknown' || tarball.cause !== 'subject') return [];
    return [{ action: 'ask' as const, says: `${pkg.key} could not be read: ${tarball.detail}` }];
  });
}

function answerOf(action: Answer | 'incomplete'): Answer {
  return action === 'incomplete' ? 'ask' : action;
}

/** A story and what it absorbed. */
function partsOf(finding: Finding): readonly Finding[] {
  return isJudgement(finding) ? [finding, ...finding.absorbs.flatMap(partsOf)] : [finding];
}

function rowsOf(finding: Finding): readonly string[] {
  const ids = partsOf(finding).flatMap(({ data }) => (data['rows'] === undefined ? [] : idsIn(data['rows'])));
  return [...new Set(ids)];
}

/** Checks list their rows as ids, or as objects that have one. */
function idsIn(rows: Json): readonly string[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: Json) => {
    if (typeof row === 'string') return [row];
    if (row === null || typeof row !== 'object' || !('id' in row)) return [];
    const id = (row as { readonly id: Json }).id;
    return typeof id === 'string' ? [id] : [];
  });
}
