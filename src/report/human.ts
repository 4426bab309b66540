import { listed } from '../model/listed.ts';
import type { Report } from '../model/report.ts';
import { askedLines } from './asked-lines.ts';
import { briefGroup, fullGroup, signOf } from './body.ts';
import { coverageLines } from './coverage-lines.ts';
import { type Group, groupedBy, groupReport } from './groups.ts';
import { headline } from './headline.ts';
import { installLines } from './install-lines.ts';
import { draw, type Paragraph, span, type View } from './layout.ts';
import { verdictLine } from './verdict-line.ts';
import { waiverLines } from './waiver-lines.ts';
import { formatNumber } from './words.ts';

export type { View } from './layout.ts';

/** So many are shown with all details; of the others some in a line or two, and the rest only counted. */
const mostFull = 4;
const mostFullOfACrowd = 2;
const crowd = 7;
const mostBrief = 6;
const mostNotes = 4;
const mostAllowed = 2;

/**
 * The report for people: worst first, grouped by package, what could not be found out, the verdict last.
 * It ends within one screen however large the tree is; `verbose` shows everything.
 */
export function renderHuman(report: Report, view: View): string {
  const groups = groupReport(report);
  const install = report.install ? installLines(report.install, view) : [];
  return draw(
    [
      ...headline(report, view),
      ...noteLines(report, view),
      ...body(groups, view),
      ...coverageLines(report, view),
      ...askedLines(report, view),
      ...waiverLines(report, view),
      verdictLine(report, groups),
      ...install,
    ],
    view,
  );
}

/** Only what happened after consent, for the end of a run whose report was shown before the question. */
export function renderInstall(
  report: Pick<Report, 'install'>,
  view: View,
  next: readonly Paragraph[] = [],
): string {
  return report.install ? draw([...installLines(report.install, view), ...next], view) : '';
}

/** What the project's own files wanted, and what limits the plan. */
function noteLines({ trust, plan, notes }: Report, view: View): readonly Paragraph[] {
  const lines = [
    ...trust.map(({ file, text, counts }) => ({
      sign: counts ? signOf('note') : signOf('incomplete'),
      spans: [span(`${file}: ${text}`)],
    })),
    ...[...plan.notes, ...notes].map((text) => ({ sign: signOf('note'), spans: [span(text)] })),
  ];
  const shown = view.verbose ? lines : lines.slice(0, mostNotes);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, more(left, 'notes')] : shown;
}

function body(groups: readonly Group[], view: View): readonly (Paragraph | undefined)[] {
  const told = groups.filter(({ action }) => view.verbose || action !== 'allow');
  const allowed = view.verbose ? [] : groups.filter(({ action }) => action === 'allow');
  const serious = told.filter(({ action }) => action !== 'note');
  const full = view.verbose ? told : serious.slice(0, serious.length < crowd ? mostFull : mostFullOfACrowd);
  const rest = told.filter((group) => !full.includes(group));
  const byAction = [...groupedBy(rest, ({ action }) => action).values()];
  const blocks = [
    ...full.map((group) => fullGroup(group, view)),
    ...byAction.map((groups) => briefBlock(groups, Math.max(2, Math.floor(mostBrief / byAction.length)))),
    ...(allowed.length > 0 ? [allowedLines(allowed)] : []),
  ];
  const spaced = blocks.flatMap((block) => [undefined, ...block]);
  return spaced.length > 0 ? [...spaced, undefined] : [];
}

function briefBlock(groups: readonly Group[], most: number): readonly Paragraph[] {
  // "And 1 more" would take the line that the one more needs.
  const shown = groups.slice(0, groups.length === most + 1 ? groups.length : most).map(briefGroup);
  const left = groups.length - shown.length;
  return left > 0 ? [...shown, more(left, `of them (${groups[0]?.action ?? 'note'})`)] : shown;
}

/** What the policy allows is seldom worth a line each, but it was flagged, so it is never left out. */
function allowedLines(groups: readonly Group[]): readonly Paragraph[] {
  if (groups.length <= mostAllowed) return groups.map(briefGroup);
  const checks = groupedBy(
    groups.flatMap(({ findings }) => findings),
    ({ finding }) => finding.check,
  );
  const counts = [...checks].map(([check, findings]) => `${formatNumber(findings.length)} ${check}`);
  const text = `allowed: ${listed(counts, 4)}`;
  return [{ sign: signOf('allow'), spans: [span(text), span(' (--npq-verbose shows them)', 'faint')] }];
}

function more(left: number, what: string): Paragraph {
  return {
    spans: [
      span(`and ${formatNumber(left)} more ${what}: --npq-verbose shows them, --json lists them`, 'faint'),
    ],
  };
}
