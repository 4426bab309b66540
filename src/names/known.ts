import { type Lookalike, type Lookalikes, readLookalikes } from './lookalike.ts';
import { popularNames } from './popular-names.ts';

let known: Lookalikes | undefined;

/** The popular name that this one resembles, by the list that npq ships. */
export function lookalikeOf(name: string): Lookalike | undefined {
  known ??= readLookalikes(popularNames.split(' '));
  return known.of(name);
}
