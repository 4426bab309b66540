/** Both from 1; a character that takes two units counts as two columns, as editors count it. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const starts = [...before.matchAll(/\r\n|\r|\n/g)];
  const last = starts.at(-1);
  const start = last === undefined ? 0 : last.index + last[0].length;
  return { line: starts.length + 1, column: offset - start + 1 };
}
