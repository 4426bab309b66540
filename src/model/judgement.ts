import type { Finding } from './finding.ts';

/** Several findings that together tell one story; it takes their place in the report and cites them. */
export interface Judgement extends Finding {
  readonly absorbs: readonly Finding[];
}

export function isJudgement(finding: Finding): finding is Judgement {
  return 'absorbs' in finding;
}

/** The finding itself, and what it tells in one with it. */
export function partsOf(finding: Finding): readonly Finding[] {
  return isJudgement(finding) ? [finding, ...finding.absorbs] : [finding];
}
