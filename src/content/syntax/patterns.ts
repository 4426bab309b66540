import type { Value } from './values.ts';

/** Without a quantifier over more than one sign, so that running it takes no longer than reading. */
const harmless = /^(?:[\w\s#%&@~,:;<>=!"'`/-]|\\[^\n]|\.|\[[^\]\\[]{1,60}\])\+?$/;

/** What a regular expression of the program is, where running it is harmless. */
export function expression(pattern: Value): RegExp | undefined {
  if (typeof pattern !== 'object' || pattern === null || pattern.kind !== 'pattern') return undefined;
  const pieces = pattern.source.match(/\\.|\[[^\]]*\]\+?|[^\\[]\+?/gs) ?? [];
  if (
    pieces.length > 20 ||
    !pieces.every((piece) => harmless.test(piece)) ||
    /[*?{(|^$]/.test(pattern.source)
  )
    return undefined;
  const repeated = pieces.filter((piece) => piece.endsWith('+')).length;
  if (repeated > 1 || pieces.join('') !== pattern.source || !/^[gimsu]{0,5}$/.test(pattern.flags))
    return undefined;
  try {
    return new RegExp(pattern.source, pattern.flags);
  } catch (error) {
    // No expression after all; the program would not have been read by node either.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
