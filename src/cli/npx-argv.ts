import type { NpmModules } from '../plan/npm-modules.ts';
import { ownDefinitions } from './own-options.ts';

/** What older npx had: npm's own takes these words out, and says so. */
const removedSwitches = new Set(['always-spawn', 'ignore-existing', 'shell-auto-fallback']);
const removedOptions = new Set(['npm', 'node-arg', 'n']);

const moreSwitches = ['no-install', 'quiet', 'q', 'version', 'v', 'help', 'h'];
const moreOptions = ['package', 'p', 'cache', 'userconfig', 'call', 'c', 'shell'];

export interface NpxWords {
  /** For npm's and npq's own reading, `exec` included. */
  readonly args: readonly string[];
  /** Options that npx has no more. */
  readonly removed: readonly string[];
}

/**
 * npx's own reading (npm's bin/npx-cli.js, the same in 10 to 12): a few options are called otherwise, and before the
 * first word that is none, and no value of one, comes a `--`, so that all that follows is the program's.
 */
export function npxArgs(
  typed: readonly string[],
  { definitions, shorthands }: Pick<NpmModules, 'definitions' | 'shorthands'>,
): NpxWords {
  const switches = new Set([
    ...removedSwitches,
    ...moreSwitches,
    ...[...Object.entries(definitions), ...Object.entries(ownDefinitions)]
      .filter(([, { type }]) => type === Boolean || (Array.isArray(type) && type.includes(Boolean)))
      .map(([key]) => key),
  ]);
  const options = new Set([...removedOptions, ...moreOptions]);
  const isRemoved = (key: string) => removedSwitches.has(key) || removedOptions.has(key);
  const words = [...typed];
  const removed: string[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) {
      words.splice(at, 0, '--');
      break;
    }
    const [key = '', ...values] = word.replace(/^-+/, '').split('=');
    const long = longForms(shorthands, key);
    if (key === 'p') words[at] = ['--package', ...values].join('=');
    else if (key === 'shell') words[at] = ['--script-shell', ...values].join('=');
    else if (key === 'no-install') words[at] = '--yes=false';
    else if (long !== undefined && !isRemoved(key)) {
      words.splice(at, 1, ...long, ...(values.length > 0 ? [values.join('=')] : []));
      continue;
    }
    const next = words[at + 1];
    const takesNext =
      values.length === 0 && !switches.has(key) && (options.has(key) || !(next ?? '').startsWith('-'));
    if (isRemoved(key)) {
      removed.push(key);
      words.splice(at, takesNext ? 2 : 1);
    } else {
      at += takesNext ? 2 : 1;
    }
  }
  return { args: ['exec', ...words], removed };
}

function longForms(shorthands: NpmModules['shorthands'], key: string): readonly string[] | undefined {
  const long = Object.hasOwn(shorthands, key) ? shorthands[key] : undefined;
  return Array.isArray(long) ? long.map(String) : undefined;
}
