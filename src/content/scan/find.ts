import { type Automaton, automatonOf } from './automaton.ts';

export interface Found {
  /** In bytes, without its end. */
  readonly longestLine: number;
  /** By word: offsets at which it begins, ascending. Words that are not there are absent. */
  readonly anchors: ReadonlyMap<string, readonly number[]>;
  /** There were more places than are noted; of each word the first one is there in any case. */
  readonly cut: boolean;
}

export interface Finder {
  /** Of a text in UTF-8. */
  find(bytes: Uint8Array): Found;
  /** Whether any of the words is there. */
  touches(text: string): boolean;
}

/** Of all words together: several times what the largest honest bundle has. */
export const mostPlaces = 250_000;
const newline = '\n';

/** Longest line and places of these words, in one pass. Throws a RangeError for an empty word. */
export function finderOf(words: readonly string[]): Finder {
  const others = [...new Set(words)].filter((word) => word !== newline);
  // The end of a line is one more word: so a byte that ends nothing costs a single comparison.
  const named = [newline, ...others];
  const automaton = automatonOf(named);
  const noteLines = words.includes(newline);
  return {
    find(bytes) {
      const { longestLine, places, cut } = pass(automaton, bytes, noteLines);
      const anchors = new Map<string, readonly number[]>();
      for (const [index, known] of places) anchors.set(named[index] ?? '', known);
      return { longestLine, anchors, cut };
    },
    touches: (text) => pass(automaton, Buffer.from(text), noteLines).places.size > 0,
  };
}

/** `places` are by the word's index. */
function pass(automaton: Automaton, bytes: Uint8Array, noteLines: boolean) {
  const { next, classes, shift, firstFinal, endings, lengths } = automaton;
  const lineEnd = firstFinal + endings.findIndex((words) => words.length === 1 && words[0] === 0);
  const places = new Map<number, number[]>();
  let state = 0;
  let lineStart = 0;
  let longestLine = 0;
  let left = mostPlaces;
  for (let at = 0; at < bytes.length; at += 1) {
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
      const start = at + 1 - (lengths[index] ?? 0);
      const known = places.get(index);
      left -= 1;
      if (known === undefined) places.set(index, [start]);
      else if (left >= 0) known.push(start);
    }
  }
  return { longestLine: Math.max(longestLine, bytes.length - lineStart), places, cut: left < 0 };
}
