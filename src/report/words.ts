import type { Reason } from '../model/fact.ts';
import { listed } from '../model/listed.ts';
import type { Absence } from '../model/outcome.ts';
import type { PlanEntry, PlannedPackage } from '../model/plan.ts';

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

export function formatNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** Name and version as people say them, and under which other name it lands in the tree. */
export function packageLabel(pkg: PlannedPackage): string {
  const aliases = [...new Set(pkg.entries.map((entry) => entry.alias))].filter((alias) => alias !== pkg.name);
  const from = pkg.entries.map((entry) => entry.change).find((change) => change.kind === 'changed')?.from;
  return [
    // Of what nobody looked at the version is only a guess.
    pkg.version === '' || !pkg.looked ? pkg.name : `${pkg.name} ${pkg.version}`,
    ...(aliases.length > 0 ? [`as ${listed(aliases, 2)}`] : []),
    ...(from === undefined ? [] : [`(was ${from})`]),
  ].join(' ');
}

/** Where the bytes come from when no registry has them; empty for registries. */
export function originLabel({ origin }: PlannedPackage): string {
  switch (origin.kind) {
    case 'registry':
      return '';
    case 'git':
      return `from ${origin.spec}`;
    case 'remote':
      return `from ${origin.url}`;
    case 'file':
    case 'directory':
      return `from ${origin.path}`;
    case 'workspace':
      return `workspace ${origin.path}`;
    case 'bundled':
      return `bundled in ${origin.by}`;
  }
}

/** Why it is in the tree: `express › body-parser › debug`, and in how many other places it stands. */
export function pathLabel(pkg: PlannedPackage): string {
  const shortest = [...pkg.entries].sort(byDistance)[0];
  if (!shortest) return '';
  const others = pkg.entries.length - 1;
  const places = others > 0 ? `, and in ${counted(others, 'other place')}` : '';
  if (shortest.path.length <= 1) return `direct dependency${places}`;
  return `${chain(shortest.path.map(nameOf))}${places}`;
}

function byDistance(a: PlanEntry, b: PlanEntry): number {
  return a.path.length - b.path.length || (a.place < b.place ? -1 : 1);
}

function chain(names: readonly string[]): string {
  const long = names.length > 5;
  return (long ? [...names.slice(0, 2), '…', ...names.slice(-2)] : names).join(' › ');
}

/** `@acme/tool` of `@acme/tool@1.2.3`. */
function nameOf(id: string): string {
  const at = id.indexOf('@', 1);
  return at > 0 ? id.slice(0, at) : id;
}

export function reasonWords(reason: Reason): { readonly why: string; readonly mend?: string } {
  return reasonTable[reason];
}

const reasonTable: Record<Reason, { readonly why: string; readonly mend?: string }> = {
  offline: { why: 'offline', mend: 'run it again with a network, without --offline' },
  timeout: { why: 'no answer in time', mend: 'run it again' },
  'http-error': { why: 'the server answered with an error', mend: 'run it again later' },
  'rate-limited': { why: 'the server wants fewer requests', mend: 'run it again in some minutes' },
  'not-offered': { why: 'not offered' },
  'not-found': { why: 'not found' },
  implausible: { why: 'the registry contradicts itself' },
  'not-permitted': { why: 'nobody agreed to contact the address' },
  'not-looked-at': { why: 'not looked at' },
  'out-of-date': { why: 'out of date', mend: 'npq db update' },
  damaged: { why: 'damaged', mend: 'npq db update' },
  private: { why: 'private names are sent to nobody' },
  malformed: { why: 'not readable' },
  'too-large': { why: 'too large' },
  'promised-but-missing': { why: 'promised, but missing' },
  'over-budget': { why: 'takes too long to look at' },
  'integrity-mismatch': { why: 'the bytes are not those that were promised' },
};

/** The command that brings what a kind of absence is about. */
export function absenceMend(absence: Absence | undefined): string | undefined {
  return absence === 'advisories' ? 'npq db update' : undefined;
}

/** `5 h` between two ISO 8601 times; undefined where one of them is no time. */
export function ageWords(from: string, to: string): string | undefined {
  const minutes = Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
  if (!Number.isFinite(minutes) || minutes < 0) return undefined;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`;
}

/** `8 months`, for what is not young: days, months or years, whichever says enough. */
export function longAgeWords(from: string, to: string): string | undefined {
  const days = Math.floor((Date.parse(to) - Date.parse(from)) / (24 * 60 * 60_000));
  if (!Number.isFinite(days) || days < 60) return ageWords(from, to);
  const months = Math.floor(days / 30.44);
  return months < 24 ? counted(months, 'month') : counted(Math.floor(days / 365.25), 'year');
}
