/** By anchor: where in the text it begins, ascending. */
export type Places = ReadonlyMap<string, readonly number[]>;

/** Lower case of the same length, so that places in it are places in the text. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Anchors by the low bytes of their first two characters. */
export interface AnchorIndex {
  /** 1 where an anchor may begin. */
  readonly begins: Uint8Array;
  readonly pairs: ReadonlyMap<number, readonly string[]>;
  /** Those of one character; all are beyond ASCII. */
  readonly singles: ReadonlySet<string>;
}

export function indexOfAnchors(anchors: Iterable<string>): AnchorIndex {
  const begins = new Uint8Array(0x1_00_00);
  const pairs = new Map<number, string[]>();
  const singles = new Set<string>();
  for (const anchor of anchors) {
    if (anchor.length === 1) singles.add(anchor);
    if (anchor.length < 2) continue;
    const key = pairKey(anchor.charCodeAt(0), anchor.charCodeAt(1));
    begins[key] = 1;
    pairs.set(key, [...(pairs.get(key) ?? []), anchor]);
  }
  return { begins, pairs, singles };
}

function pairKey(first: number, second: number): number {
  return ((first & 0xff) << 8) | (second & 0xff);
}

/** The places of each anchor in a folded text that nobody scanned. */
export function findPlaces(lower: string, { begins, pairs, singles }: AnchorIndex): Places {
  const places = new Map<string, number[]>();
  const add = (anchor: string, at: number) => {
    const known = places.get(anchor);
    if (known === undefined) places.set(anchor, [at]);
    else known.push(at);
  };
  let code = lower.charCodeAt(0);
  for (let at = 0; at < lower.length; at += 1) {
    const next = at + 1 < lower.length ? lower.charCodeAt(at + 1) : 0;
    const key = pairKey(code, next);
    if (begins[key] === 1)
      for (const anchor of pairs.get(key) ?? []) if (lower.startsWith(anchor, at)) add(anchor, at);
    if (code > 0x7f && singles.has(lower.charAt(at))) add(lower.charAt(at), at);
    code = next;
  }
  return places;
}

/** Places in the text for the scan's, which counts bytes of its UTF-8; `length` of them were looked at. */
export function placesOfBytes(raw: string, scanned: Places, utf8: Uint8Array, length: number): Places {
  if (length === raw.length) return scanned;
  const bytes = new DataView(utf8.buffer, utf8.byteOffset, length);
  // Where in the text each block of bytes begins, so that every place is a few steps from one.
  const starts = new Uint32Array((length >>> blockBits) + 2);
  for (let block = 0; block + 1 < starts.length; block += 1) {
    const from = block << blockBits;
    const to = Math.min(from + (1 << blockBits), length);
    starts[block + 1] =
      (starts[block] ?? 0) + (isAscii(bytes, from, to) ? to - from : charactersIn(bytes, from, to));
  }
  const inText = (offset: number): number => {
    const block = offset >>> blockBits;
    const from = block << blockBits;
    const start = starts[block] ?? 0;
    const isPlain = (starts[block + 1] ?? 0) - start === 1 << blockBits;
    return start + (isPlain ? offset - from : charactersIn(bytes, from, Math.min(offset, length)));
  };
  return new Map([...scanned].map(([anchor, list]) => [anchor, list.map(inText)]));
}

/** Blocks of 128 bytes. */
const blockBits = 7;

/** Four bytes at once: most of what is no ASCII stands in a few places of a large file. */
function isAscii(bytes: DataView, from: number, to: number): boolean {
  let seen = 0;
  let at = from;
  for (; at + 4 <= to; at += 4) seen |= bytes.getUint32(at);
  for (; at < to; at += 1) seen |= bytes.getUint8(at);
  return (seen & 0x80_80_80_80) === 0;
}

/** Of well-formed UTF-8: every byte but those that go on counts for one, and what needs two halves for two. */
function charactersIn(bytes: DataView, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes.getUint8(at);
    if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
  }
  return count;
}

/** Where there are too many of the one for the other to be found among them: these two are told by their case. */
const cased: ReadonlyMap<string, string> = new Map([['function(', 'Function(']]);

export interface Text {
  /** As it is matched. */
  readonly code: string;
  readonly places: Places;
  readonly steps: Steps;
}

/** How many more may be taken; below zero once there was more to do. */
export interface Steps {
  left: number;
}

const blank = 32;

/** In steps of about half a microsecond: to begin anywhere, and to go over so many characters for one. */
const aLook = 2;
const charactersAStep = 128;

/**
 * The places of the anchors, ascending, as far as the budget goes. Each costs as much as a pattern may need there:
 * one that goes on for hundreds of characters does so again from every anchor that its window holds, so that a text
 * full of them would take the square of the window.
 */
export function* placesOf(text: Text, anchors: readonly string[], reach: number): Generator<number> {
  const fixed = aLook + Math.ceil(reach / charactersAStep);
  const places = standing(text, anchors);
  let first = 0;
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0;
    if (place === places[index - 1]) continue;
    while ((places[first] ?? 0) < place - reach) first += 1;
    text.steps.left -= fixed + index - first;
    if (text.steps.left < 0) return;
    yield place;
  }
}

/** Where the anchors stand in code; no more of them than can be paid for, and one. */
export function standing({ code, places, steps }: Text, anchors: readonly string[]): readonly number[] {
  const lists: (readonly number[])[] = [];
  for (const anchor of anchors) {
    const word = cased.get(anchor);
    const isBlank = anchor.charCodeAt(0) === blank;
    // What is blank was in a comment.
    const list = (places.get(anchor) ?? []).filter(
      (at) => (isBlank || code.charCodeAt(at) !== blank) && (word === undefined || code.startsWith(word, at)),
    );
    if (list.length > 0) lists.push(list.slice(0, Math.max(0, steps.left) + 1));
  }
  return lists.length < 2 ? (lists[0] ?? []) : lists.flat().sort((one, other) => one - other);
}
