/** By anchor: where in the text it begins, ascending. */
export type Places = ReadonlyMap<string, readonly number[]>;

/** As many as the scan gives of one anchor. */
export const placesOfScan = 64;

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

/** The first places of each anchor in a folded text that nobody scanned. */
export function findPlaces(lower: string, { begins, pairs, singles }: AnchorIndex, most: number): Places {
  const places = new Map<string, number[]>();
  const add = (anchor: string, at: number) => {
    const known = places.get(anchor);
    if (known === undefined) places.set(anchor, [at]);
    else if (known.length < most) known.push(at);
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

/**
 * Places in the text for the scan's, which counts bytes of UTF-8. Undefined where they do not lead to their
 * anchors, because the bytes were no UTF-8: then the text has to be searched.
 */
export function placesOfBytes(raw: string, lower: string, scanned: Places): Places | undefined {
  if (leadsTo(lower, scanned)) return scanned;
  const offsets = [...new Set([...scanned.values()].flat())].sort((one, other) => one - other);
  const inText = new Map<number, number>();
  let at = 0;
  let bytes = 0;
  for (const offset of offsets) {
    while (bytes < offset && at < raw.length) {
      const code = raw.charCodeAt(at);
      // A surrogate is half of a character of four bytes.
      bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
      at += 1;
    }
    inText.set(offset, at);
  }
  const places = new Map(
    [...scanned].map(([anchor, list]) => [anchor, list.map((offset) => inText.get(offset) ?? -1)]),
  );
  return leadsTo(lower, places) ? places : undefined;
}

function leadsTo(lower: string, places: Places): boolean {
  for (const [anchor, list] of places) {
    const folded = anchor.toLowerCase();
    if (list.some((at) => !lower.startsWith(folded, at))) return false;
  }
  return true;
}

/** Where there are too many of the one for the other to be found among them: these two are told by their case. */
const cased: ReadonlyMap<string, string> = new Map([['function(', 'Function(']]);

export interface Text {
  /** As it is matched. */
  readonly code: string;
  readonly lower: string;
  /** The scan's, and what was found behind them since. */
  readonly places: Map<string, readonly number[]>;
  /** Anchors all of whose places are known. */
  readonly complete: Set<string>;
  /** How many more places may be looked at; below zero once there were more. */
  left: number;
}

/** The scan's places of the anchors, and those behind them where it stopped counting, as far as the budget goes. */
export function* placesOf(text: Text, anchors: readonly string[]): Generator<number> {
  for (const anchor of anchors) {
    if (!text.places.has(anchor)) continue;
    for (const place of allOf(text, anchor)) {
      text.left -= 1;
      if (text.left < 0) return;
      yield place;
    }
  }
}

/** More than the budget would ever let anybody look at. */
const mostOfOne = 30_001;

function allOf(text: Text, anchor: string): readonly number[] {
  const known = text.places.get(anchor) ?? [];
  const word = cased.get(anchor);
  if (text.complete.has(anchor) || (word === undefined && known.length < placesOfScan)) return known;
  if (word !== undefined) {
    text.complete.add(anchor);
    text.places.set(anchor, placesOfWord(text.code, word));
    return text.places.get(anchor) ?? [];
  }
  // One more pass for all anchors of which the scan left some.
  const cut = [...text.places.keys()].filter(
    (one) =>
      !cased.has(one) && !text.complete.has(one) && (text.places.get(one) ?? []).length >= placesOfScan,
  );
  const found = findPlaces(text.lower, indexOfAnchors(cut), mostOfOne);
  for (const one of cut) {
    text.places.set(one, found.get(one) ?? []);
    text.complete.add(one);
  }
  return text.places.get(anchor) ?? [];
}

function placesOfWord(code: string, word: string): readonly number[] {
  const places: number[] = [];
  for (let at = code.indexOf(word); at >= 0 && places.length < mostOfOne; at = code.indexOf(word, at + 1))
    places.push(at);
  return places;
}
