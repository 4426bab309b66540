import type { ErrorCode } from '../errors.ts';

/**
 * Version 1 of the machine-readable report. It is a promise: fields are added, never renamed or taken away,
 * and what is not there is null, not absent. Deliberately not the internal types, which may change.
 */
export interface ReportV1 {
  readonly schemaVersion: 1;
  readonly npqVersion: string;
  readonly npmVersion: string;
  readonly nodeVersion: string;
  readonly startedAt: string;
  readonly preset: string;
  readonly request: { readonly verb: string; readonly specs: readonly string[] };
  readonly verdict: 'pass' | 'ask' | 'block' | 'incomplete';
  readonly exitCode: number | null;
  readonly coverage: CoverageV1;
  /** Worst first. */
  readonly findings: readonly FindingV1[];
  readonly unknowns: readonly UnknownV1[];
  readonly plan: PlanV1;
  readonly trust: readonly TrustV1[];
  readonly notes: readonly string[];
  /** Those that excuse something, and those that could have and do not. */
  readonly waivers: readonly ToldWaiverV1[];
  /** With `--base`: what is as it is there, and was not looked at. */
  readonly base: { readonly ref: string; readonly commit: string; readonly unchanged: number } | null;
  readonly install: InstallV1 | null;
}

/** In place of the report where an error ended the run before there was one. */
export interface ErrorDocumentV1 {
  readonly schemaVersion: 1;
  readonly npqVersion: string;
  readonly error: {
    /** Codes are added within a version, never renamed; `bug` is npq's own fault. */
    readonly code: ErrorCode | 'bug';
    /** What was expected and what was found. */
    readonly message: string;
    /** The next command or step. */
    readonly hint: string;
  };
  readonly exitCode: number;
}

type ActionV1 = 'allow' | 'note' | 'ask' | 'block';
type SeverityV1 = 'info' | 'low' | 'medium' | 'high' | 'critical';
type CauseV1 = 'environment' | 'subject';
type JsonV1 = null | boolean | number | string | readonly JsonV1[] | { readonly [key: string]: JsonV1 };

/** `package` holds the key of a package in `plan.packages`. */
export type SubjectV1 =
  | { readonly kind: 'package'; readonly package: string }
  | { readonly kind: 'plan' }
  | { readonly kind: 'project'; readonly path: string };

export interface FoundV1 {
  readonly check: string;
  readonly subject: SubjectV1;
  readonly severity: SeverityV1;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly message: string;
  readonly advice: string;
  readonly excerpt: readonly string[];
  readonly data: { readonly [key: string]: JsonV1 };
  readonly facts: readonly string[];
}

export interface FindingV1 extends FoundV1 {
  readonly action: ActionV1;
  readonly rule: string;
  /** The findings whose place this one takes; empty for a plain finding. */
  readonly absorbs: readonly FoundV1[];
  /** What excuses it, and the action that it would have had. */
  readonly waived: (WaiverV1 & { readonly without: ActionV1 }) | null;
}

export interface WaiverV1 {
  readonly package: string;
  readonly versions: string;
  readonly check: string;
  readonly severity: SeverityV1;
  readonly reason: string;
  readonly by: string;
  readonly expires: string;
  readonly integrity: string | null;
  readonly origin: 'default' | 'organisation' | 'user' | 'project' | 'base' | 'command line';
  readonly file: string | null;
  readonly line: number | null;
}

export interface ToldWaiverV1 extends WaiverV1 {
  readonly state: 'used' | 'unused' | 'expired' | 'outgrown' | 'not-agreed';
  readonly why: string | null;
}

export interface UnknownV1 {
  readonly check: string;
  readonly subject: SubjectV1;
  readonly reason: string;
  readonly cause: CauseV1;
  readonly detail: string;
  readonly essential: boolean;
  readonly action: ActionV1 | 'incomplete';
  readonly rule: string;
}

export interface CoverageV1 {
  readonly packages: number;
  readonly vetted: number;
  readonly notLookedAt: number;
  readonly checks: number;
  readonly clean: number;
  readonly flagged: number;
  readonly notApplicable: number;
  readonly unknown: number;
  readonly vettedResults: number;
  readonly unknowns: readonly {
    readonly check: string;
    readonly reason: string;
    readonly cause: CauseV1;
    readonly count: number;
    readonly detail: string;
  }[];
}

export interface PlanV1 {
  readonly path: string;
  readonly global: boolean;
  readonly registries: readonly string[];
  /** Sorted by key. */
  readonly packages: readonly PackageV1[];
  readonly removed: readonly { readonly name: string; readonly version: string }[];
  readonly heldBack: readonly {
    readonly name: string;
    readonly chosen: string;
    readonly heldBack: string;
    readonly publishedAt: string;
  }[];
  readonly notes: readonly string[];
}

export interface PackageV1 {
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly origin: OriginV1;
  readonly integrity: string | null;
  readonly exactlyRequested: boolean;
  readonly locked: boolean;
  readonly looked: boolean;
  readonly permit: { readonly spec: string; readonly kind: 'git' | 'remote'; readonly host: string } | null;
  readonly private: boolean;
  /** What its attestations prove, where they hold and were looked at now. */
  readonly provenance: ProvenanceV1 | null;
  /** Sorted by place. */
  readonly places: readonly PlaceV1[];
}

export interface ProvenanceV1 {
  readonly issuer: string;
  readonly signer: string;
  readonly repository: string;
  readonly repositoryId: string | null;
  readonly ownerId: string | null;
  readonly commit: string;
  readonly ref: string;
  readonly workflow: string | null;
  readonly builder: string;
  readonly runner: 'hosted' | 'self-hosted' | null;
  readonly trigger: string | null;
  readonly run: string | null;
  readonly log: { readonly log: string; readonly index: string; readonly at: string | null };
  /** SLSA build level that the certificate shows. */
  readonly level: 1 | 2 | 3;
  readonly predicateType: string;
}

export type OriginV1 =
  | { readonly kind: 'registry'; readonly registry: string }
  | { readonly kind: 'git'; readonly spec: string; readonly host: string; readonly commit: string | null }
  | { readonly kind: 'remote'; readonly url: string; readonly host: string }
  | { readonly kind: 'file' | 'directory' | 'workspace'; readonly path: string }
  | { readonly kind: 'bundled'; readonly by: string };

export interface PlaceV1 {
  readonly place: string;
  readonly alias: string;
  readonly change: 'added' | 'changed' | 'unchanged';
  readonly changedFrom: string | null;
  readonly dev: boolean;
  readonly optional: boolean;
  readonly peer: boolean;
  readonly inert: boolean;
  readonly direct: boolean;
  readonly path: readonly string[];
}

interface TrustV1 {
  readonly file: string;
  readonly key: string;
  readonly text: string;
  readonly counts: boolean;
}

interface NestedV1 {
  readonly name: string;
  readonly version: string;
  readonly verdict: 'pass' | 'ask' | 'block' | 'incomplete';
  readonly why: string | null;
}

export type InstallV1 =
  | { readonly kind: 'not-run'; readonly why: string }
  | {
      readonly kind: 'ran';
      readonly npmExitCode: number;
      readonly matches: boolean | null;
      readonly differences: readonly string[];
      readonly compared: number;
      readonly receiptPath: string | null;
      /** What scripts' own package managers asked for beyond the plan. */
      readonly nested: readonly NestedV1[];
      readonly refused: readonly { readonly path: string; readonly status: number; readonly why: string }[];
      readonly notes: readonly string[];
    };
