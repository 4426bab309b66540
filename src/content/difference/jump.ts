import semver from 'semver';
import type { Jump } from './compared.ts';

/** What is no version that can be read counts as the smallest step, of which most is asked. */
export function jumpOf(from: string, to: string): Jump {
  if (semver.valid(from, true) === null || semver.valid(to, true) === null) return 'patch';
  if (semver.major(from, true) !== semver.major(to, true)) return 'major';
  return semver.minor(from, true) === semver.minor(to, true) ? 'patch' : 'minor';
}
