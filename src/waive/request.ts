import semver from 'semver';
import { NpqError } from '../errors.ts';
import { type Severity, severities } from '../model/finding.ts';
import { nearest } from '../model/nearest.ts';
import type { Waiver } from '../model/waiver.ts';

/** The words of `npq waive`, as they were typed. */
export interface TypedWaiver {
  readonly package?: string | undefined;
  readonly check?: string | undefined;
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
  readonly by?: string | undefined;
  readonly severity?: string | undefined;
}

/** Which finding is meant, and in which versions. */
export type WaiverTarget = Pick<Waiver, 'package' | 'versions' | 'check'>;

export interface WantedWaiver extends WaiverTarget {
  readonly reason: string;
  readonly expires: string;
  /** Undefined where git is to say who it is. */
  readonly by: string | undefined;
  /** Undefined where what is found today says it. */
  readonly severity: Severity | undefined;
}

/** What may be waived: checks and judgements, by what their findings are about. */
export type Waivable = ReadonlyMap<string, 'package' | 'plan' | 'project'>;

const example = "npq waive esbuild@0.25.9 install-script --reason 'it only unpacks a binary' --until 90d";
const packageName = /^(?:@[a-z0-9~_-][a-z0-9._~-]*\/)?[a-z0-9~_-][a-z0-9._~-]*$/i;
const most = { versions: 200, reason: 1_000, by: 200, days: 366 };

export function wantedWaiver(typed: TypedWaiver, waivable: Waivable, now: Date): WantedWaiver {
  return {
    ...waiverTarget(typed, waivable),
    reason: reasonOf(typed.reason),
    expires: lastDay(typed.until, now),
    by: typed.by === undefined ? undefined : oneLine(typed.by, 'by', 'Ann Example <ann@mail.example>'),
    severity: typed.severity === undefined ? undefined : severityOf(typed.severity),
  };
}

export function waiverTarget(
  { package: spec, check }: Pick<TypedWaiver, 'package' | 'check'>,
  waivable: Waivable,
): WaiverTarget {
  if (spec === undefined) throw refused('Expected a package with its versions, and a check, found neither.');
  const at = spec.indexOf('@', 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  const versions = at < 0 ? '' : spec.slice(at + 1).trim();
  if (!packageName.test(name) || name.length > 214) {
    throw refused(`Expected the name of a package, found ${JSON.stringify(name.slice(0, 214))}.`);
  }
  if (versions === '') {
    throw refused(
      `Expected the versions of ${name} that are meant, found none.`,
      `Name one, or a range: npq waive ${name}@1.2.3 …; all of them, now and later, are '${name}@*'.`,
    );
  }
  const range = versions.length > most.versions ? null : semver.validRange(versions);
  if (range === null) {
    throw refused(
      `Expected a version of ${name} or a range of versions, found ${JSON.stringify(versions.slice(0, most.versions))}.`,
      `A tag may mean another version tomorrow. For example: npq waive ${name}@1.2.3 …, or '${name}@^1.2.0'.`,
    );
  }
  return { package: name, versions: semver.valid(range) ?? versions, check: checkOf(check, waivable) };
}

function checkOf(typed: string | undefined, waivable: Waivable): string {
  if (typed === undefined) throw refused('Expected the check whose finding is to be excused, found none.');
  const about = waivable.get(typed);
  if (about === 'package') return typed;
  if (about !== undefined) {
    throw refused(
      `Expected a check of packages, found ${typed}, which is about the project: a waiver is for a package.`,
      'Run the install at a terminal and agree to what it shows.',
    );
  }
  const ids = [...waivable].flatMap(([id, of]) => (of === 'package' ? [id] : []));
  const guess = nearest(typed.slice(0, 100), ids);
  throw refused(
    `There is no check named ${JSON.stringify(typed.slice(0, 100))}.${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
    `The checks are: ${ids.join(', ')}.`,
  );
}

function reasonOf(text: string | undefined): string {
  // Dots in the place of a reason come from the example that was pasted.
  if (text !== undefined && /[\p{L}\p{N}]/u.test(text)) return oneLine(text, 'reason', 'it only compiles');
  throw refused('Expected a reason, for those who read it later: --reason, found none.');
}

function oneLine(text: string, option: 'reason' | 'by', instead: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (line !== '' && line.length <= most[option]) return line;
  throw refused(
    `Expected --${option} to have between 1 and ${most[option]} characters, found ${line.length}.`,
    `For example: --${option} '${instead}'`,
  );
}

function severityOf(text: string): Severity {
  const known = severities.find((one) => one === text);
  if (known !== undefined) return known;
  throw refused(
    `Expected --severity to be one of ${severities.join(', ')}, found ${JSON.stringify(text.slice(0, 100))}.`,
    'Left out, it is that of the worst that is found today.',
  );
}

/** Through the end of a day, UTC: a written one, or so many days from today. */
function lastDay(text: string | undefined, now: Date): string {
  if (text === undefined) {
    throw refused('Expected a day on which it ends: --until, found none.', 'For example: --until 90d');
  }
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const today = dayOf(now);
  const day = days === undefined ? text : dayOf(later(now, Number(days)));
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || dayOf(new Date(`${day}T00:00:00Z`)) !== day) {
    throw refused(
      `Expected --until to be a day as YYYY-MM-DD, or days from now as 90d, found ${JSON.stringify(text.slice(0, 100))}.`,
      `For example: --until ${dayOf(later(now, 90))}`,
    );
  }
  if (day < today) {
    throw refused(`Expected --until to be a day to come, found ${day}; today is ${today}.`, '--until 90d');
  }
  if (day > dayOf(later(now, most.days))) {
    throw refused(
      `Expected --until to be within a year, found ${day}.`,
      'A waiver is renewed by somebody who looks again: --until 365d is the longest.',
    );
  }
  return day;
}

function later(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 24 * 60 * 60 * 1_000);
}

/** Empty for a date that is none. */
function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function refused(message: string, hint = `For example: ${example}`): NpqError {
  return new NpqError('usage', { message, hint });
}
