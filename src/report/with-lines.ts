import type { GateRefusal, NestedPackage } from '../model/report.ts';
import { draw, type Paragraph, span, type View, whole } from './layout.ts';
import { counted, formatNumber } from './words.ts';

const mostRefused = 8;

export interface WithOutcome {
  /** The manager's name. */
  readonly name: string;
  /** Its own exit code, and npq's. */
  readonly exitCode: number;
  readonly code: number;
  readonly nested: readonly NestedPackage[];
  readonly refused: readonly GateRefusal[];
  /** What became of it where all went well; `installed` where left out. */
  readonly done?: string;
  /** The command that tolerates what could not be found out. */
  readonly again?: string;
}

/** Said before another package manager starts. */
export function startLine(
  { name, version, program }: { readonly name: string; readonly version: string; readonly program: string },
  registry: string,
  view: View,
): string {
  const spans = [
    span(`${name} ${version}`, 'strong'),
    span(` (${program}) may fetch from `),
    whole(registry),
    span(' through the gate alone'),
  ];
  return draw([{ title: 'npq', spans }], view);
}

/** Said after it has ended: managers print badly why the gate refused them something. */
export function renderWith(outcome: WithOutcome, view: View): string {
  const { name, exitCode, code, nested } = outcome;
  const passed = nested.filter(({ verdict }) => verdict === 'pass').length;
  const ended: Paragraph =
    code === 0
      ? {
          sign: span('✓', 'good'),
          spans: [span(outcome.done ?? 'installed', 'good'), span(`: ${took(name, passed)}`)],
        }
      : exitCode === 0
        ? {
            sign: span('✗', 'bad'),
            spans: [
              span(`${name} went on without what it was refused`, 'bad'),
              span(`: ${took(name, passed)}`),
            ],
          }
        : { sign: span('✗', 'bad'), spans: [span(`${name} failed with exit code ${exitCode}`, 'bad')] };
  return draw([ended, ...tolerated(outcome), ...refusals(outcome, view), ...next(outcome)], view);
}

function took(name: string, passed: number): string {
  return passed === 0
    ? `${name} asked for no package that it did not have`
    : `${name} took ${counted(passed, 'package')}, each vetted as it was asked for`;
}

function refusals({ name, nested, refused, code }: WithOutcome, view: View): readonly Paragraph[] {
  const packages = nested
    .filter(({ verdict }) => verdict !== 'pass')
    .map((one): Paragraph => {
      const what = `${name} asked for ${one.name} ${one.version} and was refused`;
      return { sign: span('!', 'warn'), spans: [span(what, 'warn'), span(`: ${one.why ?? ''}`)] };
    });
  const told = new Set(packages.length > 0 ? nested.map(({ why }) => why) : []);
  const others = [...new Set(refused.map(({ why }) => why))]
    .filter((why) => code !== 0 && ![...told].some((one) => one !== undefined && why.endsWith(one)))
    .map((why): Paragraph => ({ sign: span('!', 'warn'), spans: [span(why)] }));
  const all = [...packages, ...others];
  const shown = view.verbose ? all : all.slice(0, mostRefused);
  const left = all.length - shown.length;
  const more = `and ${formatNumber(left)} more: npq with --npq-verbose ${name} …`;
  return left > 0 ? [...shown, { spans: [span(more, 'faint')] }] : shown;
}

function tolerated({ nested }: WithOutcome): readonly Paragraph[] {
  const passed = nested.filter(({ verdict, why }) => verdict === 'pass' && why !== undefined);
  const [first] = passed;
  if (first === undefined) return [];
  const text = `${counted(passed.length, 'package')} let through although not everything could be checked`;
  return [{ sign: span('!', 'warn'), spans: [span(text, 'warn'), span(`: ${first.why ?? ''}`)] }];
}

/** Commands that go on from here. */
function next({ name, nested, again }: WithOutcome): readonly Paragraph[] {
  const asked = nested.find(({ verdict }) => verdict === 'ask');
  const incomplete = nested.some(({ verdict }) => verdict === 'incomplete');
  return [
    ...(asked === undefined ? [] : [step('To look at it:', `npq check ${asked.name}@${asked.version}`)]),
    ...(incomplete ? [step('To go on without it:', again ?? `npq with --on-incomplete=warn ${name} …`)] : []),
  ];
}

function step(text: string, command: string): Paragraph {
  return { spans: [span(`${text} `), whole(command, 'strong')], lead: { first: '→ ', rest: '  ' } };
}
