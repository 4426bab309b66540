import type { PlannedPackage } from '../model/plan.ts';

/** How findings put things into words. Foreign text is shortened here and sanitized where it is printed. */

const shownAtOnce = 400;
const shownAtTheEnd = 100;

/**
 * Fits a foreign line into a report. Runs of white space shrink and the end stays visible, since what should
 * not be seen is put far to the right.
 */
export function shortened(text: string, limit: number = shownAtOnce): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= limit) return line;
  const end = Math.min(shownAtTheEnd, Math.floor(limit / 4));
  const left = line.length - (limit - end) - end;
  return `${line.slice(0, limit - end)} … ${left} characters … ${line.slice(line.length - end)}`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `3 hours`, `2 days`: rounded down, so that an age never sounds greater than it is. */
export function duration(ms: number): string {
  if (ms >= 2 * dayMs) return counted(Math.floor(ms / dayMs), 'day');
  if (ms >= hourMs) return counted(Math.floor(ms / hourMs), 'hour');
  if (ms >= minuteMs) return counted(Math.floor(ms / minuteMs), 'minute');
  return 'less than a minute';
}

/** `2026-11-03 14:05 UTC` */
export function pointInTime(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Names that need no quoting in a command line that somebody may paste. */
const plainName = /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9_][a-z0-9._~-]*$/i;

/** A command to paste with a package's name in it; undefined where the name could be more than a name. */
export function pasteable(command: string, name: string): string | undefined {
  return plainName.test(name) ? `${command} ${name}` : undefined;
}

/** The command that takes another version of a package that the project asks for itself; else undefined. */
export function otherVersion(pkg: PlannedPackage, version: string): string | undefined {
  if (!/^[0-9][0-9A-Za-z.+-]*$/.test(version) || !pkg.entries.some(({ direct }) => direct)) return undefined;
  const command = pasteable('npq install', pkg.name);
  return command === undefined ? undefined : `${command}@${version}`;
}
