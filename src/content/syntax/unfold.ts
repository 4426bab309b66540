import { type Place, placesIn } from './lines.ts';
import { parse } from './parse.ts';
import { read } from './read.ts';
import type { Findings } from './reading.ts';

/** How a value came to be that does not stand in the source: split over literals, or encoded. */
export type RevealedBy = 'joining' | 'decoding';

/**
 * What an argument that cannot be made out is made of: one thing that somebody hands in, as in the loader of
 * every plugin; what a decoder or a cipher gives back; or several things that are only known when it runs.
 */
export type ComputedFrom = 'parameter' | 'decoded' | 'expression';

/** A program with its constants put together. Lines count from 1. */
export interface Unfolded {
  /**
   * Strings of at least 3 characters that do not stand in the source as they are: concatenated, escaped,
   * decoded, reversed. Each once.
   */
  readonly revealed: readonly { readonly value: string; readonly line: number; readonly by: RevealedBy }[];
  /** Strings that stand there: what is required or imported, and any other literal, each once. */
  readonly literals: readonly { readonly value: string; readonly line: number }[];
  /**
   * What is loaded: `./setup.js`, `child_process`; `revealed` where its name, or what loads it, had to be put
   * together. Built-in modules are named without `node:` only where the source does so.
   */
  readonly loads: readonly { readonly value: string; readonly line: number; readonly revealed: boolean }[];
  /** A load, a start of a process or an evaluation whose argument cannot be made out. */
  readonly computed: readonly {
    readonly what: 'load' | 'start' | 'evaluate';
    readonly line: number;
    readonly excerpt: string;
    readonly how: ComputedFrom;
  }[];
  /**
   * Calls that start processes, evaluate text or reach the network, by the names of the functions however they
   * were come by: `child_process.exec`, `eval`, `https.get`. Of arguments the first four, what a list holds one
   * by one, undefined where they cannot be made out.
   */
  readonly calls: readonly {
    readonly name: string;
    readonly args: readonly (string | undefined)[];
    readonly line: number;
    readonly kind: 'start' | 'evaluate' | 'network';
  }[];
  /** Paths that path.join and its like put together, with `~` for the home directory and `.` for the file's own. */
  readonly paths: readonly { readonly value: string; readonly line: number }[];
  /** What holds a start, an evaluation or a request back until a time, or off a build machine. */
  readonly gates: readonly {
    readonly kind: 'delayed' | 'time-or-ci-gate';
    readonly line: number;
    readonly what: string;
  }[];
  /** The budget of steps ended, or a list its limit: there may be more than is told. */
  readonly incomplete: boolean;
}

export type Unfolding = Unfolded | { readonly failed: 'syntax' | 'too-deep' | 'over-budget' | 'exhausted' };

/** Of several programs together; those of one are bounded anyway. */
export interface StepsLeft {
  left: number;
}

/** Reads JavaScript of either kind; TypeScript and what is no program fail. Never throws for what it is given. */
export function unfold(text: string, steps: StepsLeft = { left: Number.POSITIVE_INFINITY }): Unfolding {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    const parsed = parse(source);
    if ('failed' in parsed) return parsed;
    const findings = read(parsed, source, 0, steps.left);
    steps.left -= findings.taken;
    return told(findings, placesIn(source));
  } catch (error) {
    // However deep the caller's own stack is, what is read here must not end the reader.
    if (error instanceof RangeError) return { failed: 'too-deep' };
    throw error;
  }
}

function told(findings: Findings, places: Place): Unfolded {
  const { revealed, literals, loads, computed, calls, paths, gates, incomplete } = findings;
  const placed = <T extends { readonly at: number }>({ at, ...rest }: T) => ({
    ...rest,
    line: places.line(at),
  });
  return {
    revealed: [...revealed].map(([value, { at, by }]) => ({ value, by, line: places.line(at) })),
    literals: [...literals].map(([value, at]) => ({ value, line: places.line(at) })),
    loads: loads.map(placed),
    computed: computed.map((one) => ({ ...placed(one), excerpt: places.excerpt(one.at) })),
    calls: calls.map(placed),
    paths: paths.map(placed),
    gates: gates.map(placed),
    incomplete,
  };
}
