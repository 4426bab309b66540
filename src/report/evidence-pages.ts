import type { PlannedPackage } from '../model/plan.ts';
import type { Provenance } from '../model/provenance.ts';
import type { Report } from '../model/report.ts';
import type { ShownSign, VersionNews } from '../model/version-difference.ts';
import { fullGroup } from './body.ts';
import { newsParagraphs, signParagraphs } from './difference-lines.ts';
import { type Group, groupReport } from './groups.ts';
import { draw, item, type Paragraph, span, type View } from './layout.ts';
import { whence } from './provenance-lines.ts';
import { ageWords, counted, packageLabel } from './words.ts';

/** What was learned of one package, beside what the checks said of it; all of it foreign text. */
export interface ShownFacts {
  /** ISO 8601 UTC; absent where the registry's times are not believed. */
  readonly publishedAt?: string;
  /** Event and command, in the order in which npm runs them. */
  readonly hooks: readonly { readonly event: string; readonly command: string }[];
  readonly started: readonly {
    readonly path: string;
    readonly size: number;
    readonly sha512: string;
    readonly head?: string;
  }[];
  readonly holes: readonly {
    readonly ids: readonly string[];
    readonly severity: string;
    readonly summary: string;
    readonly fixed?: string;
    readonly doubt?: string;
  }[];
  readonly tarball?: { readonly files: number; readonly unpackedSize: number; readonly sha512: string };
  /** Against the version before it, where there was one to compare. */
  readonly newSince?: { readonly version: string; readonly news: VersionNews };
  /** What stands in its files, those that run while it is installed first. */
  readonly signs: readonly ShownSign[];
}

