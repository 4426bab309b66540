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

/** Anchors by their first two characters' low bytes; those of one character by the first one's. */
export interface AnchorIndex {
  readonly pairs: readonly (readonly string[] | undefined)[];
  readonly singles: ReadonlySet<string>;
}

export function indexOfAnchors(anchors: readonly string[]): AnchorIndex {
  const pairs = new Array<string[] | undefined>(0x1_00_00).fill(undefined);
  for (const anchor of anchors.filter(({ length }) => length > 1)) {
    const key = pairKey(anchor.charCodeAt(0), anchor.charCodeAt(1));
    pairs[key] = [...(pairs[key] ?? []), anchor];
  }
  return { pairs, singles: new Set(anchors.filter(({ length }) => length === 1)) };
}

function pairKey(first: number, second: number): number {
  return ((first & 0xff) << 8) | (second & 0xff);
}

/** Finds the anchors of a text that nobody scanned. `lower` is the folded text. */
export function findPlaces(lower: string, { pairs, singles }: AnchorIndex): Places {
  const places = new Map<string, number[]>();
  const add = (anchor: string, at: number) => {
    const known = places.get(anchor);
    if (known === undefined) places.set(anchor, [at]);
    else if (known.length < placesOfScan) known.push(at);
  };
  let code = lower.charCodeAt(0);
  for (let at = 0; at < lower.length; at += 1) {
    const next = at + 1 < lower.length ? lower.charCodeAt(at + 1) : 0;
    const candidates = pairs[pairKey(code, next)];
    if (candidates !== undefined)
      for (const anchor of candidates) if (lower.startsWith(anchor, at)) add(anchor, at);
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
const mostOfOne = 20_001;

function allOf(text: Text, anchor: string): readonly number[] {
  const known = text.places.get(anchor) ?? [];
  const exact = cased.get(anchor);
  if (text.complete.has(anchor) || (exact === undefined && known.length < placesOfScan)) return known;
  text.complete.add(anchor);
  const places = exact === undefined ? [...known] : [];
  const [searched, word] = exact === undefined ? [text.lower, anchor.toLowerCase()] : [text.code, exact];
  let at = searched.indexOf(word, (places.at(-1) ?? -1) + 1);
  for (; at >= 0 && places.length < mostOfOne; at = searched.indexOf(word, at + 1)) places.push(at);
  text.places.set(anchor, places);
  return places;
}
