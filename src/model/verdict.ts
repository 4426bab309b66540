import type { Finding } from './finding.ts';
import type { Absence, UnknownResult } from './outcome.ts';
import type { PlacedWaiver } from './waiver.ts';

export const actions = ['allow', 'note', 'ask', 'block'] as const;
export type Action = (typeof actions)[number];

export interface RuledFinding {
  readonly finding: Finding;
  readonly action: Action;
  /** Which rule of the policy decided: `preset balanced: severity medium`. */
  readonly rule: string;
  /** What excuses it; the action is then what remains, and `without` what it would have been. */
  readonly waived?: { readonly by: PlacedWaiver; readonly without: Action };
}

export interface RuledUnknown {
  readonly unknown: UnknownResult;
  /** `incomplete`: an essential check that could not be done. */
  readonly action: Action | 'incomplete';
  readonly rule: string;
}

export type VerdictKind = 'pass' | 'ask' | 'block' | 'incomplete';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly findings: readonly RuledFinding[];
  readonly unknowns: readonly RuledUnknown[];
}

/** The kinds of facts whose absence alone makes it incomplete: what the user can accept; empty where there is more. */
export function missingAlone({ kind, unknowns }: Verdict): readonly Absence[] {
  if (kind !== 'incomplete') return [];
  const open = unknowns.filter(({ action }) => action === 'incomplete').map(({ unknown }) => unknown.absence);
  return open.includes(undefined) ? [] : [...new Set(open.filter((one) => one !== undefined))];
}
