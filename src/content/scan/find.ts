import { type Automaton, automatonOf } from './automaton.ts';

export interface Found {
  /** In bytes, without its end. */
  readonly longestLine: number;
  /** By word: offsets at which it begins, ascending. Words that are not there are absent. */
  readonly anchors: ReadonlyMap<string, readonly number[]>;
  /** So many bytes were looked at; fewer than there are where there were more places than are noted. */
  readonly looked: number;
}

export interface Finder {
  /** Of a text in UTF-8. */
  find(bytes: Uint8Array): Found;
  /** Whether any of the words is there. */
  touches(text: string): boolean;
}

/** Of all words together: half as many again as the largest honest bundle has. */
export const mostPlaces = 45_000;
const newline = '\n';

/**
 * Longest line and places of these words, in one pass. Of the words in `once` only the first place is noted: a
 * language's letters or blanks are most of many a file. Throws a RangeError for an empty word.
 */
export function finderOf(words: readonly string[], once: ReadonlySet<string> = new Set()): Finder {
  const others = [...new Set(words)].filter((word) => word !== newline);
  // The end of a line is one more word: so a byte that ends nothing costs a single comparison.
  const named = [newline, ...others];
  const automaton = automatonOf(named);
  const noteLines = words.includes(newline);
  const onlyFirst = Uint8Array.from(named, (word) => (once.has(word) ? 1 : 0));
  // By the word's index, and empty between two passes: one for each file would be most of what a small one takes.
  const places = new Array<number[] | undefined>(named.length).fill(undefined);
  return {
    find(bytes) {
      const { longestLine, seen, looked } = pass(automaton, bytes, { noteLines, onlyFirst, places });
      const anchors = new Map<string, readonly number[]>();
      for (const index of seen) {
        anchors.set(named[index] ?? '', places[index] ?? []);
        places[index] = undefined;
      }
      return { longestLine, anchors, looked };
    },
    touches: (text) => touches(automaton, Buffer.from(text), noteLines),
  };
}

/** Without a list of places: a hostile file has thousands of short texts to be asked for. */
function touches(automaton: Automaton, bytes: Uint8Array, noteLines: boolean): boolean {
  const { next, classes, shift, firstFinal, endings } = automaton;
  const lineEnd = firstFinal + endings.findIndex((words) => words.length === 1 && words[0] === 0);
  let state = 0;
  for (const byte of bytes) {
    state = next[(state << shift) + (classes[byte] ?? 0)] ?? 0;
    if (state >= firstFinal && (noteLines || state !== lineEnd)) return true;
  }
  return false;
}

interface Noted {
  readonly noteLines: boolean;
  readonly onlyFirst: Uint8Array;
  /** By the word's index; filled for those that are `seen`. */
  readonly places: (number[] | undefined)[];
}

function pass(automaton: Automaton, bytes: Uint8Array, { noteLines, onlyFirst, places }: Noted) {
  const { next, classes, shift, firstFinal, endings, lengths } = automaton;
  const lineEnd = firstFinal + endings.findIndex((words) => words.length === 1 && words[0] === 0);
  const seen: number[] = [];
  let state = 0;
  let lineStart = 0;
  let longestLine = 0;
  let left = mostPlaces;
  let at = 0;
  for (; at < bytes.length && left >= 0; at += 1) {
    state = next[(state << shift) + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
    if (state < firstFinal) continue;
    if (state === lineEnd && !noteLines) {
      if (at - lineStart > longestLine) longestLine = at - lineStart;
      lineStart = at + 1;
      continue;
    }
    for (const index of endings[state - firstFinal] ?? []) {
      if (index === 0) {
        if (at - lineStart > longestLine) longestLine = at - lineStart;
        lineStart = at + 1;
        if (!noteLines) continue;
      }
      const known = places[index];
      if (known === undefined) {
        places[index] = [at + 1 - (lengths[index] ?? 0)];
        seen.push(index);
      } else if (onlyFirst[index] === 0) {
        left -= 1;
        known.push(at + 1 - (lengths[index] ?? 0));
      }
    }
  }
  const looked = at;
  // Behind more of them than there can be in earnest only the lines' lengths count.
  for (let end = bytes.indexOf(10, at); end >= 0; end = bytes.indexOf(10, end + 1)) {
    if (end - lineStart > longestLine) longestLine = end - lineStart;
    lineStart = end + 1;
  }
  return { longestLine: Math.max(longestLine, bytes.length - lineStart), seen, looked };
}
