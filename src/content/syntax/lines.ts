/** From offsets in a source to what people are shown. */
export interface Place {
  /** From 1. */
  line(at: number): number;
  /** At most 200 characters of the line, from a little before the offset on. */
  excerpt(at: number): string;
}

const before = 40;
const most = 200;

export function placesIn(source: string): Place {
  let starts: readonly number[] | undefined;
  const line = (at: number): number => {
    starts ??= lineStarts(source);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  };
  return {
    line,
    excerpt(at) {
      const number = line(at);
      const start = starts?.[number - 1] ?? 0;
      const from = Math.max(start, at - before);
      const end = source.slice(from, from + most).search(/[\n\r\u2028\u2029]/);
      return source.slice(from, end === -1 ? from + most : from + end).trim();
    },
  };
}

function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
