import type { Finding } from '../model/finding.ts';
import { isJudgement } from '../model/judgement.ts';
import type { CheckResult } from '../model/outcome.ts';
import type { ToldWaiver } from '../model/report.ts';
import type { Action, RuledFinding } from '../model/verdict.ts';
import type { PlacedWaiver } from '../model/waiver.ts';
import { hasExpired, isFor, reachOf, type WaivablePackage } from './waiver-reach.ts';

/**
 * A waiver is for a finding about one package. What was found about the project itself or the tree as a whole
 * is agreed to in other ways, and what could not be found out cannot be excused: nobody has seen it.
 */
export interface WaiverInput {
  readonly waivers: readonly PlacedWaiver[];
  readonly packages: readonly WaivablePackage[];
  readonly results: readonly CheckResult[];
  /** The plan is the project's whole tree: what does not occur in it occurs nowhere. */
  readonly whole: boolean;
  readonly now: Date;
  /** What the policy says of a finding by itself. */
  alone(finding: Finding): Action;
}

export interface Waived {
  readonly findings: readonly RuledFinding[];
  readonly told: readonly ToldWaiver[];
}

/** What came of the waivers, as they are gone through. */
interface Tally {
  readonly used: Set<PlacedWaiver>;
  readonly short: Map<PlacedWaiver, string>;
}

export function applyWaivers(ruled: readonly RuledFinding[], input: WaiverInput): Waived {
  const packages = new Map(input.packages.map((pkg) => [pkg.key, pkg]));
  const tally: Tally = { used: new Set(), short: new Map() };
  const live = input.waivers.filter(({ waiver, counts }) => counts && !hasExpired(waiver, input.now));
  const findings = ruled.map((one): RuledFinding => {
    const { subject } = one.finding;
    const pkg = subject.kind === 'package' ? packages.get(subject.key) : undefined;
    return pkg === undefined ? one : excused(one, pkg, live, input, tally);
  });
  return { findings, told: input.waivers.flatMap((placed) => tell(placed, input, tally)) };
}

function excused(
  ruled: RuledFinding,
  pkg: WaivablePackage,
  live: readonly PlacedWaiver[],
  { alone }: WaiverInput,
  tally: Tally,
): RuledFinding {
  const { finding, action } = ruled;
  const asked = [
    { part: finding, ...reachedBy(finding, pkg, action, live) },
    ...openParts(finding, alone).map((part) => ({ part, ...reachedBy(part, pkg, alone(part), live) })),
  ];
  const covering = asked.flatMap(({ covers }) => covers);
  const missing = asked.find(({ covers }) => covers.length === 0)?.part;
  const by = asked[0]?.covers[0];
  if (missing !== undefined || by === undefined) {
    const story = `${pkg.name}@${pkg.version} has ${missing?.check} too, which is not waived`;
    for (const placed of covering) tally.short.set(placed, story);
    for (const [placed, why] of asked.flatMap(({ short }) => short)) tally.short.set(placed, why);
    return ruled;
  }
  for (const placed of covering) tally.used.add(placed);
  if (action !== 'ask' && action !== 'block') return ruled;
  const { expires, by: author, reason } = by.waiver;
  return {
    ...{ finding, action: 'note', rule: `waived until ${expires} by ${author}: ${reason}` },
    waived: { by, without: action },
  };
}

/** What a judgement tells in one with itself and would stop the install without it. */
function openParts(finding: Finding, alone: WaiverInput['alone']): readonly Finding[] {
  if (!isJudgement(finding)) return [];
  return finding.absorbs.flatMap((part) => {
    const action = alone(part);
    return [...(action === 'ask' || action === 'block' ? [part] : []), ...openParts(part, alone)];
  });
}

function reachedBy(
  finding: Finding,
  pkg: WaivablePackage,
  action: Action,
  live: readonly PlacedWaiver[],
): {
  readonly covers: readonly PlacedWaiver[];
  readonly short: readonly (readonly [PlacedWaiver, string])[];
} {
  const reaches = live.map((placed) => ({ placed, reach: reachOf(placed.waiver, finding, pkg, action) }));
  return {
    covers: reaches.flatMap(({ placed, reach }) => (reach.kind === 'covers' ? [placed] : [])),
    short: reaches.flatMap(({ placed, reach }) => (reach.kind === 'short' ? [[placed, reach.why]] : [])),
  };
}

/** Nothing of a waiver for which there was no occasion. */
function tell(placed: PlacedWaiver, input: WaiverInput, { used, short }: Tally): readonly ToldWaiver[] {
  if (!placed.counts) return [{ placed, state: 'not-agreed' }];
  const why = short.get(placed);
  // It may reach one package of its range and not another.
  if (why !== undefined) return [{ placed, state: 'outgrown', why }];
  if (used.has(placed)) return [{ placed, state: 'used' }];
  if (!isOfThisTree(placed, input)) return [];
  if (hasExpired(placed.waiver, input.now)) return [{ placed, state: 'expired' }];
  return wasLookedFor(placed, input) ? [{ placed, state: 'unused' }] : [];
}

/** What a user or an organisation writes down is for many projects, most of which do not have the package. */
function isOfThisTree({ waiver, at }: PlacedWaiver, { packages, whole }: WaiverInput): boolean {
  if (packages.some((pkg) => isFor(waiver, pkg))) return true;
  if (at.origin === 'user' || at.origin === 'organisation') return false;
  return whole || packages.some(({ name }) => name === waiver.package);
}

/** False where the ledger answered, or the check could not be done: nobody knows whether there is something. */
function wasLookedFor({ waiver }: PlacedWaiver, { packages, results }: WaiverInput): boolean {
  const keys = new Set(packages.filter((pkg) => isFor(waiver, pkg)).map(({ key }) => key));
  // A judgement has no results of its own.
  const own = results.some(({ check }) => check === waiver.check);
  return !results.some(
    ({ kind, check, subject }) =>
      (kind === 'vetted' || kind === 'unknown') &&
      (check === waiver.check || !own) &&
      subject.kind === 'package' &&
      keys.has(subject.key),
  );
}
