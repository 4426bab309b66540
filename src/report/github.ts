import type { Report } from '../model/report.ts';
import { commandData, commandLineEnd, commandProperty } from './escape-github.ts';
import { type Group, groupReport } from './groups.ts';
import { locationOf } from './location.ts';
import { verdictLine } from './verdict-line.ts';
import { counted, packageLabel, pathLabel, reasonWords } from './words.ts';

/** GitHub shows ten annotations of each kind for a step. */
const mostShown = 10;
const mostFindings = 5;

type Kind = 'error' | 'notice';

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly lines: readonly string[];
  readonly at?: { readonly file: string; readonly line: number } | undefined;
}

/** Workflow commands, one a line, which GitHub turns into annotations on the lines of a pull request. */
export function renderGithub(report: Report, folder: string): string {
  const groups = groupReport(report).filter(({ action }) => action !== 'allow');
  const annotations = groups.map((group) => annotationOf(group, report, folder));
  const pass = report.verdict.kind === 'pass';
  const verdict: Annotation = {
    kind: pass ? 'notice' : 'error',
    title: 'npq',
    lines: [verdictText(report), ...incompleteLines(report)],
  };
  const of = (kind: Kind) => annotations.filter((one) => one.kind === kind);
  return [verdict, ...capped(of('error'), verdict), ...capped(of('notice'), verdict)].map(command).join('');
}

export function renderGithubError(
  error: { readonly message: string; readonly hint: string },
  exitCode: number,
): string {
  return command({
    ...{ kind: 'error', title: `npq, exit code ${exitCode}` },
    lines: [...error.message.split('\n'), error.hint],
  });
}

function verdictText(report: Report): string {
  const words = verdictLine(report, groupReport(report)).spans.map(({ text }) => text);
  return words.join('');
}

/** What nobody could find out because of the surroundings stands at no line, and still makes the verdict. */
function incompleteLines({ verdict, coverage }: Report): readonly string[] {
  const open = verdict.unknowns.filter(({ action }) => action === 'incomplete');
  const kinds = new Set(open.map(({ unknown }) => `${unknown.check} ${unknown.reason}`));
  return coverage.unknowns
    .filter(({ check, reason }) => kinds.has(`${check} ${reason}`))
    .map(
      ({ check, reason, count, detail }) =>
        `unknown: ${check} for ${counted(count, 'package')}, ${reasonWords(reason).why}: ${detail}`,
    );
}

function annotationOf(group: Group, report: Report, folder: string): Annotation {
  const { subject, pkg, action, findings, unknowns } = group;
  const name = pkg
    ? packageLabel(pkg)
    : subject.kind === 'plan'
      ? 'the tree as a whole'
      : subject.kind === 'project'
        ? `this project, ${subject.path}`
        : subject.key;
  const path = pkg ? pathLabel(pkg) : '';
  const told = [
    ...findings.map(({ finding, rule, waived }) =>
      `${finding.message} (${finding.check}) ${waived ? rule : finding.advice}`.trim(),
    ),
    ...unknowns.map(
      ({ unknown }) =>
        `could not find out: ${unknown.check}, ${reasonWords(unknown.reason).why}: ${unknown.detail}`,
    ),
    ...(pkg?.looked === false ? ['Not looked at, nor anything that it depends on.'] : []),
  ];
  const left = told.length - mostFindings;
  return {
    kind: action === 'note' ? 'notice' : 'error',
    title: `${action}: ${name}`,
    lines: [
      ...(path === '' ? [] : [path]),
      ...told.slice(0, mostFindings),
      ...(left > 0 ? [`and ${left} more`] : []),
    ],
    at: locationOf(report, folder, subject),
  };
}

/** The worst are shown; how many others there are takes the place of the last one. */
function capped(all: readonly Annotation[], verdict: Annotation): readonly Annotation[] {
  const [first] = all;
  const room = mostShown - (first?.kind === verdict.kind ? 1 : 0);
  if (first === undefined || all.length <= room) return all;
  const shown = all.slice(0, room - 1);
  const left = all.length - shown.length;
  const text = `${counted(left, 'more package or file', 'more packages or files')}: the log and the other reports have them.`;
  return [...shown, { kind: first.kind, title: 'npq', lines: [text] }];
}

function command({ kind, title, lines, at }: Annotation): string {
  const properties = [
    ...(at ? [`file=${commandProperty(at.file, 1_000)}`, `line=${at.line}`] : []),
    `title=${commandProperty(title, 200)}`,
  ];
  const text = lines.map((line) => commandData(line, 600)).join(commandLineEnd);
  return `::${kind} ${properties.join(',')}::${text}\n`;
}
