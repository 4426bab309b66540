import { listed } from '../model/listed.ts';
import type { Plan } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import { dot, type Paragraph, span, type View, whole } from './layout.ts';
import { placesWords } from './places.ts';
import { ageWords, counted, formatNumber } from './words.ts';

const mostNamed = 3;

/** The first line: what was asked for and what it means for the tree; then what shaped the plan. */
export function headline(report: Report, view: View): readonly Paragraph[] {
  const { request, plan, npmVersion } = report;
  const named = listed(request.specs.map(resolvedBy(plan)), mostNamed);
  const asked = [...(request.verb === 'install' && named !== '' ? [] : [request.verb]), named]
    .join(' ')
    .trim();
  const rest = [treeWords(plan), ...(plan.global ? ['global'] : []), `npm ${npmVersion}`];
  const told = rest.flatMap((text) => [dot, whole(text)]);
  return [
    { title: 'npq', spans: [span(asked, 'strong'), ...told] },
    ...(view.verbose ? [runDetails(report)] : []),
    ...heldBackLines(report, view),
  ];
}

/** The package that a spec became, where the plan tells; else the spec itself. */
function resolvedBy(plan: Plan): (spec: string) => string {
  const direct = new Map(
    plan.packages.flatMap((pkg) =>
      pkg.entries.filter((entry) => entry.direct && pkg.looked).map((entry) => [entry.alias, pkg] as const),
    ),
  );
  return (spec) => {
    const name = /^(@[^/@]+\/)?[^/@:]+(?=@|$)/.exec(spec)?.[0];
    const pkg = name === undefined ? undefined : direct.get(name);
    return pkg ? `${name} ${pkg.version}` : spec;
  };
}

function treeWords({ packages, removed }: Plan): string {
  const kinds = packages.map(({ entries }) => {
    if (entries.some(({ change }) => change.kind === 'changed')) return 'changed';
    return entries.some(({ change }) => change.kind === 'added') ? 'added' : 'unchanged';
  });
  const count = (kind: string) => kinds.filter((found) => found === kind).length;
  if (packages.length > 0 && count('added') === packages.length && removed.length === 0) {
    return placesWords(packages);
  }
  const parts = [
    { count: count('added'), word: 'new' },
    { count: count('changed'), word: 'changed' },
    { count: removed.length, word: 'removed' },
  ].filter((part) => part.count > 0);
  const words = parts.map((part) => `${formatNumber(part.count)} ${part.word}`).join(', ');
  return `${counted(packages.length, 'package')}, ${words || 'none of them new'}`;
}

function runDetails(report: Report): Paragraph {
  const parts = [
    `npq ${report.npqVersion}`,
    `node ${report.nodeVersion}`,
    `preset ${report.preset}`,
    report.plan.path,
    ...report.plan.registries,
    report.startedAt,
  ];
  return { spans: parts.flatMap((part, at) => [...(at === 0 ? [] : [dot]), whole(part, 'faint')]) };
}

function heldBackLines({ plan, startedAt }: Report, view: View): readonly Paragraph[] {
  const { heldBack } = plan;
  if (heldBack.length === 0) return [];
  const items = heldBack.map(({ name, chosen, heldBack: young, publishedAt }) => {
    const age = ageWords(publishedAt, startedAt);
    return `${name} ${young}${age === undefined ? '' : ` (${age} old)`} → ${chosen}`;
  });
  const what = counted(heldBack.length, 'version is', 'versions are');
  const text = `${what} held back for being too young: ${listed(items, view.verbose ? Infinity : mostNamed)}`;
  return [{ sign: span('·', 'faint'), spans: [span(text)] }];
}
