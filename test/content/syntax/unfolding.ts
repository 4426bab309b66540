import { expect } from 'vitest';
import { type Unfolded, unfold } from '../../../src/content/syntax/unfold.ts';

/** What a program that can be read unfolds to. */
export function unfolded(source: string): Unfolded {
  const unfolding = unfold(source);
  if ('failed' in unfolding) expect.fail(`${unfolding.failed}: ${source.slice(0, 200)}`);
  return unfolding;
}

export function loadsOf(source: string): readonly string[] {
  return unfolded(source).loads.map(({ value }) => value);
}
