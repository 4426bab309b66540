import type { FileKind } from '../record.ts';

/** What one cheap pass over the bytes of a file came to. */
export interface Scan {
  readonly kind: FileKind;
  readonly format?: string;
  /** In bytes. */
  readonly longestLine: number;
  /** Bits per byte, of the first MB. */
  readonly entropy: number;
  /**
   * By anchor: byte offsets at which it begins, ascending, the first 64. Anchors are matched without regard to
   * the case of ASCII letters.
   */
  readonly anchors: ReadonlyMap<string, readonly number[]>;
  /** The text, decoded when it is first asked for: UTF-8, or UTF-16 where its first bytes say so. */
  text(): string;
}

export function scan(_path: string, _bytes: Buffer): Scan {
  return { kind: 'data', longestLine: 0, entropy: 0, anchors: new Map(), text: () => '' };
}
