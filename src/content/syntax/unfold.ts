/** A program with its constants put together. */
export interface Unfolded {
  /** Strings that do not stand in the source as they are: concatenated, escaped, decoded, reversed. */
  readonly revealed: readonly { readonly value: string; readonly line: number }[];
  /** Strings that stand there: what is required or imported, and any other literal, each once. */
  readonly literals: readonly { readonly value: string; readonly line: number }[];
  /** What is loaded: `./setup.js`, `child_process`; also where its name had to be put together. */
  readonly loads: readonly { readonly value: string; readonly line: number; readonly revealed: boolean }[];
  /** A load, a start of a process or an evaluation whose argument cannot be made out. */
  readonly computed: readonly {
    readonly what: 'load' | 'start' | 'evaluate';
    readonly line: number;
    readonly excerpt: string;
  }[];
}

export type Unfolding = Unfolded | { readonly failed: 'syntax' | 'too-deep' | 'over-budget' };

/** Reads JavaScript of either kind, with or without types' syntax errors: never throws for what it is given. */
export function unfold(_source: string): Unfolding {
  return { failed: 'syntax' };
}
