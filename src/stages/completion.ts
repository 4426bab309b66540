import { checks } from '../checks/index.ts';
import { ownDefinitions } from '../cli/own-options.ts';
import { verbRule } from '../cli/verbs.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { nearest } from '../model/nearest.ts';
import { reportFormats } from '../model/request.ts';
import { completingShells, completionScript } from '../shell/completion-scripts.ts';
import { ownCandidates, type Vocabulary } from '../shell/own-words.ts';
import { presetNames } from '../verdict/presets.ts';

export function scriptFor(typed: string): string {
  const shell = completingShells.find((one) => one === typed);
  if (shell !== undefined) return completionScript(shell);
  const guess = nearest(typed, completingShells);
  throw new NpqError('usage', {
    message: `Expected one of ${completingShells.join(', ')}, found ${JSON.stringify(typed.slice(0, 100))}.`,
    hint: `For example: npq completion ${guess ?? 'bash'}`,
  });
}

const values: Readonly<Record<string, readonly string[]>> = {
  preset: presetNames,
  report: reportFormats,
  'on-incomplete': ['fail', 'warn'],
};

const vocabulary: Vocabulary = {
  checks: checks.map(({ id }) => id),
  options: new Map(
    Object.entries(ownDefinitions).map(([key, { type }]) => [
      `--${key}`,
      type === Boolean ? 'nothing' : (values[key] ?? 'anything'),
    ]),
  ),
  passes: (verb) => verbRule(verb, []).kind === 'passed',
};

/** Prints npq's own words for a shell that asks; npm, which runs next, prints npm's. */
export function offerOwnWords({ env, terminal }: Pick<Host, 'env' | 'terminal'>): void {
  const words = env.args.slice(2);
  const found = ownCandidates(words, Number(env.vars['COMP_CWORD']), vocabulary);
  terminal.out(found.map((word) => `${word}\n`).join(''));
}
