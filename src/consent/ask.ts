import type { Signals, Terminal } from '../host/host.ts';
import type { Report } from '../model/report.ts';
import { renderHuman } from '../report/human.ts';
import { draw, span } from '../report/layout.ts';
import { type Choice, choicesFor } from './choices.ts';
import { askWhich, askYesNo } from './question.ts';

export type AskedTerminal = Pick<
  Terminal,
  'input' | 'questions' | 'columns' | 'interactive' | 'colorLevel' | 'err'
>;

/**
 * Asks what to do about a report that was shown before. The cursor stands on "install nothing", and nothing
 * is ever chosen by waiting, by a closed input or where nobody can be asked.
 */
export async function askConsent(input: {
  readonly report: Report;
  readonly terminal: AskedTerminal;
  readonly signals?: Signals | undefined;
}): Promise<Choice> {
  const { report, terminal, signals } = input;
  const options = choicesFor(report);
  if (options.length === 0 || !terminal.interactive) return { kind: 'not-asked' };
  const labels = options.map(({ label }) => label);
  for (;;) {
    const answer = await askWhich('What now?', labels, { terminal, signals });
    if (answer.kind === 'interrupted') return { kind: 'interrupted' };
    if (answer.kind === 'closed') return { kind: 'abort' };
    const choice = options.find((_option, index) => index === answer.value)?.choice ?? { kind: 'abort' };
    if (choice.kind !== 'details') return choice;
    terminal.err(
      renderHuman(report, { columns: terminal.columns, color: terminal.colorLevel, verbose: true }),
    );
  }
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
