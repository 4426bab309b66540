import { isJudgement } from '../model/judgement.ts';
import { listed } from '../model/listed.ts';
import type { RuledFinding, RuledUnknown } from '../model/verdict.ts';
import { type Group, groupedBy, isUnlooked } from './groups.ts';
import { type Paragraph, type Span, type Style, span, type View, whole } from './layout.ts';
import { forTerminal } from './sanitize.ts';
import { counted, originLabel, packageLabel, pathLabel, reasonWords } from './words.ts';

const looks: Record<
  Group['action'],
  { readonly sign: string; readonly style: Style; readonly word: string }
> = {
  block: { sign: '✗', style: 'bad', word: 'block' },
  incomplete: { sign: '!', style: 'warn', word: 'incomplete' },
  ask: { sign: '?', style: 'warn', word: 'ask' },
  note: { sign: '·', style: 'faint', word: 'note' },
  allow: { sign: '·', style: 'faint', word: 'allowed' },
};

export function signOf(action: Group['action']): Span {
  const { sign, style } = looks[action];
  return span(sign, style);
}

/** One subject with all that was found, its scripts shown. */
export function fullGroup(group: Group, view: View): readonly Paragraph[] {
  // What the policy allows has no place among what somebody has to decide on; it is counted.
  const told =
    view.verbose || group.action === 'allow'
      ? group.findings
      : group.findings.filter(({ action }) => action !== 'allow');
  const allowed = group.findings.length - told.length;
  const advice = told.map(({ finding }) => finding.advice);
  return [
    { sign: signOf(group.action), spans: [...titleSpans(group), ...whereSpans(group)] },
    ...(isUnlooked(group.pkg) ? notLookedAt(group) : unknownLines(group.unknowns, view)),
    ...told.flatMap((ruled, index) => [
      ...findingLines(ruled, view),
      // Where the next finding leads to the same, once below both is enough.
      ...(advice[index] === advice[index + 1] ? [] : adviceLine(ruled)),
    ]),
    ...(allowed === 0 ? [] : [allowedToo(allowed)]),
  ];
}

function allowedToo(count: number): Paragraph {
  const text = `and ${counted(count, 'finding')} that the policy allows: --npq-verbose shows ${count === 1 ? 'it' : 'them'}`;
  return { spans: [span(text, 'faint')] };
}

function adviceLine({ finding: { advice }, waived }: RuledFinding): readonly Paragraph[] {
  return advice === '' || waived ? [] : [{ spans: [span(advice)], lead: { first: '→ ', rest: '  ' } }];
}

/** One subject in a line or two: its worst finding, and how many more there are. */
export function briefGroup(group: Group): Paragraph {
  const [worst, ...others] = group.findings;
  const unknown = group.unknowns[0]?.unknown;
  const said = isUnlooked(group.pkg)
    ? 'not looked at'
    : worst
      ? [worst.finding.message, ...(worst.finding.excerpt ?? []).slice(0, 1)].join(': ')
      : unknown
        ? `could not find out: ${unknown.check}, ${reasonWords(unknown.reason).why}`
        : '';
  const check = worst && !isUnlooked(group.pkg) ? ` (${worst.finding.check})` : '';
  const more = others.length > 0 ? `, ${counted(others.length, 'more finding')}` : '';
  return {
    sign: signOf(group.action),
    spans: [
      ...titleSpans(group),
      span(` · ${forTerminal(said, { maxLength: 120 })}`),
      span(check, 'faint'),
      ...(worst?.waived ? [span(`, ${forTerminal(worst.rule, { maxLength: 200 })}`)] : []),
      span(more, 'faint'),
    ],
  };
}

function titleSpans(group: Group): Span[] {
  const { action, subject, pkg } = group;
  const { word, style } = looks[action];
  const name = pkg
    ? packageLabel(pkg)
    : subject.kind === 'package'
      ? subject.key
      : subject.kind === 'plan'
        ? 'the tree as a whole'
        : `this project, ${subject.path}`;
  const from = pkg && !tellsOrigin(group) ? originLabel(pkg) : '';
  return [
    span(`${word}: `, style),
    whole(forTerminal(name, { maxLength: 200 }), 'strong'),
    ...(from ? [span(` ${forTerminal(from, { maxLength: 200 })}`)] : []),
  ];
}

