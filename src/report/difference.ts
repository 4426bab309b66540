import { listed } from '../model/listed.ts';
import type { ChangedFile, ComparedVersion, VersionDifference } from '../model/version-difference.ts';
import { newsClauses, newsParagraphs } from './difference-lines.ts';
import { draw, item, type Paragraph, span, type View, whole } from './layout.ts';
import { forJson } from './sanitize.ts';
import { counted, formatNumber, longAgeWords } from './words.ts';

const mostNews = 8;
const mostFiles = 20;
const unlimited = 100_000;

/** What `npq diff` prints for people: what the package newly can do first, then its files. */
export function renderDifference(told: VersionDifference, view: View, now: string): string {
  const { news, notes } = told;
  const most = view.verbose ? unlimited : mostNews;
  const said = newsParagraphs(news, { each: most });
  return draw(
    [
      { title: 'npq:', spans: [whole(`${told.name} ${told.from.version} → ${told.to.version}`, 'strong')] },
      { spans: [span(headline(told))] },
      { spans: [span(when(told.from, now))] },
      { spans: [span(when(told.to, now))] },
      undefined,
      heading(`What ${told.to.version} newly does`),
      ...(said.length === 0 ? [item(nothingNew(told))] : said),
      ...(said.length > 0 && !news.codeCompared ? [item(notCompared)] : []),
      undefined,
      heading('Files'),
      ...fileParagraphs(told, view.verbose),
      ...(told.texts ?? []).flatMap(({ path, lines, more }) => [
        undefined,
        heading(path),
        ...lines.map((line): Paragraph => ({ spans: [span(line === '' ? ' ' : line, styleOf(line))] })),
        ...(more ? [item('there are more changed lines than are shown here')] : []),
      ]),
      ...(notes.length === 0 ? [] : [undefined, ...notes.map((note) => item(note))]),
    ],
    view,
  );
}

/** `1 new file, 2 changed; now reaches the network`. */
export function headline({ files, news }: Pick<VersionDifference, 'files' | 'news'>): string {
  const counts = [
    ...(files.added.length === 0 ? [] : [counted(files.added.length, 'new file')]),
    ...(files.removed.length === 0 ? [] : [`${formatNumber(files.removed.length)} removed`]),
    ...(files.changed.length === 0 ? [] : [`${formatNumber(files.changed.length)} changed`]),
  ];
  const clauses = newsClauses(news);
  const what = clauses.length === 0 ? [] : [`now ${listed(clauses, 6)}`];
  return [counts.length === 0 ? 'no file with another meaning' : counts.join(', '), ...what].join('; ');
}

const notCompared = 'the code of one of the two was not read, so what it can do was not compared';

function nothingNew({ news }: VersionDifference): string {
  return news.codeCompared ? 'nothing that the earlier one did not do' : notCompared;
}

function when({ version, publishedAt, files, unpackedSize }: ComparedVersion, now: string): string {
  const age = publishedAt === undefined ? undefined : longAgeWords(publishedAt, now);
  const size = `${counted(files, 'file')}, ${counted(unpackedSize, 'byte')}`;
  return age === undefined ? `${version}: ${size}` : `${version}: published ${age} ago, ${size}`;
}

function fileParagraphs({ files }: VersionDifference, verbose: boolean): readonly Paragraph[] {
  const { added, removed, changed, renamed, reformatted, unchanged } = files;
  const lines = [
    ...added.toSorted((a, b) => b.size - a.size).map(({ path, size }) => row('+', path, bytes(size))),
    ...changed.toSorted(byGrowth).map(({ path, before, after }) => row('~', path, sizes(before, after))),
    ...removed.map(({ path, size }) => row('−', path, bytes(size))),
  ];
  const noise = [
    ...renamed.map(({ from, to }) => row('→', `${from} → ${to}`, 'the same bytes')),
    ...reformatted.map(({ path, before, after }) => row('≈', path, `the same code, ${sizes(before, after)}`)),
  ];
  const shown = verbose ? [...lines, ...noise] : lines.slice(0, mostFiles);
  const hidden = verbose
    ? ([[unchanged, 'unchanged']] as const)
    : ([
        [lines.length - shown.length, 'more with changes'],
        [unchanged, 'unchanged'],
        [renamed.length, 'only renamed'],
        [reformatted.length, 'only reformatted'],
      ] as const);
  const left = hidden.filter(([count]) => count > 0).map(([count, what]) => `${formatNumber(count)} ${what}`);
  const how =
    !verbose && hidden.some(([count, what]) => count > 0 && what !== 'unchanged')
      ? '; --npq-verbose lists them'
      : '';
  return [...shown, ...(left.length === 0 ? [] : [item(`not shown: ${left.join(', ')}${how}`)])];
}

/** Of many only some are shown: those that grew most. */
function byGrowth(one: ChangedFile, other: ChangedFile): number {
  return other.after - other.before - (one.after - one.before);
}

function row(sign: string, path: string, size: string): Paragraph {
  return { spans: [span(path), span(`  ${size}`, 'faint')], lead: { first: `${sign} `, rest: '  ' } };
}

function bytes(size: number): string {
  return counted(size, 'byte');
}

function sizes(before: number, after: number): string {
  return before === after ? bytes(after) : `${formatNumber(before)} → ${bytes(after)}`;
}

function heading(text: string): Paragraph {
  return { spans: [span(text, 'strong')] };
}

function styleOf(line: string): 'good' | 'bad' | 'faint' | 'plain' {
  if (line.startsWith('+')) return 'good';
  if (line.startsWith('-')) return 'bad';
  return line.startsWith('@@') ? 'faint' : 'plain';
}

/** What `npq diff --json` prints. What is not there is null, not absent. */
export function renderDifferenceJson(told: VersionDifference, npqVersion: string): string {
  const { name, registry, news, files, texts, notes } = told;
  const version = ({ publishedAt, ...rest }: ComparedVersion) => ({
    ...rest,
    publishedAt: publishedAt ?? null,
  });
  const difference = {
    ...{ name, registry, from: version(told.from), to: version(told.to), headline: headline(told) },
    news: {
      ...news,
      signs: news.signs.map(({ what, ...rest }) => ({ ...rest, what: what ?? null })),
      dependencies: news.dependencies.map(({ before, ...rest }) => ({ ...rest, before: before ?? null })),
    },
    ...{ files, texts: texts ?? null, notes },
  };
  return `${forJson({ schemaVersion: 1, npqVersion, exitCode: 0, difference })}\n`;
}
