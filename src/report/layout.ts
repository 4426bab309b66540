import { Chalk, type ChalkInstance } from 'chalk';
import { withoutCommand } from './escape-log.ts';
import { forTerminal } from './sanitize.ts';
import { columnsOf, displayWidth } from './width.ts';

export type Style = 'plain' | 'strong' | 'faint' | 'good' | 'warn' | 'bad';

/** A piece of text with its look. Foreign text may stand in it as it came: painting sanitizes every piece. */
export interface Span {
  readonly text: string;
  readonly style: Style;
  /** Kept on one line where it fits on one: a name with its version. */
  readonly whole?: boolean;
  /** Stands between two things of one line, and disappears where the line breaks. */
  readonly joint?: boolean;
}

/** Lines that belong together: what stands before the first line and before the others. */
export interface Paragraph {
  readonly spans: readonly Span[];
  /** Sign in the gutter of the first line: one column. */
  readonly sign?: Span;
  /** A word that fills the gutter in place of a sign. */
  readonly title?: string;
  /** Repeated before every line, behind the gutter: the bar of an excerpt, the arrow's indentation. */
  readonly lead?: { readonly first: string; readonly rest: string };
}

export interface View {
  readonly columns: number;
  readonly color: 0 | 1 | 2 | 3;
  readonly verbose: boolean;
  /** The user's own folder: paths in it are shown with a tilde. */
  readonly home?: string | undefined;
}

const narrowest = 40;
/** Longer lines are hard to read, whatever the terminal offers. */
const widest = 100;
const gutter = 5;

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style };
}

export function whole(text: string, style: Style = 'plain'): Span {
  return { text, style, whole: true };
}

export const dot: Span = { text: ' · ', style: 'plain', joint: true };

/** A line of a list, and one that goes on below it. */
export function item(text: string, style: Span['style'] = 'plain'): Paragraph {
  return { spans: [span(text, style)], lead: { first: '- ', rest: '  ' } };
}

export function below(text: string): Paragraph {
  return { spans: [span(text)], lead: { first: '  ', rest: '  ' } };
}

/** Draws paragraphs as lines, `undefined` as an empty line; never wider than the view. */
export function draw(parts: readonly (Paragraph | undefined)[], view: View): string {
  const columns = Math.min(Math.max(view.columns, narrowest), widest);
  const paint = painter(view.color);
  return parts
    .flatMap((part) => (part === undefined ? [''] : drawParagraph(part, columns, paint)))
    .map((line) => `${withoutCommand(line)}\n`)
    .join('');
}

function drawParagraph(part: Paragraph, columns: number, paint: Paint): string[] {
  const lead = part.lead ?? { first: '', rest: '' };
  const room = columns - gutter - Math.max(displayWidth(lead.first), displayWidth(lead.rest));
  return wrap(part.spans, room).map((cells, index) => {
    const sign = index === 0 ? drawGutter(part, paint) : ' '.repeat(gutter);
    const before = index === 0 ? lead.first : lead.rest;
    return `${sign}${paint(span(before, 'faint'))}${paintCells(cells, paint)}`.trimEnd();
  });
}

function drawGutter({ sign, title }: Paragraph, paint: Paint): string {
  if (title !== undefined) return paint(span(title.padEnd(gutter), 'strong'));
  return sign ? `  ${paint(sign)}  ` : ' '.repeat(gutter);
}

interface Cell {
  readonly char: string;
  readonly whole: boolean;
  readonly joint: boolean;
  readonly style: Style;
}

/** Breaks at blanks, and inside a word only where it alone is longer than a line. */
function wrap(spans: readonly Span[], room: number): readonly Cell[][] {
  const cells = spans.flatMap((piece) => {
    const text = forTerminal(piece.text);
    const kept = piece.whole === true && displayWidth(text) <= room;
    const joint = piece.joint === true;
    return Array.from(text, (char) => ({ char, style: piece.style, whole: kept, joint }));
  });
  const lines: Cell[][] = [];
  let line: Cell[] = [];
  let used = 0;
  let breakAt = 0;
  for (const cell of cells) {
    if (used + columnsOf(cell.char) > room && ((cell.char === ' ' && !cell.whole) || cell.joint)) {
      lines.push(line);
      line = [];
      used = 0;
      breakAt = 0;
      continue;
    }
    // Twice where what is left behind the last blank is one column short of a wide sign.
    while (used + columnsOf(cell.char) > room && line.length > 0) {
      const rest = breakAt > 0 ? line.slice(breakAt) : [];
      lines.push(breakAt > 0 ? line.slice(0, breakAt) : line);
      line = rest;
      used = rest.reduce((sum, { char }) => sum + columnsOf(char), 0);
      breakAt = 0;
    }
    if ((cell.char === ' ' || cell.joint) && line.length === 0 && lines.length > 0) continue;
    line.push(cell);
    used += columnsOf(cell.char);
    if (cell.char === ' ' && !cell.whole) breakAt = line.length;
  }
  return [...lines, line];
}

function paintCells(cells: readonly Cell[], paint: Paint): string {
  let end = cells.length;
  while (end > 0 && (cells[end - 1]?.char === ' ' || cells[end - 1]?.joint)) end -= 1;
  const runs: { text: string; style: Style }[] = [];
  for (const { char, style } of cells.slice(0, end)) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += char;
    else runs.push({ text: char, style });
  }
  return runs.map(paint).join('');
}

type Paint = (piece: Span) => string;

function painter(level: View['color']): Paint {
  const chalk = new Chalk({ level });
  const styles: Record<Style, ChalkInstance | undefined> = {
    plain: undefined,
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
    warn: chalk.yellow.bold,
    bad: chalk.red.bold,
  };
  return ({ text, style }) => styles[style]?.(text) ?? text;
}
