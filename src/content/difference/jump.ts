import semver from 'semver';
import type { Jump } from './compared.ts';

/** What is no version that can be read counts as the smallest step, of which most is asked. */
export function jumpOf(from: string, to: string): Jump {
  const [before, after] = [from, to].map((version) => semver.valid(version, true)?.split('.'));
  if (before === undefined || after === undefined) return 'patch';
  if (before[0] !== after[0]) return 'major';
  return before[1] === after[1] ? 'patch' : 'minor';
}
