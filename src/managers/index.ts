import { NpqError } from '../errors.ts';
import { bun } from './bun.ts';
import { type FoundManager, type ManagerKind, type ManagerName, managerNames } from './manager.ts';
import { pnpm } from './pnpm.ts';
import { yarnBerry } from './yarn-berry.ts';
import { yarnClassic } from './yarn-classic.ts';

export interface WithWords {
  readonly name: ManagerName;
  /** Between `with` and the manager's name: npq's options. */
  readonly own: readonly string[];
  /** All that follows it belongs to the manager. */
  readonly theirs: readonly string[];
}

/** `npq with [npq options] <manager> [its command line]`. */
export function splitWith(args: readonly string[]): WithWords {
  const words = args.slice(1);
  const found = words.flatMap((word, at) =>
    managerNames.flatMap((name) => (name === word ? { name, at } : [])),
  );
  const [first] = found;
  if (first === undefined) {
    throw new NpqError('usage', {
      message: `Expected one of ${managerNames.join(', ')} after \`npq with\`, found ${words.length === 0 ? 'nothing' : 'none of them'}.`,
      hint: 'For example: npq with pnpm add express',
    });
  }
  const { name, at } = first;
  return { name, own: words.slice(0, at), theirs: words.slice(at + 1) };
}

export function kindOf({ name, major }: Pick<FoundManager, 'name' | 'major'>): ManagerKind {
  if (name === 'pnpm') return pnpm;
  if (name === 'bun') return bun;
  return major === 1 ? yarnClassic : yarnBerry;
}

/** What the project's files say to a yarn of either kind: the one hands over to the other. */
export function inspectorsOf(name: ManagerName): readonly ManagerKind[] {
  if (name === 'yarn') return [yarnClassic, yarnBerry];
  return [name === 'pnpm' ? pnpm : bun];
}

const steering =
  /(?:^|:)registry$|^(?:store-dir|cache-dir|cache-folder|proxy|http-proxy|https-proxy|noproxy|no-proxy|use-yarnrc)$/;
const elsewhere =
  /^(?:dir|cwd|prefix|config|lockfile-dir|modules-folder|modules-dir|pnpmfile|global-pnpmfile|config-dir)$/;

/** The name of an option, however it is written: `--config.storeDir=x` is `store-dir`. */
function keyOf(word: string): string {
  return word
    .replace(/^--(?:config\.)?/, '')
    .replace(/=.*$/s, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What would bring the manager elsewhere than to the gate, or write where npq does not look. */
export function refuseWords(name: ManagerName, theirs: readonly string[]): void {
  const end = theirs.indexOf('--');
  const before = theirs.slice(0, end === -1 ? theirs.length : end);
  const word = before.find((one) => one.startsWith('--') && steering.test(keyOf(one)));
  if (word !== undefined) {
    throw new NpqError('usage', {
      message: `npq decides where ${name} fetches from and what it keeps: found ${JSON.stringify(word)}.`,
      hint: `Name another registry in .npmrc, or before the manager: npq with --registry=<address> ${name} …`,
    });
  }
  const short = name === 'bun' ? /^-c/ : /^-C/;
  const stray = before.find((one) => short.test(one) || (one.startsWith('--') && elsewhere.test(keyOf(one))));
  if (stray !== undefined) {
    throw new NpqError('usage', {
      message: `npq has looked at the files of the folder that it was started in: found ${JSON.stringify(stray)}.`,
      hint: `Go into the project first: cd <folder>, then npq with ${name} …`,
    });
  }
  const global =
    name === 'yarn' ? before[0] === 'global' : before.some((one) => /^(?:-g|--global)$/.test(one));
  if (global) {
    throw new NpqError('usage', {
      message: `npq cannot hold ${name} to the gate where it installs for the whole machine.`,
      hint: 'npq install -g does it through npm.',
    });
  }
}

/** Said in so many words: what a manager's own settings let run is not npq's to know. */
export function runsNoScripts(theirs: readonly string[]): boolean {
  const end = theirs.indexOf('--');
  const before = theirs.slice(0, end === -1 ? theirs.length : end);
  return before.includes('--ignore-scripts') || before.includes('--mode=skip-build');
}
