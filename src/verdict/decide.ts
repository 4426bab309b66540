import type { Finding } from '../model/finding.ts';
import { isJudgement } from '../model/judgement.ts';
import type { Absence, UnknownResult } from '../model/outcome.ts';
import {
  type Action,
  actions,
  type RuledFinding,
  type RuledUnknown,
  type Verdict,
  type VerdictKind,
} from '../model/verdict.ts';
import { type Policy, ruleFinding, ruleUnknown } from './policy.ts';

/** Mildest first. What was not looked at cannot be agreed to, so `incomplete` stands above `ask`. */
const kinds: readonly VerdictKind[] = ['pass', 'ask', 'incomplete', 'block'];

/** Rules every finding and every unknown exactly once; the verdict is the strictest of the rulings. */
export function decide(
  findings: readonly Finding[],
  unknowns: readonly UnknownResult[],
  policy: Policy,
  accepted: ReadonlySet<Absence> = new Set(),
  agreed: (agreement: string) => boolean = () => false,
): Verdict {
  const ruledFindings = findings.map((finding) => askedOnce(ruled(policy, finding), agreed));
  const ruledUnknowns = unknowns.map(
    (unknown): RuledUnknown => ({ unknown, ...ruleUnknown(policy, unknown, accepted) }),
  );
  return verdictOn(ruledFindings, ruledUnknowns);
}

/** The strictest of what was ruled. */
export function verdictOn(findings: readonly RuledFinding[], unknowns: readonly RuledUnknown[]): Verdict {
  const all = [...findings, ...unknowns].map(({ action }) => kindOf(action));
  return { kind: strictest(all), findings, unknowns };
}

/** What the policy says of a finding by itself, whatever was agreed to or is excused. */
export function actionOn(policy: Policy, finding: Finding): Action {
  return ruled(policy, finding).action;
}

/** The verdict on what remains where `--on-incomplete=warn` lets pass what could not be found out. */
export function withoutIncomplete({ findings, unknowns }: Verdict): VerdictKind {
  const open = [...findings, ...unknowns].map(({ action }) => action).filter((one) => one !== 'incomplete');
  return strictest(open.map(kindOf));
}

/** A question that was answered before, in the same words; what is blocked no answer could let through. */
function askedOnce(ruled: RuledFinding, agreed: (agreement: string) => boolean): RuledFinding {
  const { finding, action, rule } = ruled;
  if (action !== 'ask' || finding.agreement === undefined || !agreed(finding.agreement)) return ruled;
  return { finding, action: 'note', rule: `you agreed to it before; else ${rule}` };
}

/** A judgement is never ruled more mildly than what it absorbed would have been on its own. */
function ruled(policy: Policy, finding: Finding): RuledFinding {
  const own: RuledFinding = { finding, ...ruleFinding(policy, finding) };
  if (!isJudgement(finding)) return own;
  return finding.absorbs.reduce<RuledFinding>((strictestSoFar, part) => {
    const ofPart = ruled(policy, part);
    return rank(ofPart.action) > rank(strictestSoFar.action)
      ? { finding, action: ofPart.action, rule: ofPart.rule }
      : strictestSoFar;
  }, own);
}

function rank(action: Action): number {
  return actions.indexOf(action);
}

function kindOf(action: RuledUnknown['action']): VerdictKind {
  return action === 'allow' || action === 'note' ? 'pass' : action;
}

function strictest(found: readonly VerdictKind[]): VerdictKind {
  return kinds.findLast((kind) => found.includes(kind)) ?? 'pass';
}
