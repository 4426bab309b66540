import { isJudgement } from '../model/judgement.ts';
import type { Plan } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import { missingAlone, type RuledFinding } from '../model/verdict.ts';
import { boundToOneTarball } from '../model/waiver.ts';
import { type Paragraph, span, whole } from './layout.ts';
import { absenceMend } from './words.ts';

/** Why nobody was asked. */
export type Unasked = 'no-terminal' | 'ci' | 'non-interactive' | 'dry-run' | 'too-many-rounds';

const because: Record<Unasked, string> = {
  'no-terminal': 'there is no terminal to ask at',
  ci: 'nobody is asked where CI is set',
  'non-interactive': 'nobody is asked with --non-interactive',
  'dry-run': 'nothing is asked with --dry-run',
  'too-many-rounds': 'it kept asking for new addresses',
};

/** Why npm did not run, for the end of a run in which nobody was asked. */
export function whyStopped({ verdict }: Pick<Report, 'verdict'>, unasked: Unasked): string {
  if (verdict.kind === 'block') return 'the policy blocks it, and no answer could change that';
  const open = verdict.kind === 'incomplete' ? 'an essential check could not be done' : 'it needs a decision';
  return `${open}, and ${because[unasked]}`;
}

/** Commands that go on from here; `args` is the user's own command line. */
export function nextSteps(
  report: Pick<Report, 'verdict' | 'waivers'> & {
    readonly plan?: Pick<Plan, 'lockfile'> & Partial<Pick<Plan, 'packages'>>;
  },
  args: readonly string[],
): readonly Paragraph[] {
  const { verdict } = report;
  const open = verdict.findings.filter(({ action }) => action === 'ask' || action === 'block');
  const checks = new Set(
    open
      .flatMap(({ finding }) => (isJudgement(finding) ? finding.absorbs : [finding]))
      .map(({ check }) => check),
  );
  if (verdict.kind === 'block') {
    const [check] = checks;
    const why = check === undefined ? [] : [step('What the check looks for:', `npq explain ${check}`)];
    return [step('Take another version or another package.'), ...why, ...waiving(report, open)];
  }
  const missing = missingAlone(verdict);
  const mends = missing.flatMap((absence) => {
    const mend = absenceMend(absence);
    return mend === undefined ? [] : [step('To have what is missing:', mend)];
  });
  // Whoever installs what another manager locked does it with that one.
  if (report.plan?.lockfile !== undefined) {
    return [
      ...mends,
      ...[...checks].slice(0, 1).map((check) => step('What the check looks for:', `npq explain ${check}`)),
    ];
  }
  const typed = args.filter((arg) => !/^--(?:non-interactive|dry-run(?:=true)?)$/.test(arg));
  const alone = (check: string) => verdict.kind === 'ask' && checks.size === 1 && checks.has(check);
  return [
    ...mends,
    step('To decide, run it at a terminal:', commandLine(typed)),
    ...(missing.length > 0 && checks.size === 0
      ? [step('To install without it:', commandLine(typed, '--on-incomplete=warn'))]
      : []),
    ...(alone('install-script')
      ? [step('To install without running scripts:', commandLine(typed, '--ignore-scripts'))]
      : []),
    ...(alone('project-script')
      ? [step('In CI, where a review came before:', commandLine(typed, '--preset=ci'))]
      : []),
    ...waiving(report, open),
  ];
}

/** Where one finding about one package is all that is open, and is such that a reason may excuse it. */
function waiving(
  { plan, verdict, waivers = [] }: Parameters<typeof nextSteps>[0],
  [only, ...others]: readonly RuledFinding[],
): readonly Paragraph[] {
  if (only === undefined || others.length > 0 || verdict.kind === 'incomplete') return [];
  const { check, subject } = only.finding;
  const pkg = subject.kind === 'package' ? plan?.packages?.find(({ key }) => key === subject.key) : undefined;
  if (pkg?.origin.kind !== 'registry' || boundToOneTarball.has(check)) return [];
  // One that ended or is not enough was told above, with this command.
  const told = waivers.filter(({ state }) => state === 'expired' || state === 'outgrown');
  if (told.some(({ placed: { waiver } }) => waiver.package === pkg.name && waiver.check === check)) return [];
  const id = quoted(`${pkg.name}@${pkg.version}`);
  return [step('To excuse it for a time:', `npq waive ${id} ${check} --reason '…' --until 90d`)];
}

function step(text: string, command?: string): Paragraph {
  const spans = command === undefined ? [span(text)] : [span(`${text} `), whole(command, 'strong')];
  return { spans, lead: { first: '→ ', rest: '  ' } };
}

/** To be pasted into a shell. Logs are read by many: a command line that may hold a secret is not repeated. */
export function commandLine(args: readonly string[], option?: string): string {
  if (args.some((arg) => /auth|token|passw|secret|_key|:\/\/[^/]*@/i.test(arg))) {
    return option === undefined ? 'the same command' : `the same command with ${option}`;
  }
  const end = args.indexOf('--');
  const at = end < 0 ? args.length : end;
  const words = [...args.slice(0, at), ...(option === undefined ? [] : [option]), ...args.slice(at)];
  return ['npq', ...words.map(quoted)].join(' ');
}

/** One word of a command line that somebody may paste into a shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
