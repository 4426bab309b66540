/**
 * Finds all of many words in one pass over the bytes (Aho and Corasick, 1975). ASCII letters match without regard
 * to their case. States are rows of a table with a column for each class of bytes; those in which a word ends
 * come last, so that one comparison a byte tells whether there is anything to note.
 */
export interface Automaton {
  /** `next[(state << shift) + classes[byte]]` */
  readonly next: Uint16Array;
  readonly classes: Uint8Array;
  readonly shift: number;
  /** States from here on end at least one word. */
  readonly firstFinal: number;
  /** By state less `firstFinal`: indexes of the words that end there, longest first. */
  readonly endings: readonly (readonly number[])[];
  /** In bytes, by index of the word. */
  readonly lengths: readonly number[];
}

/** State 0 is the beginning. Throws a RangeError for an empty word, or more text than 16 bits can number. */
export function automatonOf(words: readonly string[]): Automaton {
  const bytes = words.map((word) => Buffer.from(word).map(folded));
  if (bytes.some((word) => word.length === 0)) throw new RangeError('an empty word is found everywhere');
  const { classes, count } = classesOf(bytes);
  const shift = Math.ceil(Math.log2(count));
  const { rows, ends } = trieOf(bytes, classes, shift);
  if (ends.length > 0xffff) throw new RangeError('too many words for one automaton');
  const order = closed(rows, ends, shift);
  const isFinal = (state: number) => (ends[state] ?? []).length > 0;
  const finals = order.filter(isFinal);
  const renumbered = [...order.filter((state) => !isFinal(state)), ...finals];
  const place = new Uint16Array(ends.length);
  for (let at = 0; at < renumbered.length; at += 1) place[renumbered[at] ?? 0] = at;
  const width = 1 << shift;
  const next = new Uint16Array(ends.length << shift);
  for (let at = 0; at < renumbered.length; at += 1) {
    const row = (renumbered[at] ?? 0) << shift;
    for (let column = 0; column < width; column += 1)
      next[(at << shift) + column] = place[rows[row + column] ?? 0] ?? 0;
  }
  return {
    ...{ next, classes, shift },
    firstFinal: renumbered.length - finals.length,
    endings: finals.map((state) => ends[state] ?? []),
    lengths: bytes.map((word) => word.length),
  };
}

function folded(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/** Class 0 is of the bytes that are in no word. */
function classesOf(words: readonly Uint8Array[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const word of words)
    for (const byte of word) {
      if (classes[byte] !== 0) continue;
      classes[byte] = count;
      count += 1;
    }
  for (let upper = 0x41; upper <= 0x5a; upper += 1) classes[upper] = classes[upper + 0x20] ?? 0;
  return { classes, count };
}

/** Row behind row in one table, since every run waits for it; -1 stands for "no such way in the trie". */
function trieOf(words: readonly Uint8Array[], classes: Uint8Array, shift: number) {
  const most = words.reduce((sum, word) => sum + word.length, 1);
  const rows = new Int32Array(most << shift).fill(-1);
  const ends: number[][] = [[]];
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const byte of word) {
      const way = (state << shift) + (classes[byte] ?? 0);
      let to = rows[way] ?? -1;
      if (to === -1) {
        to = ends.push([]) - 1;
        rows[way] = to;
      }
      state = to;
    }
    ends[state]?.push(index);
  }
  return { rows, ends };
}

/** Fills each missing way with that of the longest suffix that is in the trie. Returns the states by depth. */
function closed(rows: Int32Array, ends: number[][], shift: number): readonly number[] {
  const width = 1 << shift;
  const suffix = new Int32Array(ends.length);
  const order = [0];
  for (const state of order) {
    const row = state << shift;
    const shorter = suffix[state] ?? 0;
    if (state !== 0) ends[state]?.push(...(ends[shorter] ?? []));
    for (let column = 0; column < width; column += 1) {
      const to = rows[row + column] ?? -1;
      const fallback = state === 0 ? 0 : (rows[(shorter << shift) + column] ?? 0);
      if (to === -1) rows[row + column] = fallback;
      else {
        suffix[to] = fallback;
        order.push(to);
      }
    }
  }
  return order;
}
