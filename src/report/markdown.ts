import type { Report, ToldWaiver } from '../model/report.ts';
import { signOf } from './body.ts';
import { coverageLines } from './coverage-lines.ts';
import { code, prose } from './escape-markdown.ts';
import { type Group, groupReport, isUnlooked } from './groups.ts';
import { headline } from './headline.ts';
import { installLines } from './install-lines.ts';
import type { Paragraph, View } from './layout.ts';
import { detailsOf } from './markdown-details.ts';
import { commandLine } from './next-steps.ts';
import { verdictLine } from './verdict-line.ts';
import { counted, packageLabel, pathLabel, reasonWords } from './words.ts';

/** A job summary takes 1 MiB and a comment 65,536 characters; nobody reads half of either. */
const mostRows = 40;
const mostCharacters = 60_000;
const mostNotes = 20;

const view: View = { columns: 100, color: 0, verbose: false };

/** For a job summary or a comment on a pull request: the verdict, what was found, and what could not be found out. */
export function renderMarkdown(report: Report): string {
  const groups = groupReport(report);
  const told = groups.filter(({ action }) => action !== 'allow');
  const head = [
    `## npq: ${plainText(verdictLine(report, groups))}`,
    '',
    ...headline(report, view).flatMap((paragraph) => [sentence(paragraph), '']),
    ...(report.base ? [baseLine(report.base), ''] : []),
    ...table(told),
  ];
  const tail = [
    '### What was looked at',
    '',
    ...items(coverageLines(report, view)),
    ...noteItems(report),
    '',
    ...waiverTable(report.waivers ?? []),
    ...(report.install
      ? ['### What became of it', '', ...items(installLines(report.install, view)), '']
      : []),
    ...reproduce(report),
  ];
  const room = mostCharacters - [...head, ...tail].join('\n').length;
  return `${[...head, ...detailsOf(told, view, room), ...tail].join('\n').trimEnd()}\n`;
}

export function renderMarkdownError(
  error: { readonly message: string; readonly hint: string },
  exitCode: number,
): string {
  const lines = error.message.split('\n').slice(0, 50);
  return [
    `## npq: error (exit code ${exitCode})`,
    '',
    'It ended before there was anything to report, and nothing was found to be fine.',
    '',
    ...lines.map((line) => `- ${prose(line)}`),
    `- → ${prose(error.hint)}`,
    '',
  ].join('\n');
}

/** Words of our own alone. */
function plainText({ spans }: Paragraph): string {
  return prose(spans.map(({ text }) => text).join(''));
}

function sentence({ spans }: Paragraph): string {
  return prose(spans.map(({ text, joint }) => (joint ? ' · ' : text)).join(''), 2_000);
}

function items(paragraphs: readonly Paragraph[]): readonly string[] {
  return paragraphs.map((paragraph) => `- ${sentence(paragraph)}`);
}

function table(groups: readonly Group[]): readonly string[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, mostRows);
  const left = groups.length - shown.length;
  return [
    '| | what | found | check |',
    '|---|---|---|---|',
    ...shown.map(row),
    '',
    ...(left > 0 ? [`And ${counted(left, 'more', 'more')}, none of them worse.`, ''] : []),
  ];
}

function row(group: Group): string {
  const [worst, ...others] = group.findings;
  const unknown = group.unknowns[0]?.unknown;
  const said = isUnlooked(group.pkg)
    ? 'not looked at'
    : (worst?.finding.message ?? (unknown ? `could not find out: ${reasonWords(unknown.reason).why}` : ''));
  const excused = worst?.waived ? `; ${prose(worst.rule, 200)}` : '';
  const more = others.length > 0 ? ` and ${counted(others.length, 'more finding')}` : '';
  const check = worst?.finding.check ?? unknown?.check ?? '';
  const path = group.pkg ? pathLabel(group.pkg) : '';
  const what = [code(nameOf(group)), prose(path, 200)].filter(Boolean).join(' ');
  const sign = signOf(group.action).text;
  return `| ${sign} ${group.action} | ${what} | ${prose(said, 300)}${excused}${more} | ${code(check)} |`;
}

function nameOf({ pkg, subject }: Pick<Group, 'pkg' | 'subject'>): string {
  if (pkg) return packageLabel(pkg);
  if (subject.kind === 'package') return subject.key;
  return subject.kind === 'plan' ? 'the tree as a whole' : `this project, ${subject.path}`;
}

function baseLine({ ref, commit, unchanged }: NonNullable<Report['base']>): string {
  return `Against ${code(ref)} (${code(commit.slice(0, 12))}): ${counted(unchanged, 'package is', 'packages are')} as there and were not looked at.`;
}

function noteItems({ trust, plan, notes }: Report): readonly string[] {
  const all = [...trust.map(({ file, text }) => `${file}: ${text}`), ...plan.notes, ...notes];
  const shown = all.slice(0, mostNotes).map((text) => `- ${prose(text)}`);
  const left = all.length - shown.length;
  return left > 0 ? [...shown, `- and ${counted(left, 'more note')}`] : shown;
}

function waiverTable(waivers: readonly ToldWaiver[]): readonly string[] {
  if (waivers.length === 0) return [];
  const shown = waivers.slice(0, mostRows);
  const left = waivers.length - shown.length;
  return [
    '### Waivers',
    '',
    '| | package | check | reason | by | until |',
    '|---|---|---|---|---|---|',
    ...shown.map(({ placed: { waiver }, state }) => {
      const { package: name, versions, check, reason, by, expires } = waiver;
      const cells = [state, code(`${name}@${versions}`), code(check), prose(reason, 200), prose(by, 100)];
      return `| ${cells.join(' | ')} | ${prose(expires, 20)} |`;
    }),
    '',
    ...(left > 0 ? [`And ${counted(left, 'more', 'more')}.`, ''] : []),
  ];
}

function reproduce({ request, preset, base }: Report): readonly string[] {
  const args = [
    ...[request.verb, ...request.specs],
    ...(preset === 'balanced' ? [] : [`--preset=${preset}`]),
    ...(base ? [`--base=${base.ref}`] : []),
  ];
  return ['### The same at your terminal', '', code(commandLine(args), 1_000), ''];
}
