import type { ReadEntry } from 'tar';
import type { TarballLimits } from './limits.ts';
import type { Unreadable } from './read-tarball.ts';

/** Counts what headers announce, so that a limit is met before the bytes come. */
export function tally(
  limits: TarballLimits,
  refuse: (reason: Unreadable['reason'], detail: string) => void,
): {
  /** True where this entry was not counted before. */
  entry(entry: ReadEntry): boolean;
  extendedHeader(length: number): void;
  /** How many there are. */
  brokenHeader(): number;
} {
  const counted = new WeakSet<ReadEntry>();
  let entries = 0;
  let unpackedBytes = 0;
  let headerBytes = 0;
  let broken = 0;
  const tooLarge = (detail: string) => refuse('too-large', detail);
  return {
    entry(entry) {
      if (counted.has(entry)) return false;
      counted.add(entry);
      entries += 1;
      unpackedBytes += entry.size;
      const { path } = entry;
      if (entries > limits.entries) tooLarge(`it has more than ${limits.entries} entries`);
      if (entry.size > limits.fileBytes) tooLarge(`a file in it has more than ${limits.fileBytes} bytes`);
      if (unpackedBytes > limits.unpackedBytes)
        tooLarge(`it unpacks to more than ${limits.unpackedBytes} bytes`);
      if (path.length > limits.pathLength)
        tooLarge(`a path in it is longer than ${limits.pathLength} characters`);
      return true;
    },
    extendedHeader(length) {
      headerBytes += length;
      if (headerBytes > limits.headerBytes)
        tooLarge(`its extended headers have more than ${limits.headerBytes} bytes`);
    },
    brokenHeader() {
      broken += 1;
      if (broken > limits.brokenHeaders)
        refuse('malformed', `it has more than ${limits.brokenHeaders} broken headers`);
      return broken;
    },
  };
}
