import type { UnknownCount } from '../model/coverage.ts';
import type { Reason } from '../model/fact.ts';
import { listed } from '../model/listed.ts';
import type { Report } from '../model/report.ts';
import type { RuledUnknown } from '../model/verdict.ts';
import { signOf } from './body.ts';
import { type Group, groupedBy, isUnlooked } from './groups.ts';
import { dot, type Paragraph, span, type View, whole } from './layout.ts';
import { provenanceLines } from './provenance-lines.ts';
import { forTerminal } from './sanitize.ts';
import { absenceMend, counted, formatNumber, packageLabel, reasonWords } from './words.ts';

const mostReasons = 5;

/** What was looked at, and one line for each thing that could not be found out. */
export function coverageLines(report: Report, view: View): readonly Paragraph[] {
  const { coverage } = report;
  const unknowns = unknownLines(report);
  const shown = view.verbose ? unknowns : unknowns.slice(0, mostReasons);
  const left = unknowns.length - shown.length;
  return [
    {
      spans: [
        whole(looked(report)),
        dot,
        whole(`${counted(coverage.checks, 'check')}${outcomes(report, view)}`),
      ],
    },
    ...provenanceLines(report, view),
    ...shown,
    ...(left > 0 ? [{ spans: [span(`and ${counted(left, 'more reason')}: --npq-verbose`, 'faint')] }] : []),
  ];
}

function looked({ coverage, plan }: Report): string {
  const unlooked = plan.packages.filter(isUnlooked).length;
  const now = coverage.packages - coverage.vetted - unlooked;
  if (now === 0 && unlooked === 0 && coverage.vetted > 0) {
    return `${counted(coverage.vetted, 'package')} vetted before`;
  }
  return [
    `${counted(now, 'package')} looked at`,
    ...(coverage.vetted > 0 ? [`${formatNumber(coverage.vetted)} vetted before`] : []),
    ...(unlooked > 0 ? [`${formatNumber(unlooked)} not looked at`] : []),
  ].join(', ');
}

function outcomes({ coverage }: Report, view: View): string {
  const { clean, flagged, unknown, notApplicable } = coverage;
  if (flagged === 0 && unknown === 0 && !view.verbose) return ', nothing flagged, nothing unknown';
  const answers = clean + flagged + unknown + (view.verbose ? notApplicable : 0);
  const parts = [
    `${formatNumber(clean)} clean`,
    `${formatNumber(flagged)} flagged`,
    `${formatNumber(unknown)} unknown`,
    ...(view.verbose ? [`${formatNumber(notApplicable)} not applicable`] : []),
  ];
  return `, ${counted(answers, 'answer')}: ${parts.join(', ')}`;
}

interface Told {
  readonly checks: readonly string[];
  readonly about: string;
  readonly reason: Reason;
  readonly detail: string;
  readonly action: Group['action'];
  readonly mend: string | undefined;
}

/** Checks that failed for the same reason on the same packages share a line. */
function unknownLines(report: Report): readonly Paragraph[] {
  const told = report.coverage.unknowns.map((entry) => tell(entry, report));
  const alike = groupedBy(told, ({ about, reason, detail, mend }) =>
    JSON.stringify([about, reason, detail, mend]),
  );
  return [...alike.values()].flatMap((same) => {
    const [worst] = [...same].sort((a, b) => order.indexOf(b.action) - order.indexOf(a.action));
    const checks = same.flatMap((one) => one.checks);
    return worst ? [unknownLine(worst, checks)] : [];
  });
}

function tell(entry: UnknownCount, report: Report): Told {
  const same = report.verdict.unknowns.filter(
    ({ unknown }) => unknown.check === entry.check && unknown.reason === entry.reason,
  );
  // What the package itself or its address keeps from us was told above, with the package.
  const toldAbove = entry.cause === 'subject' || entry.reason === 'not-permitted';
  return {
    checks: [entry.check],
    about: subjects(entry, same, report),
    reason: entry.reason,
    detail: toldAbove ? '' : forTerminal(entry.detail, { maxLength: 200 }),
    action: worstAction(same),
    mend: absenceMend(same[0]?.unknown.absence) ?? reasonWords(entry.reason).mend,
  };
}

function unknownLine({ about, reason, detail, action, mend }: Told, checks: readonly string[]): Paragraph {
  return {
    sign: signOf(action),
    spans: [
      span(`unknown: ${listed(checks, 6)} for ${about}${whyWords(reason, detail)}`),
      ...(mend === undefined ? [] : [span(` → ${mend}`)]),
    ],
  };
}

/** What a registry does not offer is said best by what it offers instead. */
function whyWords(reason: Reason, detail: string): string {
  if (reason === 'not-offered' && detail !== '') return `: ${detail}`;
  return `, ${reasonWords(reason).why}${detail ? `: ${detail}` : ''}`;
}

/** Two or three are named, because then somebody can do something about them. */
function subjects(entry: UnknownCount, same: readonly RuledUnknown[], { plan }: Report): string {
  const keys = same.map(({ unknown }) =>
    unknown.subject.kind === 'package' ? unknown.subject.key : undefined,
  );
  const named = new Set(keys);
  const packages = plan.packages.filter(({ key }) => named.has(key));
  if (keys.length === entry.count && packages.length === entry.count && entry.count <= 3) {
    return listed(packages.map(packageLabel), 3);
  }
  const onlyPackages = keys.length > 0 && !named.has(undefined);
  return onlyPackages ? counted(entry.count, 'package') : counted(entry.count, 'thing');
}

const order: readonly Group['action'][] = ['note', 'ask', 'incomplete', 'block'];

function worstAction(same: readonly RuledUnknown[]): Group['action'] {
  const found = new Set(same.map(({ action }) => action));
  return order.findLast((action) => found.has(action)) ?? 'note';
}
