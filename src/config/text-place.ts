export interface TextPlace {
  /** From 1. */
  readonly line: number;
  /** From 1; a character that takes two units counts as two columns, as editors count it. */
  readonly column: number;
}

/** Answers for any offset. The lines are found once: a stranger's file may have thousands of values to place. */
export function placesIn(text: string): (offset: number) => TextPlace {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ 0: end, index }) => index + end.length)];
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
