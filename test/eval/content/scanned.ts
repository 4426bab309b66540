import type { Judged } from './judging.ts';

export interface Scanned {
  readonly label: string;
  /** Absent where nobody handed out what would have been judged. */
  readonly judged?: Judged;
  readonly trouble?: string;
  /** Of all tarballs that were read for it, in bytes. */
  readonly unpackedSize: number;
  /** It showed enough to be held against an earlier version. */
  readonly compared?: boolean;
}
