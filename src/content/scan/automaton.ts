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
  const { rows, ends } = trieOf(bytes, classes, 1 << shift);
  if (rows.length > 0xffff) throw new RangeError('too many words for one automaton');
  const order = closed(rows, ends);
  const finals = order.filter((state) => (ends[state] ?? []).length > 0);
  const renumbered = [...order.filter((state) => (ends[state] ?? []).length === 0), ...finals];
  const place = new Uint16Array(rows.length);
  for (const [at, state] of renumbered.entries()) place[state] = at;
  const next = new Uint16Array(rows.length << shift);
  for (const [at, state] of renumbered.entries())
    for (const [column, to] of (rows[state] ?? []).entries())
      next[(at << shift) + column] = place[Math.max(to, 0)] ?? 0;
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

/** A row's -1 stands for "no such way in the trie". */
function trieOf(words: readonly Uint8Array[], classes: Uint8Array, width: number) {
  const rows: Int32Array[] = [new Int32Array(width).fill(-1)];
  const ends: number[][] = [[]];
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const byte of word) {
      const row = rows[state] ?? new Int32Array();
      const column = classes[byte] ?? 0;
      let to = row[column] ?? -1;
      if (to === -1) {
        to = rows.push(new Int32Array(width).fill(-1)) - 1;
        ends.push([]);
        row[column] = to;
      }
      state = to;
    }
    ends[state]?.push(index);
  }
  return { rows, ends };
}

/** Fills each missing way with that of the longest suffix that is in the trie. Returns the states by depth. */
function closed(rows: readonly Int32Array[], ends: number[][]): readonly number[] {
  const suffix = new Int32Array(rows.length);
  const order = [0];
  for (const state of order) {
    const row = rows[state] ?? new Int32Array();
    const shorter = suffix[state] ?? 0;
    if (state !== 0) ends[state]?.push(...(ends[shorter] ?? []));
    for (const [column, to] of row.entries()) {
      const fallback = state === 0 ? 0 : (rows[shorter]?.[column] ?? 0);
      if (to === -1) row[column] = fallback;
      else {
        suffix[to] = fallback;
        order.push(to);
      }
    }
  }
  return order;
}
