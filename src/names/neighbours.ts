import { type Slip, shuffleBetween, slipBetween } from './slip.ts';

export interface Neighbour<T> {
  readonly value: T;
  readonly text: string;
  readonly slip: Slip;
}

export interface Neighbourhood<T> {
  /** Those that are one edit away. */
  of(typed: string): readonly Neighbour<T>[];
  /** Those that have a few letters of one half in another order. */
  shuffled(typed: string): readonly Neighbour<T>[];
}

const buckets = 1 << 16;

/**
 * Finds the texts that are one edit away without looking at all of them: one edit leaves the front or the back
 * half as it was, so every text stands under both of its halves. Halves that share a bucket cost a comparison.
 */
export function neighbourhood<T>(texts: Iterable<readonly [text: string, value: T]>): Neighbourhood<T> {
  const entries = [...texts];
  const latest = new Int32Array(buckets).fill(-1);
  /** In one bucket, the place that came before; -1 ends the chain. Fronts are at even places, backs at odd ones. */
  const before = new Int32Array(entries.length * 2);
  for (const [index, [text]] of entries.entries()) {
    const half = text.length >> 1;
    for (let side = 0; side < 2; side += 1) {
      const bucket =
        side === 0 ? bucketOf(text, 0, half, text.length) : bucketOf(text, half, text.length, text.length);
      const place = index * 2 + side;
      before[place] = latest[bucket] ?? -1;
      latest[bucket] = place;
    }
  }
  const search = (typed: string, spread: number, slipOf: typeof slipBetween): readonly Neighbour<T>[] => {
    const found = new Map<number, Neighbour<T>>();
    const look = (bucket: number) => {
      for (let place = latest[bucket] ?? -1; place >= 0; place = before[place] ?? -1) {
        const index = place >> 1;
        const entry = entries[index];
        const slip = entry && slipOf(typed, entry[0]);
        if (slip && !found.has(index)) found.set(index, { value: entry[1], text: entry[0], slip });
      }
    };
    for (let length = Math.max(1, typed.length - spread); length <= typed.length + spread; length += 1) {
      const half = length >> 1;
      look(bucketOf(typed, 0, half, length));
      look(bucketOf(typed, typed.length - (length - half), typed.length, length));
      // A swap across the middle changes both halves, and only that one does.
      if (length === typed.length && half > 0) {
        const swapped = `${typed.slice(0, half - 1)}${typed[half]}${typed[half - 1]}`;
        look(bucketOf(swapped, 0, half, length));
      }
    }
    return [...found].sort(([a], [b]) => a - b).map(([, neighbour]) => neighbour);
  };
  return {
    of: (typed) => search(typed, 1, slipBetween),
    shuffled: (typed) => search(typed, 0, shuffleBetween),
  };
}

/** By the letters from `start` to `end`, in a text of this length. */
function bucketOf(text: string, start: number, end: number, length: number): number {
  let hash = length;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}
