/** A table of ASCII characters, to be asked by their code. */
export function table(characters: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (characters.test(String.fromCharCode(code)) ? 1 : 0));
}

/**
 * Stretches of at least so many characters of a table, the first `most` of them. Looks at one character in
 * `least` where there are none: a pattern over all of a text would take its time, and run out of stack on a line
 * of 10 MB.
 */
export function stretches(
  text: string,
  characters: Uint8Array,
  least: number,
  most = 64,
): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  const isIn = (at: number) => characters[text.charCodeAt(at)] === 1;
  let from = 0;
  while (from + least <= text.length && found.length < most) {
    const probe = from + least - 1;
    if (!isIn(probe)) {
      from = probe + 1;
      continue;
    }
    let start = probe;
    while (start > from && isIn(start - 1)) start -= 1;
    let end = probe + 1;
    while (end < text.length && isIn(end)) end += 1;
    if (end - start >= least) found.push({ start, end });
    from = end + 1;
  }
  return found;
}
