import type { DatabaseHeader } from './format.ts';

export type Age =
  | { readonly kind: 'usable'; readonly days: number }
  | { readonly kind: 'too-old' | 'in-the-future'; readonly days: number; readonly detail: string };

const dayMs = 24 * 3_600_000;

/**
 * How old what it knows is: counted from the newest change in it, since a mirror that stands still can be
 * fetched every hour.
 */
export function ageOf({ newest }: Pick<DatabaseHeader, 'newest'>, now: Date, maxAgeDays: number): Age {
  const days = (now.getTime() - Date.parse(newest)) / dayMs;
  if (days > maxAgeDays) {
    const detail = `what the local database knows is ${Math.floor(days)} days old, and ${maxAgeDays} are the most that count`;
    return { kind: 'too-old', days, detail };
  }
  // Clocks differ by minutes; one that was set back by a day makes every age wrong.
  if (!(days > -1)) {
    const detail = `the local database is of ${newest}, which is still to come by this machine's clock`;
    return { kind: 'in-the-future', days, detail };
  }
  return { kind: 'usable', days: Math.max(0, days) };
}
