import type { TraitKind } from '../../model/code-signs.ts';
import type { Trait } from '../record.ts';

export interface Placed {
  readonly kind: TraitKind;
  /** In the text. */
  readonly index: number;
  readonly what?: string;
}

const excerptLength = 200;

/** Places as people name them, in one pass over the text however many there are. */
export function withLines(text: string, found: readonly Placed[]): readonly Trait[] {
  let line = 1;
  let from = 0;
  return [...found]
    .sort((one, other) => one.index - other.index)
    .map(({ kind, index, what }) => {
      for (let end = text.indexOf('\n', from); end >= 0 && end < index; end = text.indexOf('\n', from)) {
        line += 1;
        from = end + 1;
      }
      const trait = { kind, line, excerpt: excerptAt(text, index, from) };
      return what === undefined ? trait : { ...trait, what };
    });
}

/** Of the line around a place in it; no character is cut in half. */
function excerptAt(text: string, index: number, lineStart: number): string {
  const start = index - lineStart <= 80 ? lineStart : index - 60;
  const piece = text.slice(start, start + excerptLength);
  const end = piece.indexOf('\n', index - start);
  const line = (end < 0 ? piece : piece.slice(0, end)).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return line.trim();
}

const mostPerKind = 8;
const mostAlike = 3;

/** The first ones of each kind, and of one thing within it only a few. */
export function fewOfEach(found: readonly Placed[]): readonly Placed[] {
  const counts = new Map<string, number>();
  const count = (key: string) => {
    const next = (counts.get(key) ?? 0) + 1;
    counts.set(key, next);
    return next;
  };
  return [...found]
    .sort((one, other) => one.index - other.index)
    .filter(({ kind, what = '' }) => count(`${kind} ${what}`) <= mostAlike && count(kind) <= mostPerKind);
}
