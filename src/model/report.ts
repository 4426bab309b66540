import type { AskedInAll } from './asked.ts';
import type { Coverage } from './coverage.ts';
import type { PackageId } from './package-id.ts';
import type { Plan } from './plan.ts';
import type { Provenance } from './provenance.ts';
import type { Verdict, VerdictKind } from './verdict.ts';
import type { PlacedWaiver } from './waiver.ts';

export interface TrustNote {
  readonly file: string;
  readonly key: string;
  /** Full sentence: what the key changes and why it counts or does not. */
  readonly text: string;
  readonly counts: boolean;
}

/** What a script's own npm, or another package manager in its place, asked the gate for beyond the plan. */
export interface NestedPackage extends PackageId {
  readonly verdict: VerdictKind;
  /** Why it was refused; of what passed, what nobody could find out and was let through for. */
  readonly why?: string;
}

/** A request that the gate said no to. */
export interface GateRefusal {
  readonly path: string;
  readonly status: number;
  /** Full sentence. */
  readonly why: string;
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
      readonly nested?: readonly NestedPackage[];
      /** In the order in which they came; foreign text in them. */
      readonly refused?: readonly GateRefusal[];
      /** The compared are more than the packages, because some stand in several places. */
      readonly byPlace?: boolean;
      /** `--dry-run`: npm installed nothing, and there was nothing to compare. */
      readonly tried?: boolean;
      /** What else is to be told of the run; full sentences. */
      readonly notes?: readonly string[];
    };

export interface ToldWaiver {
  readonly placed: PlacedWaiver;
  /** `outgrown`: there is a finding that is graver, or has other bytes, than what was excused. */
  readonly state: 'used' | 'unused' | 'expired' | 'outgrown' | 'not-agreed';
  /** Of one that is outgrown: what it does not reach; no full sentence, and foreign text in it. */
  readonly why?: string;
}

/** A line of package.json or of the lockfile. */
export interface FileLocation {
  /** Relative to the project's folder, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

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
  /** For people who want to know where the time went, and who heard what. */
  readonly asked?: AskedInAll;
  /** By package key, of those that were looked at now and whose attestations hold. It says whence, not how good. */
  readonly provenance?: ReadonlyMap<string, Provenance>;
  /** Of all that there are: those that excuse something, and those that have come to their end or excuse nothing. */
  readonly waivers?: readonly ToldWaiver[];
  /** With `--base`: what is as it was there and was not looked at. */
  readonly base?: { readonly ref: string; readonly commit: string; readonly unchanged: number };
  /** By subject (see report/location): where a person would change it; for formats that point at lines. */
  readonly locations?: ReadonlyMap<string, FileLocation>;
  readonly install?: InstallResult;
  /** npq's own exit code, see cli/exit-codes. */
  readonly exitCode?: number;
}
