import { createRequire } from 'node:module';
import type { ESTree } from 'meriyah';
import { affordable, mostParsed } from './affordable.ts';

export type Parsed =
  | {
      readonly program: ESTree.Program;
      /** What it took, as `affordable` counts it. */
      readonly work: number;
    }
  | { readonly failed: 'syntax' | 'too-deep' | 'over-budget' };

/** A parser takes tens of milliseconds to load, and most runs read no code: it comes when it is first needed. */
const load = createRequire(import.meta.url);

type Attempt = (source: string) => ESTree.Program;

const ranges = { start: true, end: true, range: false };
/** Sloppy code with HTML's comments in it is code to node as well; regexes are never run here. */
const common = { ranges, next: true, webcompat: true, validateRegex: false } as const;

const meriyah = (): typeof import('meriyah') => load('meriyah');
const acorn = (): typeof import('acorn') => load('acorn');

/** In the order in which they are likely to succeed; each has files that the others refuse. */
const attempts: readonly Attempt[] = [
  (source) => meriyah().parse(source, { ...common, sourceType: 'module' }),
  (source) => meriyah().parse(source, { ...common, sourceType: 'commonjs' }),
  (source) => byAcorn(source, 'script'),
  (source) => byAcorn(source, 'module'),
  (source) => meriyah().parse(source, { ...common, sourceType: 'module', jsx: true }),
];

/** The program, read as a module and then as a script. */
export function parse(source: string): Parsed {
  const afforded = affordable(source);
  if ('refused' in afforded) return { failed: afforded.refused };
  // An attempt costs as much as it reads before it gives up: a file that fails at its end must not cost five.
  let left = mostParsed * 1.5;
  for (const attempt of attempts) {
    if (source.length > left) return { failed: 'over-budget' };
    try {
      return { program: attempt(source), ...afforded };
    } catch (error) {
      if (error instanceof RangeError) return { failed: 'too-deep' };
      left -= failedAt(error) ?? source.length;
    }
  }
  return { failed: 'syntax' };
}

function byAcorn(source: string, sourceType: 'script' | 'module'): ESTree.Program {
  const program: unknown = acorn().parse(source, {
    ecmaVersion: 'latest',
    sourceType,
    allowHashBang: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowImportExportEverywhere: true,
    allowSuperOutsideMethod: true,
  });
  // Both parsers make ESTree, whose words differ only in what is not read here.
  return program as ESTree.Program;
}

/** meriyah says `start`, acorn `pos`. */
function failedAt(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { start, pos } = error as { start?: unknown; pos?: unknown };
  return [start, pos].find((one) => typeof one === 'number');
}
