import type { Capability } from '../../model/code-signs.ts';
import { traitsOfText } from '../traits/traits.ts';

export interface LineOfText {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

const pieceLength = 200;
/** Of one file: a longer one has its signs and no lines. */
const mostPieces = 20_000;

/** The first lines from which a capability can be seen; of long lines the piece around it. */
export function linesShowing(text: string, capability: Capability, most: number): readonly LineOfText[] {
  const found: LineOfText[] = [];
  let pieces = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    for (let at = 0; at < line.length; at += pieceLength / 2) {
      pieces += 1;
      if (found.length >= most || pieces > mostPieces) return found;
      const piece = line.slice(at, at + pieceLength);
      if (!traitsOfText(piece).capabilities.includes(capability)) continue;
      found.push({ line: index + 1, text: piece.trim() });
      break;
    }
  }
  return found;
}
