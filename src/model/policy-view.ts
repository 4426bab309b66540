import type { Json } from './finding.ts';
import type { TrustNote } from './report.ts';
import type { WrittenAt } from './waiver.ts';

/** One value that holds, and whose word it is. */
export interface PolicyValue {
  readonly key: string;
  readonly value: Json;
  readonly at: WrittenAt;
  /** The preset says it, and nobody anything else. */
  readonly preset?: string;
}

/** Everything that decides here about what is found; what `npq policy` shows. */
export interface PolicyView {
  /** The folder that it is for. */
  readonly folder: string;
  readonly policyId: string;
  readonly preset: PolicyValue;
  readonly onIncomplete: PolicyValue;
  /** What each severity comes to, the worst first. */
  readonly severities: readonly PolicyValue[];
  /** What it comes to where something could not be found out. */
  readonly unknowns: readonly PolicyValue[];
  /** Rules of checks in the order in which they count. */
  readonly rules: readonly PolicyValue[];
  /** All options of all checks. */
  readonly options: readonly PolicyValue[];
  /** Services and the like, of which somebody has said something. */
  readonly others: readonly PolicyValue[];
  readonly waivers: { readonly counting: number; readonly notAgreed: number };
  readonly organisation?: { readonly from: string; readonly locked: readonly string[] };
  /** What the project's npq.json would change, and whether it counts. */
  readonly project?: { readonly file: string; readonly notes: readonly TrustNote[] };
}
