import type { Report } from '../model/report.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { signOf } from './body.ts';
import { type Group, groupReport } from './groups.ts';
import { type Paragraph, span } from './layout.ts';
import { counted } from './words.ts';

/** The last line: one word, and what it stands on. */
export function verdictLine(report: Report, groups: readonly Group[]): Paragraph {
  const { kind } = report.verdict;
  if (kind === 'pass') {
    const notes = groups.filter(({ action }) => action === 'note').length;
    const text = notes > 0 ? `pass, with ${counted(notes, 'note')}${waivedWords(report)}` : 'pass';
    return { sign: span('✓', 'good'), spans: [span(text, 'good')] };
  }
  const style = kind === 'block' ? 'bad' : 'warn';
  return { sign: signOf(kind), spans: [span(kind, style), span(`: ${grounds[kind](report, groups)}`)] };
}

/** The same without the word. */
export function groundsOf(report: Report): string | undefined {
  const { kind } = report.verdict;
  return kind === 'pass' ? undefined : grounds[kind](report, groupReport(report));
}

/** Somebody answers for those: they pass, and are counted. */
function waivedWords({ verdict }: Report): string {
  const waived = verdict.findings.filter((ruled) => ruled.waived !== undefined).length;
  return waived > 0 ? ` (${counted(waived, 'finding')} waived)` : '';
}

const grounds: Record<Exclude<VerdictKind, 'pass'>, (report: Report, groups: readonly Group[]) => string> = {
  block: (_report, groups) => `${whatFor(groups, 'block')} must not be installed`,
  ask: (_report, groups) => {
    const asks = groups.some(({ action }) => action === 'ask');
    return asks
      ? `${whatFor(groups, 'ask')} for you to decide on`
      : 'not everything could be found out; decide';
  },
  incomplete: ({ verdict }) => {
    const open = verdict.unknowns
      .filter(({ action }) => action === 'incomplete')
      .map(({ unknown }) => unknown.check);
    return `${counted(new Set(open).size, 'essential check')} could not be done everywhere`;
  },
};

function whatFor(groups: readonly Group[], action: Group['action']): string {
  const met = groups.filter((group) => group.action === action);
  const allPackages = met.every(({ subject }) => subject.kind === 'package');
  return counted(met.length, allPackages ? 'package' : 'thing');
}
