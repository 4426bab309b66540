import { verbRule } from './verbs.ts';

const scriptVerbs = new Set(['run', 'run-script', 'test', 'start', 'stop', 'restart']);

/**
 * `run build -- --watch`: the first word is the verb to every npm, and without an option there is nothing that
 * its grammar could read in another way. So that running a script through npq costs what npm costs.
 */
export function isPlainScript([verb = '', ...words]: readonly string[]): boolean {
  if (!scriptVerbs.has(verb) || verbRule(verb, words).kind !== 'passed') return false;
  const end = words.indexOf('--');
  return !words.slice(0, end === -1 ? words.length : end).some((word) => word.startsWith('-'));
}
