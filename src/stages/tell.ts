import { exitWord } from '../cli/exit-codes.ts';
import type { InstallResult, Report } from '../model/report.ts';
import type { VerdictKind } from '../model/verdict.ts';
import type { Paragraph } from '../report/layout.ts';
import { withoutIncomplete } from '../verdict/decide.ts';
import { writeOutputs } from './outputs.ts';
import type { Session } from './session.ts';

/** The report for people goes to stderr: stdout is npm's, or holds one report alone. */
export async function show({ host, request }: Session, report: Report): Promise<void> {
  const { renderHuman } = await import('../report/human.ts');
  const { columns, colorLevel } = host.terminal;
  host.terminal.err(renderHuman(report, { columns, color: colorLevel, verbose: request.own.verbose }));
}

export async function finish(
  { host, request, absences, interactive }: Session,
  before: Report,
  installed: InstallResult,
  exitCode: number,
  next: readonly Paragraph[] = [],
): Promise<number> {
  const notes = [...before.notes, ...absences.notes.filter((note) => !before.notes.includes(note))];
  const report: Report = { ...before, notes, install: installed, exitCode };
  const { renderInstall } = await import('../report/human.ts');
  const { columns, colorLevel: color } = host.terminal;
  const view = { columns, color, verbose: request.own.verbose, home: host.env.home };
  host.terminal.err(renderInstall(report, view, next));
  const ended = await writeOutputs(host, request.own, report, exitCode);
  if (interactive) return ended;
  const { inNumbers, lastLine } = await import('../report/last-line.ts');
  const npmFailed = installed.kind === 'ran' && installed.npmExitCode !== 0;
  // npm may end with one of npq's own numbers.
  const word = npmFailed ? 'npm failed' : exitWord(ended);
  host.terminal.err(lastLine(ended, word, inNumbers(report)));
  return ended;
}

/** What is left to decide; `onIncomplete: warn` has decided what to do about what is missing. */
export function openKind(
  { onIncomplete }: Pick<Session, 'onIncomplete'>,
  { verdict }: Pick<Report, 'verdict'>,
): VerdictKind {
  const tolerant = verdict.kind === 'incomplete' && onIncomplete === 'warn';
  return tolerant ? withoutIncomplete(verdict) : verdict.kind;
}
