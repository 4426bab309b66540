import type { NpqError } from '../errors.ts';
import { withoutCommand } from './escape-log.ts';
import { draw, type Paragraph, span, whole } from './layout.ts';
import { forTerminal } from './sanitize.ts';

const longest = 600;

/**
 * What was expected and found, then the next step. Messages may quote a registry or a project. At a terminal
 * the lines are broken at its edge; on a pipe they stay whole, so that a log can be searched for them.
 */
export function renderError(error: Pick<NpqError, 'message' | 'hint'>, columns?: number): string {
  const [first = '', ...rest] = error.message
    .split('\n')
    .map((line) => forTerminal(line, { maxLength: longest }));
  const hint = error.hint === undefined ? [] : [forTerminal(error.hint, { maxLength: longest })];
  if (columns === undefined) {
    const lines = [`npq: ${first}`, ...rest, ...hint.map((line) => `     → ${line}`)];
    return lines.map((line) => `${withoutCommand(line)}\n`).join('');
  }
  const parts: readonly Paragraph[] = [
    { title: 'npq:', spans: withCommands(first) },
    ...rest.map((line) => ({ spans: withCommands(line.trim()), lead: { first: '- ', rest: '  ' } })),
    ...hint.map((line) => ({ spans: withCommands(line), lead: { first: '→ ', rest: '  ' } })),
  ];
  return draw(parts, { columns, color: 0, verbose: true });
}

/** A command in backticks stays on one line where it fits on one. */
function withCommands(text: string): Paragraph['spans'] {
  return text.split(/(`[^`]+`)/).map((piece) => (piece.startsWith('`') ? whole(piece) : span(piece)));
}
