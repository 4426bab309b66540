const question = 0x3f;

/**
 * The same bytes with a question mark for each that is no part of UTF-8, so that places stay what they are. Node
 * puts a wider mark there, which no name and no operator may contain either.
 */
export function wellFormed(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; ) {
    const alone = byItself[copy[at] ?? 0] ?? opening;
    const length = alone === opening ? sequenceAt(copy, at) : 1;
    // Written where it is the same too: in noise no processor can guess which of the two comes next.
    if (alone !== opening) copy[at] = alone;
    else if (length === 0) copy[at] = question;
    at += length || 1;
  }
  return copy;
}

/** No byte of UTF-8. */
const opening = 0xff;

/** What stands in the place of each byte, whatever follows; `opening` for those that may begin a longer character. */
const byItself = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x80) return byte;
  return byte < 0xc2 || byte > 0xf4 ? question : opening;
});

/** How long a character of several bytes is; 0 where there is none. */
function sequenceAt(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (lead < 0xc2 || lead > 0xf4 || !follows(second)) return 0;
  if (lead < 0xe0) return 2;
  if (!follows(bytes[at + 2] ?? 0)) return 0;
  // Longer forms than needed, halves of surrogate pairs, and what lies beyond the last character.
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if (lead < 0xf0) return 3;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  return follows(bytes[at + 3] ?? 0) ? 4 : 0;
}

function follows(byte: number): boolean {
  return byte >>> 6 === 0b10;
}
