import type { Capability, Trait } from '../record.ts';
import type { Scan } from '../scan/scan.ts';

/** Literal texts without which no matcher can match; the scan finds all of them in one pass. */
export const anchors: readonly string[] = [];

export interface Seen {
  readonly traits: readonly Trait[];
  readonly capabilities: readonly Capability[];
  readonly hosts: readonly string[];
  /** Something in it may be spelled so that matchers do not see it: worth a parser's time. */
  readonly veiled: boolean;
}

/** What stands in a file, from its bytes' scan; matchers run only around their anchors. */
export function traitsOf(_path: string, _scan: Scan): Seen {
  return { traits: [], capabilities: [], hosts: [], veiled: false };
}

/** The same over a text that nobody scanned: a command, a string that was put together from parts. */
export function traitsOfText(_text: string): Seen {
  return { traits: [], capabilities: [], hosts: [], veiled: false };
}
