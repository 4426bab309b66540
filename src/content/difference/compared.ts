import type { AddedDependency, TarballContent } from '../../evidence/needs.ts';
import type { ContentDifference } from '../difference.ts';
import type { Hit, Tier } from '../rows/rows.ts';
import { isAside } from './places.ts';

/** By the version numbers alone; the first that differs. */
export type Jump = 'patch' | 'minor' | 'major';

/** A new dependency with what speaks against it. */
export interface JudgedDependency extends AddedDependency {
  /** The popular package whose name it nearly has. */
  readonly resembles?: string;
  /** It, or the planned version of it, came out so lately that nobody had time to look. */
  readonly young: boolean;
}

/** Everything that rows about a difference are judged from. */
export interface Compared {
  readonly difference: ContentDifference;
  /** The later version. */
  readonly content: TarballContent;
  /** Addresses that the earlier version gave as its own: who took the package over writes those of the later one. */
  readonly homes: readonly string[];
  readonly jump: Jump;
  readonly added: readonly JudgedDependency[];
}

/** A row of the difference that holds. */
export interface NewsHit extends Hit {
  /** What of the package it is about: `says` is a noun of a file, or goes on after "now". */
  readonly part: 'file' | 'does';
  /** Together with the id it tells the same news of two comparisons. */
  readonly topic: string;
}

const milderOf: Readonly<Record<Tier, Tier>> = {
  block: 'high',
  high: 'notice',
  notice: 'info',
  info: 'info',
};
export const tiers: readonly Tier[] = ['info', 'notice', 'high', 'block'];

export function milder(tier: Tier, when = true): Tier {
  return when ? milderOf[tier] : tier;
}

export function worstOf(all: Iterable<Tier>): Tier {
  return [...all].reduce((worst, one) => (tiers.indexOf(one) > tiers.indexOf(worst) ? one : worst), 'info');
}

/** What is imported, and what runs at install. */
export function startsIn({ code }: TarballContent): ReadonlySet<string> {
  return new Set([...(code?.load ?? []), ...(code?.install.files.map(({ path }) => path) ?? [])]);
}

/** In a folder for tests or examples, and nothing at install or import begins there. */
export function asideIn(content: TarballContent): (path: string) => boolean {
  const starts = startsIn(content);
  return (path) => isAside(path) && !starts.has(path);
}
