import { headBytes } from './scan/kind.ts';

/** Collects what a file's bytes are wanted for, as they come. */
export interface EntryBytes {
  add(piece: Buffer): void;
  /** All bytes, or the first 4 KB at least where no more were wanted. */
  end(): Buffer;
}

/** `wants` is asked once, with the first 4 KB, of a file that has more. */
export function entryBytes(wants: (head: Buffer) => boolean): EntryBytes {
  let pieces: Buffer[] = [];
  let length = 0;
  let decided: 'more' | 'enough' | undefined;
  return {
    add(piece) {
      if (decided === 'enough') return;
      pieces.push(piece);
      length += piece.length;
      if (decided === 'more' || length <= headBytes) return;
      const head = joined(pieces);
      decided = wants(head.subarray(0, headBytes)) ? 'more' : 'enough';
      pieces = decided === 'more' ? [head] : [Buffer.from(head.subarray(0, headBytes))];
    },
    end: () => joined(pieces),
  };
}

/** Most files come in one piece, of which no copy is needed. */
function joined(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
}
