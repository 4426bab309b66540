import { isUtf8 } from 'node:buffer';
import type { FileKind, Trait } from '../../../src/content/record.ts';
import type { Scan } from '../../../src/content/scan/scan.ts';
import { wellFormed } from '../../../src/content/scan/well-formed.ts';
import { anchors, type Seen, traitsOf } from '../../../src/content/traits/traits.ts';
import type { TraitKind } from '../../../src/model/code-signs.ts';

/** A scan made the slow way: every anchor searched in the bytes by itself. */
export function scanOf(text: string, kind: FileKind = 'script', given = Buffer.from(text)): Scan {
  const bytes = isUtf8(given) ? given : wellFormed(given);
  const lower = Buffer.from(bytes);
  lower.forEach((byte, at) => {
    if (byte >= 65 && byte <= 90) lower[at] = byte + 32;
  });
  const places = new Map<string, number[]>();
  for (const anchor of anchors) {
    const found: number[] = [];
    let at = lower.indexOf(anchor);
    for (; at >= 0; at = lower.indexOf(anchor, at + 1)) found.push(at);
    if (found.length > 0) places.set(anchor, found);
  }
  const longestLine = Math.max(
    ...bytes
      .toString('latin1')
      .split('\n')
      .map((line) => line.length),
  );
  return {
    kind,
    longestLine,
    entropy: 0,
    anchors: places,
    utf8: bytes,
    length: bytes.length,
    text: () => bytes.toString(),
  };
}

export function lookAt(text: string, path = 'index.js', kind: FileKind = 'script'): Seen {
  return traitsOf(path, scanOf(text, kind));
}

export function kindsIn(text: string, path?: string, kind?: FileKind): readonly TraitKind[] {
  return [...new Set(lookAt(text, path, kind).traits.map((trait) => trait.kind))];
}

export function ofKind(text: string, kind: TraitKind): readonly Trait[] {
  return lookAt(text).traits.filter((trait) => trait.kind === kind);
}

/** Rows of one kind: a title for people, the code, and what is said about it; or that nothing is. */
export interface Rows {
  readonly hits: readonly (readonly [title: string, code: string, what?: string])[];
  readonly misses: readonly (readonly [title: string, code: string])[];
}
