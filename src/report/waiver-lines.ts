import type { Report, ToldWaiver } from '../model/report.ts';
import { placeWords } from '../model/settings.ts';
import type { Waiver, WrittenAt } from '../model/waiver.ts';
import { signOf } from './body.ts';
import { groupedBy } from './groups.ts';
import { type Paragraph, span, type View, whole } from './layout.ts';
import { quoted } from './next-steps.ts';
import { counted } from './words.ts';

const mostShown = 3;

type Idle = Exclude<ToldWaiver['state'], 'used'>;

/** What stands in the way of something first. */
const idle: readonly Idle[] = ['outgrown', 'expired', 'not-agreed', 'unused'];

/** Waivers that excuse nothing, or not enough: a line each, with the command that mends it. */
export function waiverLines(
  { waivers = [], plan: { path }, trust }: Pick<Report, 'waivers' | 'plan' | 'trust'>,
  view: View,
): readonly Paragraph[] {
  // What the project's file wants and nobody agreed to stands among the first notes.
  const toldAbove = trust.some(({ key, counts }) => key === 'waivers' && !counts);
  const states = idle.filter((state) => state !== 'not-agreed' || !toldAbove);
  const told = states.flatMap((state) => waivers.filter((one) => one.state === state));
  const shorter = told.map((one): ToldWaiver => {
    const { file } = one.placed.at;
    if (file === undefined || !file.startsWith(path) || !/^[/\\]./.test(file.slice(path.length))) return one;
    const at = { ...one.placed.at, file: file.slice(path.length + 1) };
    return { ...one, placed: { ...one.placed, at } };
  });
  const alone = shorter.filter(({ state }) => state !== 'not-agreed').map(line);
  const lines = [...alone, ...notAgreed(shorter.filter(({ state }) => state === 'not-agreed'))];
  const shown = view.verbose || lines.length <= mostShown + 1 ? lines : lines.slice(0, mostShown);
  const left = lines.length - shown.length;
  if (left === 0) return shown;
  const more = `and ${counted(left, 'more line')} on waivers: --npq-verbose shows them`;
  return [...shown, { spans: [span(more, 'faint')] }];
}

function line({ placed: { waiver, at }, state, why }: ToldWaiver): Paragraph {
  const words: Record<Exclude<Idle, 'not-agreed'>, string> = {
    outgrown: `is not enough: ${why ?? 'what was found is graver'}`,
    expired: `ended on ${waiver.expires}`,
    unused: 'excuses nothing: there is no such finding',
  };
  const said = state === 'used' || state === 'not-agreed' ? '' : words[state];
  const mend = state === 'unused' ? removal(waiver, at) : renewal(waiver, at);
  return {
    sign: signOf(state === 'unused' ? 'note' : 'incomplete'),
    spans: [
      span(`the waiver ${placeWords(at)} (${idOf(waiver)}, ${waiver.check}) ${said} → `),
      whole(mend, 'strong'),
    ],
  };
}

/** One agreement is for a whole file. */
function notAgreed(told: readonly ToldWaiver[]): readonly Paragraph[] {
  return [...groupedBy(told, ({ placed }) => placed.at.file ?? placed.at.origin)].map(([file, same]) => ({
    sign: signOf('incomplete'),
    spans: [
      span(`until you agree to ${file}, its ${counted(same.length, 'waiver')} will not count → `),
      whole('npq trust', 'strong'),
    ],
  }));
}

/** The command that writes it anew, once somebody has a reason again. */
function renewal(waiver: Waiver, at: WrittenAt): string {
  const id = quoted(idOf(waiver));
  return `npq waive ${id} ${quoted(waiver.check)} --reason '…' --until 90d${fileOption(at)}`;
}

function removal(waiver: Waiver, at: WrittenAt): string {
  return `npq waive --remove ${quoted(idOf(waiver))} ${quoted(waiver.check)}${fileOption(at)}`;
}

function fileOption({ origin }: WrittenAt): string {
  return origin === 'user' ? ' --file user' : '';
}

function idOf(waiver: Waiver): string {
  return `${waiver.package}@${waiver.versions}`;
}
