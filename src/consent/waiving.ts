import type { Report } from '../model/report.ts';
import { boundToOneTarball } from '../model/waiver.ts';
import { forTerminal } from '../report/sanitize.ts';
import { packageLabel } from '../report/words.ts';
import type { AnsweredWaiver } from './choices.ts';
import { type Answer, type Asking, askText, askWhich } from './question.ts';

/** What a waiver typed at the question could be for. */
interface Waivable {
  /** `name@version`. */
  readonly package: string;
  readonly check: string;
  readonly label: string;
}

/** Who would know what is wrong with an answer, and who answers for it. */
export interface Waiving {
  /** Undefined where git does not know. */
  author(): Promise<string | undefined>;
  /** Why this cannot be written; undefined where it can. */
  refuse(waiver: AnsweredWaiver): string | undefined;
}

const mostListed = 12;
const usualDays = '90d';

/**
 * Findings that are asked about, of what a registry has under this name. What is blocked is not excused by the way,
 * and for malware and the like somebody answers with a command of its own.
 */
export function waivable({ plan, verdict }: Pick<Report, 'plan' | 'verdict'>): readonly Waivable[] {
  return verdict.findings.flatMap(({ finding: { check, subject }, action }): readonly Waivable[] => {
    if (action !== 'ask' || subject.kind !== 'package' || boundToOneTarball.has(check)) return [];
    const pkg = plan.packages.find(({ key }) => key === subject.key);
    if (pkg?.origin.kind !== 'registry') return [];
    return [{ package: `${pkg.name}@${pkg.version}`, check, label: `${check} of ${packageLabel(pkg)}` }];
  });
}

/** Asks which finding, why, until when and whose word it is; undefined goes back to the question before. */
export async function askWaiver(
  report: Pick<Report, 'plan' | 'verdict'>,
  waiving: Waiving,
  asking: Asking,
): Promise<Answer<AnsweredWaiver | undefined>> {
  const which = await askFinding(waivable(report), asking);
  if (which.kind !== 'answered') return which;
  if (which.value === undefined) return { ...which, value: undefined };
  const { package: id, check } = which.value;
  const draft = { package: id, check, reason: 'it was read', until: '1d', by: 'somebody' };
  const about = forTerminal(`${check} of ${id}`, { maxLength: 200 });
  const reason = await askText(
    `Why may ${about} pass? (nothing goes back)`,
    (text) => (text === '' ? undefined : waiving.refuse({ ...draft, reason: text })),
    asking,
  );
  if (reason.kind !== 'answered') return reason;
  if (reason.value === '') return { ...reason, value: undefined };
  const until = await askText(
    'Until when? (a day, or so many days)',
    (text) => waiving.refuse({ ...draft, until: text }),
    asking,
    usualDays,
  );
  if (until.kind !== 'answered') return until;
  const known = await waiving.author();
  const by: Answer<string> =
    known === undefined
      ? await askText(
          'Who answers for it? (name, and address)',
          (text) => waiving.refuse({ ...draft, by: text }),
          asking,
        )
      : { kind: 'answered', value: known };
  if (by.kind !== 'answered') return by;
  return { kind: 'answered', value: { ...draft, reason: reason.value, until: until.value, by: by.value } };
}

async function askFinding(found: readonly Waivable[], asking: Asking): Promise<Answer<Waivable | undefined>> {
  if (found.length < 2) return { kind: 'answered', value: found[0] };
  const listed = found.slice(0, mostListed);
  const labels = ['None of them', ...listed.map(({ label }) => label)];
  const answer = await askWhich('Which finding?', labels, asking);
  return answer.kind === 'answered' ? { ...answer, value: listed[answer.value - 1] } : answer;
}
