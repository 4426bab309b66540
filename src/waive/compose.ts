import { NpqError } from '../errors.ts';
import { type Finding, type Severity, severities, severityRank } from '../model/finding.ts';
import { isJudgement, partsOf } from '../model/judgement.ts';
import type { Action } from '../model/verdict.ts';
import { boundToOneTarball, type Waiver } from '../model/waiver.ts';
import { quoted } from '../report/next-steps.ts';
import {
  exactVersion,
  isFor,
  isNeverExcused,
  needsIntegrity,
  type WaivablePackage,
} from '../verdict/waiver-reach.ts';
import type { WantedWaiver } from './request.ts';

/** What was looked at: the packages that may be meant, and what was found about them, judged. */
export interface Seen {
  readonly packages: readonly WaivablePackage[];
  readonly findings: readonly Finding[];
  /** What the policy says of a finding by itself. */
  alone(finding: Finding): Action;
}

interface Met {
  readonly finding: Finding;
  readonly pkg: WaivablePackage;
}

/**
 * The waivers that excuse what is wanted to be: one, or for a judgement also one for each part that would stop the
 * install by itself. None where nothing of the kind was found and nobody said how grave it is.
 */
export function composeWaivers(
  wanted: WantedWaiver & { readonly by: string },
  seen: Seen,
): readonly Waiver[] {
  const packages = seen.packages.filter((pkg) => isFor(wanted, pkg));
  const byKey = new Map(packages.map((pkg) => [pkg.key, pkg]));
  const met = seen.findings.flatMap((finding): Met[] => {
    const pkg = finding.subject.kind === 'package' ? byKey.get(finding.subject.key) : undefined;
    return pkg === undefined ? [] : partsOf(finding).map((part) => ({ finding: part, pkg }));
  });
  const meant = met.filter(({ finding }) => finding.check === wanted.check);
  if (meant.length === 0 && wanted.severity === undefined) return [];
  const parts = meant.flatMap(({ finding, pkg }) =>
    openParts(finding, seen).map((part) => ({ finding: part, pkg })),
  );
  const checks = new Set([wanted.check, ...parts.map(({ finding }) => finding.check)]);
  return [...checks].map((check) => {
    const ofCheck = [...meant, ...parts].filter(({ finding }) => finding.check === check);
    const { severity, ...others } = wanted;
    const recorded = check === wanted.check ? severity : undefined;
    return waiverFor({ ...others, check, severity: recorded }, ofCheck, packages, seen);
  });
}

/** Whether anything of it was found only as a part of a story, which needs a waiver of its own. */
export function storiesAround(wanted: WantedWaiver, { findings, packages }: Seen): readonly string[] {
  const keys = new Set(packages.filter((pkg) => isFor(wanted, pkg)).map(({ key }) => key));
  const around = findings.filter(
    (finding) =>
      finding.subject.kind === 'package' &&
      keys.has(finding.subject.key) &&
      isJudgement(finding) &&
      finding.absorbs.some(({ check }) => check === wanted.check),
  );
  return [...new Set(around.map(({ check }) => check))];
}

function openParts(finding: Finding, { alone }: Seen): readonly Finding[] {
  const [, ...parts] = partsOf(finding);
  return parts.filter((part) => ['ask', 'block'].includes(alone(part)));
}

function waiverFor(
  { severity, package: name, versions, check, reason, by, expires }: WantedWaiver & { readonly by: string },
  met: readonly Met[],
  packages: readonly WaivablePackage[],
  { alone }: Seen,
): Waiver {
  const never = met.find(({ finding }) => isNeverExcused(finding, alone(finding)));
  if (never !== undefined) throw altered(never.finding);
  const bound =
    boundToOneTarball.has(check) ||
    met.some(({ finding, pkg }) => needsIntegrity(finding, alone(finding)) || !pkg.named);
  const exact = exactVersion({ versions });
  const target = { package: name, versions, check, reason, by, expires };
  if (bound && exact === undefined) throw onlyExact(target, met[0]?.pkg ?? packages[0]);
  const found = worst(met.map(({ finding }) => finding.severity));
  if (severity !== undefined && severityRank(severity) < severityRank(found))
    throw tooMild(target, severity, found);
  const from = met.length > 0 ? met.map(({ pkg }) => pkg) : packages;
  const hashes = exact === undefined ? [] : [...new Set(from.map(({ sha512 }) => sha512))];
  const [integrity] = hashes;
  if (hashes.length > 1) throw several(target);
  if (bound && integrity === undefined) throw unbound(target);
  return {
    ...target,
    severity: severity ?? found,
    ...(integrity === undefined ? {} : { integrity }),
  };
}

/** A severity that nobody knows counts as the worst. */
function worst(found: readonly Severity[]): Severity {
  const known = found.map((one) => (severities.includes(one) ? one : 'critical'));
  return known.reduce((a, b) => (severityRank(b) > severityRank(a) ? b : a), 'info');
}

type Target = Omit<Waiver, 'severity' | 'integrity'>;

function onlyExact(
  { package: name, versions, check, reason, expires }: Target,
  pkg: WaivablePackage | undefined,
): NpqError {
  const version = pkg?.version ?? '1.2.3';
  return new NpqError('usage', {
    message: `Expected one exact version, since ${check} can be excused for one tarball alone, found the range ${JSON.stringify(versions)}.`,
    hint: `npq waive ${name}@${version} ${check} --reason ${quoted(reason)} --until ${expires}`,
  });
}

function tooMild({ package: name, versions, check }: Target, severity: Severity, found: Severity): NpqError {
  return new NpqError('usage', {
    message: `Expected --severity to be at least what is found, found ${severity}: ${check} is ${found} in ${name}@${versions} today.`,
    hint: 'Leave --severity out: then it is that of today.',
  });
}

function altered({ check, message }: Finding): NpqError {
  return new NpqError('usage', {
    message: `Expected a finding about what was published, found ${check}, which no waiver can be bound to: ${message}`,
    hint: 'Remove node_modules and install again: npq ci',
  });
}

function several({ package: name, versions }: Target): NpqError {
  return new NpqError('usage', {
    message: `Expected ${name}@${versions} to have the same bytes everywhere in the tree, found several tarballs of it.`,
    hint: `See where they come from: npm ls ${name}`,
  });
}

function unbound({ package: name, versions, check }: Target): NpqError {
  return new NpqError('usage', {
    message: `Expected a hash that binds the bytes of ${name}@${versions}, since ${check} can be excused for one tarball alone, found none.`,
    hint: 'Take another version, or another package: nothing excuses what may be other bytes tomorrow.',
  });
}