function whereSpans({ pkg }: Group): Span[] {
  const path = pkg ? pathLabel(pkg) : '';
  return path ? [span(` · ${forTerminal(path, { maxLength: 300 })}`, 'faint')] : [];
}

/** Whether a finding names the address: it is long, and once is enough. */
function tellsOrigin({ pkg, findings }: Group): boolean {
  const address = pkg ? originLabel(pkg).replace(/^from /, '') : '';
  return address !== '' && findings.some(({ finding }) => finding.message.includes(address));
}

function notLookedAt(group: Group): readonly Paragraph[] {
  const { pkg } = group;
  if (pkg?.permit && tellsOrigin(group)) return [];
  const address = pkg?.permit
    ? `nobody agreed to contact ${pkg.permit.host} yet (${pkg.permit.spec})`
    : 'its address is not one of the configured registries';
  return [{ spans: [span(`Not looked at, nor anything that it depends on: ${address}.`)] }];
}

function unknownLines(unknowns: readonly RuledUnknown[], view: View): readonly Paragraph[] {
  const byReason = groupedBy(unknowns, ({ unknown }) => `${unknown.reason}\n${unknown.detail}`);
  return [...byReason.values()].flatMap((same) => {
    const first = same[0]?.unknown;
    if (!first) return [];
    const checks = listed(
      same.map(({ unknown }) => unknown.check),
      view.verbose ? Infinity : 4,
    );
    const why = `${reasonWords(first.reason).why}: ${forTerminal(first.detail, { maxLength: 300 })}`;
    return [{ spans: [span(`Could not find out (${checks}): ${why}`)] }];
  });
}

function findingLines({ finding, rule, waived }: RuledFinding, view: View): readonly Paragraph[] {
  const sure = finding.confidence === 'high' ? '' : `, ${finding.confidence} confidence`;
  const absorbed = isJudgement(finding) ? finding.absorbs : [];
  const told =
    absorbed.length > 0
      ? `, from ${listed(
          absorbed.map(({ check }) => check),
          4,
        )}`
      : '';
  const messageLength = view.verbose ? 2_000 : 400;
  return [
    {
      spans: [
        span(forTerminal(finding.message, { maxLength: messageLength })),
        span(` (${finding.check}, ${finding.severity}${sure}${told})`, 'faint'),
      ],
    },
    ...excerptLines(finding.excerpt ?? [], view),
    ...(view.verbose
      ? absorbed.map(({ check, message }) => ({
          spans: [span(`${check}: ${message}`, 'faint')],
          lead: { first: '- ', rest: '  ' },
        }))
      : []),
    ...(view.verbose && !waived ? [{ spans: [span(`rule: ${rule}`, 'faint')] }] : []),
    ...(waived ? [{ spans: [span(rule), span(` (else ${waived.without})`, 'faint')] }] : []),
  ];
}

/** The text itself, because a description of it would be somebody's opinion. */
function excerptLines(excerpt: readonly string[], view: View): readonly Paragraph[] {
  const most = view.verbose ? 40 : 4;
  const longest = view.verbose ? 2_000 : 240;
  const bar = { first: '│ ', rest: '│ ' };
  const shown = excerpt
    .slice(0, most)
    .map((line) => ({ spans: [span(withoutMiddle(line, longest))], lead: bar }));
  const left = excerpt.length - shown.length;
  if (left === 0) return shown;
  return [...shown, { spans: [span(`… ${counted(left, 'more line')}`, 'faint')], lead: bar }];
}

/** Cutting only the end would let the interesting half of a command hide behind a long harmless one. */
function withoutMiddle(line: string, longest: number): string {
  const points = Array.from(forTerminal(line, { maxLength: Infinity }));
  if (points.length <= longest) return points.join('');
  const half = Math.floor(longest / 2);
  const left = points.length - 2 * half;
  return `${points.slice(0, half).join('')} … ${counted(left, 'character')} left out … ${points.slice(-half).join('')}`;
}
