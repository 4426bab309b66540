import type { Signals, Terminal } from '../host/host.ts';
import type { Report } from '../model/report.ts';
import { draw, span } from '../report/layout.ts';
import { type Choice, choicesFor, type Offered } from './choices.ts';
import { type Page, readPages } from './pager.ts';
import { askWhich, askYesNo } from './question.ts';
import { askWaiver, type Waiving } from './waiving.ts';

export type AskedTerminal = Pick<
  Terminal,
  'input' | 'questions' | 'columns' | 'rows' | 'live' | 'interactive' | 'colorLevel' | 'err'
>;

export interface ConsentInput {
  readonly report: Report;
  readonly terminal: AskedTerminal;
  readonly signals?: Signals | undefined;
  readonly offered?: Offered;
  /** What there is to read, drawn when somebody wants to. */
  evidence(): Promise<readonly Page[]>;
  readonly waiving?: Waiving;
}

/**
 * Asks what to do about a report that was shown before. The cursor stands on "install nothing", and nothing
 * is ever chosen by waiting, by a closed input or where nobody can be asked.
 */
export async function askConsent(input: ConsentInput): Promise<Choice> {
  const { report, terminal, signals, offered, waiving } = input;
  const options = choicesFor(report, offered);
  if (options.length === 0 || !terminal.interactive) return { kind: 'not-asked' };
  const asking = { terminal, signals };
  const labels = options.map(({ label }) => label);
  for (;;) {
    const answer = await askWhich('What now?', labels, asking);
    if (answer.kind !== 'answered') return ended(answer);
    const choice = options[answer.value]?.choice ?? { kind: 'abort' };
    if (choice.kind === 'evidence') {
      const read = await readPages(await input.evidence(), asking);
      if (read.kind !== 'answered') return ended(read);
    } else if (choice.kind === 'waiver') {
      const waiver = waiving && (await askWaiver(report, waiving, asking));
      if (waiver && waiver.kind !== 'answered') return ended(waiver);
      if (waiver?.value) return { kind: 'waive', ...waiver.value };
    } else {
      return choice;
    }
  }
}

function ended({ kind }: { readonly kind: 'interrupted' | 'closed' }): Choice {
  return { kind: kind === 'interrupted' ? 'interrupted' : 'abort' };
}

export type Agreement = 'agreed' | 'declined' | 'interrupted' | 'not-asked';

/** Shows what a project's own file wants and asks whether it may; no answer is no. */
export async function askAgreement(input: {
  /** What the lines have in common. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly terminal: AskedTerminal;
  readonly signals?: Signals | undefined;
}): Promise<Agreement> {
  const { title, lines, terminal, signals } = input;
  if (!terminal.interactive) return 'not-asked';
  const shown = [
    { title: 'npq', spans: [span(title)] },
    ...lines.map((line) => ({ spans: [span(line)], lead: { first: '- ', rest: '  ' } })),
  ];
  terminal.err(draw(shown, { columns: terminal.columns, color: terminal.colorLevel, verbose: true }));
  const answer = await askYesNo(lines.length === 1 ? 'May it count?' : 'May they count?', {
    terminal,
    signals,
  });
  if (answer.kind === 'interrupted') return 'interrupted';
  return answer.kind === 'answered' && answer.value === true ? 'agreed' : 'declined';
}
