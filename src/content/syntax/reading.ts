import type { ComputedFrom, RevealedBy } from './unfold.ts';
import type { Folder } from './values.ts';

interface At {
  /** Offset in the source. */
  readonly at: number;
}

export interface Findings {
  readonly revealed: Map<string, At & { readonly by: RevealedBy }>;
  readonly literals: Map<string, number>;
  loads: (At & { readonly value: string; readonly revealed: boolean })[];
  readonly computed: (At & { readonly what: 'load' | 'start' | 'evaluate'; readonly how: ComputedFrom })[];
  readonly calls: (At & {
    readonly name: string;
    readonly args: readonly (string | undefined)[];
    readonly kind: 'start' | 'evaluate' | 'network';
  })[];
  readonly paths: (At & { readonly value: string })[];
  gates: readonly (At & { readonly kind: 'delayed' | 'time-or-ci-gate'; readonly what: string })[];
  incomplete: boolean;
  /** Steps, those of texts in it that are programs themselves included. */
  taken: number;
}

export interface Reading {
  readonly folder: Folder;
  readonly source: string;
  readonly findings: Findings;
  /** Of what was put together: what is inside of it is not told again. */
  done: number;
  /** Texts that stand in the source as they are. */
  readonly plain: Set<string>;
  readonly level: number;
  /** Where the last chain of additions begins. */
  chained: number;
  /** Characters of texts that are evaluated, and read as programs too. */
  inner: number;
}

/** Of one file, and of one text in it. */
export const most = { literals: 20_000, revealed: 5_000, found: 2_000, calls: 500, cut: 4_096, nested: 2 };
const shortest = 3;

export function reveal(findings: Findings, value: string, at: number, by: RevealedBy): void {
  if (value.length < shortest || findings.revealed.has(value)) return;
  if (findings.revealed.size >= most.revealed) findings.incomplete = true;
  else findings.revealed.set(value, { at, by });
}
