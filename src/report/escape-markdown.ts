import { withoutCommand } from './escape-log.ts';
import { forTerminal } from './sanitize.ts';

/**
 * Foreign text in Markdown. Escapes are not enough: what is decoded is then searched for mentions, addresses and
 * numbers of issues. A word that might be any of these becomes code, in which nobody searches; what is left is
 * letters, digits and the punctuation of prose.
 */
export function prose(text: string, maxLength = 600): string {
  const words = forTerminal(text, { maxLength }).split(' ').filter(Boolean);
  const pieces: Piece[] = [];
  for (const piece of words.map(pieceOf)) {
    const last = pieces.at(-1);
    const together = last?.coded && piece.coded && last.after === '' && piece.before === '';
    if (!last || !together) pieces.push(piece);
    else pieces.splice(-1, 1, { ...piece, before: last.before, word: `${last.word} ${piece.word}` });
  }
  return pieces
    .map(({ before, word, after, coded }) => `${before}${coded ? code(word, maxLength) : word}${after}`)
    .join(' ');
}

interface Piece {
  readonly coded: boolean;
  readonly word: string;
  /** Punctuation of the sentence, which is not the word's. */
  readonly before: string;
  readonly after: string;
}

function pieceOf(word: string): Piece {
  if (isPlain(word)) return { coded: false, word, before: '', after: '' };
  const [, before = '', core = '', after = ''] = /^(\(?)(.*?)([.,;:?)]*)$/s.exec(word) ?? [];
  // What is left may be no more than punctuation, or be harmless without what belongs to it.
  if (core === '' || isPlain(core)) return { coded: true, word, before: '', after: '' };
  return { coded: true, word: core, before, after };
}

/** A span of code: its fence is longer than any run of backticks in it. A pipe would end a cell of a table. */
export function code(text: string, maxLength = 200): string {
  const inner = forTerminal(text, { maxLength }).replaceAll('|', '\u00A6').trim();
  if (inner === '') return '';
  const fence = '`'.repeat(longestRun(inner) + 1);
  const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}

/** Lines as they are, in a block of code; `indent` is that of the list in which it stands. */
export function codeBlock(lines: readonly string[], maxLength: number, indent: string): readonly string[] {
  const inner = lines.map((line) => withoutCommand(forTerminal(line, { maxLength })));
  const fence = '`'.repeat(Math.max(3, longestRun(inner.join('\n')) + 1));
  return [`${fence}text`, ...inner, fence].map((line) => `${indent}${line}`);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

const letters = /^[\p{L}\p{M}\p{N}.,;:'"!?()+%=…→›·–—’“”-]+$/u;
/**
 * `example.org`, `GH-12`, `!12`, a commit's hash, a shortcut for an emoji; and what makes a list of what follows,
 * where it comes first.
 */
const searchedFor = /\.\p{L}|gh-\d|[!%][\p{L}\p{N}"]|[0-9a-f]{7}|:[\p{L}\p{N}+-]+:|::|^[+=-]|^\d+[.)]$/iu;

function isPlain(word: string): boolean {
  return letters.test(word) && !searchedFor.test(word);
}
