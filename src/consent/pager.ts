import type { Terminal } from '../host/host.ts';
import { forTerminal } from '../report/sanitize.ts';
import { cutToColumns } from '../report/width.ts';
import { type Answer, type Asking, ask, askWhich } from './question.ts';

/** One thing to read. The lines are drawn and sanitized already, each no wider than the terminal. */
export interface Page {
  /** May hold foreign text; sanitized when shown. */
  readonly title: string;
  readonly lines: readonly string[];
}

const back: Answer<undefined> = { kind: 'answered', value: undefined };

/** Lets somebody read, until they go back. Where nothing can be redrawn, each page is printed once, as a whole. */
export async function readPages(pages: readonly Page[], asking: Asking): Promise<Answer<undefined>> {
  if (pages.length === 0) return back;
  if (!asking.terminal.live) return readLinearly(pages, asking);
  return ask(asking, async (context) => {
    const { pager } = await import('./pager-prompt.ts');
    await pager({ pages, terminal: asking.terminal }, { ...context, clearPromptOnDone: true });
    return undefined;
  });
}

async function readLinearly(pages: readonly Page[], asking: Asking): Promise<Answer<undefined>> {
  const { questions } = asking.terminal;
  const print = ({ title, lines }: Page) =>
    questions.write(`${forTerminal(title)}\n${lines.map((line) => `${line}\n`).join('')}`);
  const [only, ...others] = pages;
  if (only !== undefined && others.length === 0) {
    print(only);
    return back;
  }
  for (;;) {
    const answer = await askWhich('About which?', ['Back', ...pages.map(({ title }) => title)], asking);
    if (answer.kind !== 'answered') return answer;
    const page = pages[answer.value - 1];
    if (page === undefined) return back;
    print(page);
  }
}

/** What is in sight: which page, and its first line that is shown. */
export interface Sight {
  readonly page: number;
  readonly top: number;
}

export interface Key {
  readonly name: string;
  readonly shift?: boolean;
}

/** Header and footer, and a line that the cursor may stand on. */
const frame = 3;

export function roomIn({ rows }: Pick<Terminal, 'rows'>): number {
  return Math.max(3, rows - frame);
}

/** Where a key leads; undefined: back to the question. */
export function moved(
  { page, top }: Sight,
  { name, shift }: Key,
  pages: readonly Page[],
  room: number,
): Sight | undefined {
  const last = Math.max(0, (pages[page]?.lines.length ?? 0) - room);
  const at = (line: number): Sight => ({ page, top: Math.max(0, Math.min(last, line)) });
  const turned = (to: number): Sight =>
    to < 0 || to >= pages.length || to === page ? { page, top } : { page: to, top: 0 };
  switch (name) {
    case 'q':
    case 'escape':
    case 'return':
    case 'enter':
      return undefined;
    case 'up':
    case 'k':
      return at(top - 1);
    case 'down':
    case 'j':
      return at(top + 1);
    case 'pageup':
    case 'b':
      return at(top - room);
    case 'pagedown':
    case 'space':
      return at(top + room);
    case 'home':
      return at(0);
    case 'end':
      return at(last);
    case 'g':
      return at(shift === true ? last : 0);
    case 'right':
    case 'n':
    case 'tab':
      return turned(page + 1);
    case 'left':
    case 'p':
      return turned(page - 1);
    default:
      return { page, top };
  }
}

/** The whole of what is drawn: never more lines than the terminal has, or it could not be redrawn. */
export function drawn(
  { page, top }: Sight,
  pages: readonly Page[],
  terminal: Pick<Terminal, 'rows' | 'columns'>,
): string {
  const room = roomIn(terminal);
  const { title = '', lines = [] } = pages[page] ?? {};
  const first = Math.max(0, Math.min(top, lines.length - room));
  const shown = lines.slice(first, first + room);
  const cut = (text: string) => cutToColumns(text, Math.max(1, terminal.columns - 1));
  const which = pages.length === 1 ? '' : `${page + 1} of ${pages.length} · `;
  const where = lines.length > room ? `${first + 1}–${first + shown.length} of ${lines.length} · ↑↓ · ` : '';
  const turn = pages.length === 1 ? '' : '←→ others · ';
  return [
    cut(`${which}${forTerminal(title)}`),
    ...shown,
    cut(`q back · ${turn}${where}`.replace(/ · $/, '')),
  ].join('\n');
}
