import { posix, win32 } from 'node:path';
import type { Env } from '../host/host.ts';

/**
 * Whether a shell asks for the words that may follow `npq …`, as npm's protocol has it. Where the command line
 * that it completes begins with npm, the answer is npm's alone.
 */
export function asksForOwnWords({ args, vars }: Pick<Env, 'args' | 'vars'>): boolean {
  const [verb, dashes, program] = args;
  if (verb !== 'completion' || dashes !== '--' || program === undefined) return false;
  const asked = ['COMP_CWORD', 'COMP_LINE', 'COMP_POINT'].every((name) => vars[name] !== undefined);
  return asked && posix.basename(win32.basename(program)) === 'npq';
}