export interface EvidencePage {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Nobody pages through more; `--json` has them all. */
const mostPages = 100;
const mostPlaces = 20;
const mostLinesOfFile = 2_000;
const mostNews = 20;
const mostSigns = 40;

/** Everything there is to read about what was found, worst first, a page for each package. */
export function evidencePages(
  report: Report,
  factsOf: (pkg: PlannedPackage) => ShownFacts,
  view: View,
): readonly EvidencePage[] {
  const groups = groupReport(report);
  const pages = groups.slice(0, mostPages).map((group) => ({
    title: titleOf(group),
    lines: linesOf(
      [
        ...fullGroup(group.pkg ? toldBelow(group, factsOf(group.pkg)) : group, { ...view, verbose: true }),
        ...(group.pkg ? ofPackage(group.pkg, factsOf(group.pkg), report) : []),
      ],
      view,
    ),
  }));
  const left = groups.length - pages.length;
  if (left === 0) return pages;
  const more = `${counted(left, 'more package')} with findings: --json lists them`;
  return [...pages, { title: 'and more', lines: [more] }];
}

function titleOf({ action, pkg, subject }: Group): string {
  const name = pkg
    ? packageLabel(pkg)
    : subject.kind === 'package'
      ? subject.key
      : subject.kind === 'plan'
        ? 'the tree as a whole'
        : 'this project';
  return `${action}: ${name}`;
}

/** The beginnings of files that stand in the excerpt of a finding come as a whole further down. */
function toldBelow(group: Group, { started }: ShownFacts): Group {
  const [first] = started;
  if (first === undefined) return group;
  const findings = group.findings.map((ruled) => {
    const { excerpt = [] } = ruled.finding;
    const at = excerpt.findIndex((line) => line.startsWith(`${first.path} (`));
    return at < 0 ? ruled : { ...ruled, finding: { ...ruled.finding, excerpt: excerpt.slice(0, at) } };
  });
  return { ...group, findings };
}

function linesOf(paragraphs: readonly (Paragraph | undefined)[], view: View): readonly string[] {
  return draw(paragraphs, view).split('\n').slice(0, -1);
}

function ofPackage(
  pkg: PlannedPackage,
  facts: ShownFacts,
  report: Report,
): readonly (Paragraph | undefined)[] {
  return [
    ...section('Why it is in the tree', places(pkg)),
    ...section('What it runs while it is installed', scripts(facts)),
    ...facts.started.flatMap((file) => section(fileTitle(file), fileLines(file))),
    ...newsSection(facts),
    ...section('Lines in its files that are worth a look', signParagraphs(facts.signs, { each: mostSigns })),
    ...section('Known advisories', facts.holes.flatMap(holeLines)),
    ...section('Where it was built', provenanceLines(report.provenance?.get(pkg.key))),
    ...section('What is known of it', known(pkg, facts, report)),
  ];
}

function newsSection({ newSince }: ShownFacts): readonly (Paragraph | undefined)[] {
  if (newSince === undefined) return [];
  const { version, news } = newSince;
  const told = newsParagraphs(news, { each: mostNews });
  return section(
    `What is new in it since ${version}`,
    told.length === 0 ? [item('nothing that it did not do before')] : told,
  );
}

function section(title: string, lines: readonly Paragraph[]): readonly (Paragraph | undefined)[] {
  return lines.length === 0 ? [] : [undefined, { spans: [span(title, 'strong')] }, ...lines];
}

function quote(text: string): Paragraph {
  return { spans: [span(text)], lead: { first: '│ ', rest: '│ ' } };
}

function places({ entries }: PlannedPackage): readonly Paragraph[] {
  const shown = entries.slice(0, mostPlaces).map(({ path, place }) => {
    const way = path.length < 2 ? 'direct dependency' : path.join(' › ');
    return item(place === '' ? way : `${way}, in ${place}`);
  });
  const left = entries.length - shown.length;
  return left === 0 ? shown : [...shown, item(`and in ${counted(left, 'other place')}`)];
}

function scripts({ hooks }: ShownFacts): readonly Paragraph[] {
  return hooks.map(({ event, command }) => quote(`${event}: ${command}`));
}

function fileTitle({ path, size }: ShownFacts['started'][number]): string {
  return `${path}, which that starts (${counted(size, 'byte')})`;
}

function fileLines({ head, size, sha512 }: ShownFacts['started'][number]): readonly Paragraph[] {
  if (head === undefined) return [item('is no text, or too large to be shown'), item(sha512)];
  const all = head.replace(/\n$/, '').split('\n');
  const shown = all.slice(0, mostLinesOfFile).map(quote);
  const isWhole = shown.length === all.length && Buffer.byteLength(head) >= size;
  return [...shown, ...(isWhole ? [] : [item('there is more of it than is shown here')]), item(sha512)];
}

function holeLines({
  ids,
  severity,
  summary,
  fixed,
  doubt,
}: ShownFacts['holes'][number]): readonly Paragraph[] {
  const links = ids.map(linkTo).filter((link) => link !== undefined);
  const mended = fixed === undefined ? 'no fixed version is known' : `fixed in ${fixed}`;
  const below = [`${ids.join(', ')}; ${mended}`, ...(doubt === undefined ? [] : [doubt]), ...links];
  return [
    item(`${severity}: ${summary === '' ? ids[0] : summary}`),
    ...below.map((text) => ({ spans: [span(text)], lead: { first: '  ', rest: '  ' } })),
  ];
}

/** An id comes from a stranger: only one that is shaped like an id becomes a part of an address. */
function linkTo(id: string): string | undefined {
  if (/^GHSA(?:-[a-z0-9]{4}){3}$/.test(id)) return `https://github.com/advisories/${id}`;
  if (/^CVE-\d{4}-\d{4,10}$/.test(id)) return `https://www.cve.org/CVERecord?id=${id}`;
  return /^[A-Z]{2,10}-[\w-]{1,40}$/.test(id) ? `https://osv.dev/vulnerability/${id}` : undefined;
}

function provenanceLines(provenance: Provenance | undefined): readonly Paragraph[] {
  if (provenance === undefined) return [];
  const { signer, trigger, runner, predicateType, log } = provenance;
  return [
    item(whence(provenance)),
    item(`signed by ${signer}`),
    ...(trigger === undefined ? [] : [item(`started by ${trigger}`)]),
    ...(runner === undefined ? [] : [item(`on a ${runner} runner`)]),
    ...(log.at === undefined ? [] : [item(`logged at ${log.at}`)]),
    item(predicateType),
  ];
}

function known(
  { integrity }: PlannedPackage,
  { publishedAt, tarball }: ShownFacts,
  { startedAt }: Report,
): readonly Paragraph[] {
  const age = publishedAt === undefined ? undefined : ageWords(publishedAt, startedAt);
  const hash = tarball?.sha512 ?? integrity;
  return [
    ...(publishedAt === undefined
      ? []
      : [item(`published ${age === undefined ? 'at' : `${age} ago, at`} ${publishedAt}`)]),
    ...(tarball === undefined
      ? []
      : [item(`${counted(tarball.files, 'file')}, ${counted(tarball.unpackedSize, 'byte')} unpacked`)]),
    ...(hash === undefined ? [] : [item(hash)]),
  ];
}
