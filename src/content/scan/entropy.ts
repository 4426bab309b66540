const mostBytes = 1024 * 1024;

/** Bits per byte, of the first MB; 0 for nothing. */
export function entropyOf(bytes: Uint8Array): number {
  const length = Math.min(bytes.length, mostBytes);
  // Neighbours are counted apart: equal ones would wait for each other's sum.
  const counts = new Uint32Array(512);
  const even = length & ~1;
  for (let at = 0; at < even; at += 2) {
    counts[bytes[at] ?? 0] = (counts[bytes[at] ?? 0] ?? 0) + 1;
    const odd = 256 + (bytes[at + 1] ?? 0);
    counts[odd] = (counts[odd] ?? 0) + 1;
  }
  if (even < length) counts[bytes[even] ?? 0] = (counts[bytes[even] ?? 0] ?? 0) + 1;
  let bits = 0;
  for (let byte = 0; byte < 256; byte += 1) {
    const share = ((counts[byte] ?? 0) + (counts[256 + byte] ?? 0)) / length;
    if (share > 0) bits -= share * Math.log2(share);
  }
  return bits;
}
