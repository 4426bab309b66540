import type { Coverage } from './coverage.ts';
import type { Plan } from './plan.ts';
import type { Verdict } from './verdict.ts';

export interface TrustNote {
  readonly file: string;
  readonly key: string;
  /** Full sentence: what the key changes and why it counts or does not. */
  readonly text: string;
  readonly counts: boolean;
}

/** What happened after consent. */
export type InstallResult =
  | { readonly kind: 'not-run'; readonly why: string }
  | {
      readonly kind: 'ran';
      readonly npmExitCode: number;
      /** Absent where npm failed before anything could be compared. */
      readonly matches?: boolean;
      readonly differences: readonly string[];
      readonly compared: number;
      readonly receiptPath?: string;
      /** What else is to be told of the run; full sentences. */
      readonly notes?: readonly string[];
    };

/** Everything that a run has to say; the input of every format. */
export interface Report {
  readonly npqVersion: string;
  readonly npmVersion: string;
  readonly nodeVersion: string;
  readonly startedAt: string;
  readonly preset: string;
  readonly request: { readonly verb: string; readonly specs: readonly string[] };
  readonly trust: readonly TrustNote[];
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly coverage: Coverage;
  readonly notes: readonly string[];
  readonly install?: InstallResult;
  /** npq's own exit code, see cli/exit-codes. */
  readonly exitCode?: number;
}
