import type { Finding, Severity } from '../model/finding.ts';
import type { Absence, UnknownResult } from '../model/outcome.ts';
import { placeWords } from '../model/settings.ts';
import type { Action, RuledUnknown } from '../model/verdict.ts';
import type { WrittenAt } from '../model/waiver.ts';

/** What to do about findings and about what could not be found out; plain data. */
export interface Policy {
  readonly name: string;
  /** One line for `npq --help` and the README. */
  readonly summary: string;
  readonly severities: Readonly<Record<Severity, Action>>;
  /** Count before the severity; the first that fits decides. */
  readonly checks: readonly CheckRule[];
  readonly unknowns: UnknownRules;
  /** Where somebody wrote what a severity comes to; of the others the preset says it. */
  readonly written?: { readonly [S in Severity]?: WrittenAt };
  /** What a project makes stricter without being trusted: wherever this one is the stricter, it counts. */
  readonly atLeast?: Policy;
}

export interface CheckRule {
  readonly check: string;
  /** Only for findings whose data has one of these values under this key. */
  readonly where?: { readonly key: string; readonly values: readonly string[] };
  readonly action: Action;
  /** Where somebody wrote it; absent for the preset's own. */
  readonly at?: WrittenAt;
}

/** The first that fits decides, from top to bottom. */
export interface UnknownRules {
  /** The bytes are not those that were promised: tampering, or a broken mirror. */
  readonly integrityMismatch: Action;
  /** Looking needs a contact that nobody agreed to; the question is that permit. */
  readonly notPermitted: Action;
  /** The package itself keeps us from seeing. */
  readonly subject: Action;
  /** An essential check, for reasons of the environment. */
  readonly essential: Action | 'incomplete';
  readonly other: Action;
}

export type UnknownAction = RuledUnknown['action'];

export interface Ruling<A> {
  readonly action: A;
  /** Which rule decided: `preset balanced: severity medium`. */
  readonly rule: string;
}

export function ruleFinding(policy: Policy, finding: Finding): Ruling<Action> {
  return stricter(ruleAlone(policy, finding), policy.atLeast && ruleFinding(policy.atLeast, finding));
}

function ruleAlone(policy: Policy, finding: Finding): Ruling<Action> {
  const special = policy.checks.find((rule) => fits(rule, finding));
  if (special !== undefined) return ruling(policy, special.action, wordsOf(special), special.at);
  // A plugin is not held by our types: a severity that nobody knows counts as the worst.
  const severity = Object.hasOwn(policy.severities, finding.severity) ? finding.severity : 'critical';
  return ruling(policy, policy.severities[severity], `severity ${severity}`, policy.written?.[severity]);
}

/** Mildest first; what was not looked at cannot be agreed to. */
const strictness: readonly UnknownAction[] = ['allow', 'note', 'ask', 'incomplete', 'block'];

export function isStricter(one: UnknownAction, other: UnknownAction): boolean {
  return strictness.indexOf(one) > strictness.indexOf(other);
}

function stricter<A extends UnknownAction>(own: Ruling<A>, least: Ruling<A> | undefined): Ruling<A> {
  return least !== undefined && isStricter(least.action, own.action) ? least : own;
}

/** `accepted`: kinds of facts whose lasting absence the user has accepted. */
export function ruleUnknown(
  policy: Policy,
  unknown: UnknownResult,
  accepted: ReadonlySet<Absence> = new Set(),
): Ruling<UnknownAction> {
  const least = policy.atLeast && ruleUnknown(policy.atLeast, unknown, accepted);
  return stricter(ruleUnknownAlone(policy, unknown, accepted), least);
}

function ruleUnknownAlone(
  policy: Policy,
  unknown: UnknownResult,
  accepted: ReadonlySet<Absence>,
): Ruling<UnknownAction> {
  const { unknowns } = policy;
  if (unknown.reason === 'integrity-mismatch') {
    return ruling(policy, unknowns.integrityMismatch, 'bytes that are not the promised ones');
  }
  if (unknown.reason === 'not-permitted') {
    return ruling(policy, unknowns.notPermitted, 'a contact that nobody permitted yet');
  }
  if (unknown.cause === 'subject') {
    return ruling(policy, unknowns.subject, 'the package itself kept it from being found out');
  }
  if (unknown.essential && unknown.absence !== undefined && accepted.has(unknown.absence)) {
    return { action: 'note', rule: `you accept that ${unknown.absence} cannot be had here` };
  }
  return unknown.essential
    ? ruling(policy, unknowns.essential, 'an essential check could not be done')
    : ruling(policy, unknowns.other, 'a check could not be done');
}

function fits(rule: CheckRule, finding: Finding): boolean {
  if (rule.check !== finding.check) return false;
  if (rule.where === undefined) return true;
  const { key, values } = rule.where;
  const value = Object.hasOwn(finding.data, key) ? finding.data[key] : undefined;
  return typeof value === 'string' && values.includes(value);
}

function wordsOf(rule: CheckRule): string {
  return rule.where === undefined
    ? `check ${rule.check}`
    : `check ${rule.check} with ${rule.where.key} ${rule.where.values.join(' or ')}`;
}

function ruling<A>(policy: Policy, action: A, words: string, at?: WrittenAt): Ruling<A> {
  return {
    action,
    rule: at === undefined ? `preset ${policy.name}: ${words}` : `${placeWords(at)}: ${words}`,
  };
}
