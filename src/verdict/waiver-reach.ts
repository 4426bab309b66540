import semver from 'semver';
import { boundSha512 } from '../evidence/integrity.ts';
import { type Finding, type Severity, severities, severityRank } from '../model/finding.ts';
import type { PackageId } from '../model/package-id.ts';
import type { Action } from '../model/verdict.ts';
import { boundToOneTarball, type Waiver } from '../model/waiver.ts';

/** A package as a waiver tells it from others. */
export interface WaivablePackage extends PackageId {
  readonly key: string;
  /** A registry vouches for name and version; those of all others are only their own word. */
  readonly named: boolean;
  /** SRI of the bytes that were read or, where they were vetted before, are promised. */
  readonly sha512: string | undefined;
}

/** Whether only a waiver for one exact version and its integrity may excuse this. */
export function needsIntegrity(finding: Finding, action: Action): boolean {
  return action === 'block' || boundToOneTarball.has(finding.check);
}

/** What was changed on the disk: no hash in a waiver would bind what it is tomorrow. */
export function isNeverExcused({ check, severity }: Finding, action: Action): boolean {
  return (
    check === 'altered-on-disk' && (action === 'block' || graveness(severity) >= severityRank('critical'))
  );
}

export type Reach =
  | { readonly kind: 'covers' }
  /** It is for something else. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'short'; readonly why: string };

/** Whether a waiver that counts and has not expired excuses this finding about this package. */
export function reachOf(waiver: Waiver, finding: Finding, pkg: WaivablePackage, action: Action): Reach {
  if (waiver.check !== finding.check || !isFor(waiver, pkg)) return { kind: 'elsewhere' };
  const why = shortfall(waiver, finding, pkg, action);
  return why === undefined ? { kind: 'covers' } : { kind: 'short', why };
}

function shortfall(
  waiver: Waiver,
  finding: Finding,
  pkg: WaivablePackage,
  action: Action,
): string | undefined {
  const { integrity } = waiver;
  const id = `${pkg.name}@${pkg.version}`;
  if (integrity !== undefined && (pkg.sha512 === undefined || boundSha512(integrity) !== pkg.sha512)) {
    return `the bytes of ${id} are not those that it is for`;
  }
  const { severity } = finding;
  if (graveness(severity) > severityRank(waiver.severity)) {
    return `it is ${severity} in ${id} now, and was recorded for ${waiver.severity}`;
  }
  if (isNeverExcused(finding, action)) return `no waiver binds what lies on the disk of ${id}`;
  if (integrity === undefined && !pkg.named) {
    return `no registry vouches for the name of ${id}: only its integrity could tell it`;
  }
  if (needsIntegrity(finding, action) && (integrity === undefined || exactVersion(waiver) === undefined)) {
    return `what blocks ${id} can be excused for one exact version and its integrity alone`;
  }
  return undefined;
}

/** A plugin is not held by our types: a severity that nobody knows counts as the worst. */
function graveness(severity: Severity): number {
  return severities.includes(severity) ? severityRank(severity) : severities.length;
}

/** By the package's real name, and by a range in which pre-releases count as any version does. */
export function isFor(
  { package: name, versions }: Pick<Waiver, 'package' | 'versions'>,
  pkg: PackageId,
): boolean {
  if (name !== pkg.name) return false;
  if (versions === pkg.version) return true;
  return semver.validRange(versions) !== null && inRange(pkg.version, versions);
}

function inRange(version: string, range: string): boolean {
  return semver.satisfies(version, range, { loose: false, includePrerelease: true });
}

/** The one version that is meant; undefined for a range of several. What is no range is taken at its word. */
export function exactVersion({ versions }: Pick<Waiver, 'versions'>): string | undefined {
  const one = semver.valid(versions);
  if (one !== null) return one;
  return semver.validRange(versions) === null ? versions : undefined;
}

/** It counts to the end of its last day, UTC. A date that is none has passed. */
export function hasExpired({ expires }: Pick<Waiver, 'expires'>, now: Date): boolean {
  return !/^\d{4}-\d\d-\d\d$/.test(expires) || expires < now.toISOString().slice(0, 10);
}
