import type { Command } from 'commander';
import npa from 'npm-package-arg';
import semver from 'semver';
import { hasCode } from '../errors.ts';

/** `npq diff <package> <from> <to>`. */
export interface DiffRequest {
  readonly name: string;
  /** A version, a range or a dist-tag. */
  readonly from: string;
  readonly to: string;
  readonly json: boolean;
  /** What is hidden as noise, too. */
  readonly verbose: boolean;
  /** The changed lines, too. */
  readonly texts: boolean;
  /** For npm's own configuration: registry, cache and the like. */
  readonly npmOptions: readonly string[];
}

const ownFlags = new Set(['--json', '--npq-verbose', '--text']);
/** They take no value, so that the words around them keep their places. */
const npmFlags = new Set(['--offline', '--prefer-offline', '--prefer-online']);

/**
 * npm's own `npm diff` compares what `--diff` names and takes all words for paths. Only three words of which the
 * first can be a package and the others versions mean npq's; undefined for everything else. Behind `--` npm's counts.
 */
export function readDiff(args: readonly string[]): DiffRequest | undefined {
  const [verb, ...given] = args;
  if (verb !== 'diff') return undefined;
  const flags = given.filter((one) => one.startsWith('-'));
  const [name = '', from = '', to = '', ...more] = given.filter((one) => !one.startsWith('-'));
  if (more.length > 0 || !isName(name) || !isWanted(from) || !isWanted(to)) return undefined;
  const npmOptions = flags.filter((flag) => !ownFlags.has(flag));
  if (!npmOptions.every((flag) => npmFlags.has(flag) || /^--(?!diff)[@\w:./-]+=/.test(flag)))
    return undefined;
  return {
    ...{ name, from, to, npmOptions },
    json: flags.includes('--json'),
    verbose: flags.includes('--npq-verbose'),
    texts: flags.includes('--text'),
  };
}

function isName(text: string): boolean {
  try {
    const spec = npa(text);
    return spec.name === text && spec.rawSpec === '*';
  } catch (error) {
    if (hasCode(error)) return false;
    throw error;
  }
}

/** A range, or what can be a dist-tag and is no file's name. */
function isWanted(text: string): boolean {
  if (semver.validRange(text) !== null) return text !== '';
  return /^[a-z][\w-]*(?:\.\d[\w-]*)*$/i.test(text);
}

/** `diff` is read by hand, since npm's options may stand in it; here is only what its help says. */
export function addDiff(program: Command, run: () => Promise<void>): void {
  program
    .command('diff')
    .description('what one published version of a package does that another did not')
    .argument('<package>', 'its name; the words of npm’s own diff go on to npm')
    .argument('<from>', 'a version, a range or a dist-tag')
    .argument('<to>', 'the same')
    .option('--json', 'as one JSON document')
    .option('--npq-verbose', 'without limits, renamed and reformatted files too')
    .option('--text', 'the lines that changed, too')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(run);
}
