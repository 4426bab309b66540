import type { FileKind } from '../record.ts';
import { anchors, sweepAnchors } from '../traits/traits.ts';
import { decode } from './decode.ts';
import { entropyOf } from './entropy.ts';
import { type Finder, finderOf } from './find.ts';
import { headBytes, kindOf } from './kind.ts';

/** What one cheap pass over the bytes of a file came to. */
export interface Scan {
  readonly kind: FileKind;
  readonly format?: string;
  /** In bytes. */
  readonly longestLine: number;
  /** Bits per byte, of the first MB. */
  readonly entropy: number;
  /**
   * By anchor: byte offsets at which it begins, ascending; the first one of those that nobody looks around. Anchors are matched without regard to
   * the case of ASCII letters. Offsets are into the UTF-8 form of `text()`: the file's own bytes, unless it
   * begins with a byte order mark or is no UTF-8.
   */
  readonly anchors: ReadonlyMap<string, readonly number[]>;
  /** There was more to look at than is looked at: what lies behind it has no places, and is not in the text. */
  readonly more?: boolean;
  /** What the offsets are into. */
  readonly utf8: Uint8Array;
  /** Of it, in bytes: as many as it has characters where all of them are ASCII. */
  readonly length: number;
  /** The text, decoded when it is first asked for: UTF-8, or UTF-16 where its first bytes say so. */
  text(): string;
}

let made: Finder | undefined;

/** Of the anchors of all matchers; made once, when it is first needed. */
export function finder(): Finder {
  made ??= finderOf(anchors, sweepAnchors);
  return made;
}

/**
 * `as` is what something starts it as, whatever its name and bytes say. Of binaries only the format is told: what
 * they contain is not matched.
 */
export function scan(path: string, bytes: Buffer, as?: FileKind): Scan {
  const { kind, format } = kindOf(path, bytes.subarray(0, headBytes), bytes.length);
  const shown = format === undefined ? {} : { format };
  if (kind === 'binary' && as === undefined)
    return {
      kind,
      ...shown,
      longestLine: 0,
      entropy: 0,
      anchors: new Map(),
      utf8: new Uint8Array(),
      length: 0,
      text: () => '',
    };
  const { utf8, text } = decode(bytes);
  const { longestLine, anchors: found, looked } = finder().find(utf8);
  return {
    kind: as ?? kind,
    ...shown,
    ...{ longestLine, entropy: entropyOf(bytes), anchors: found, utf8, length: looked },
    ...(looked < utf8.length ? { more: true, text: () => utf8.toString('utf8', 0, looked) } : { text }),
  };
}
