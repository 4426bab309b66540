/** Unguessable. By the global, which Node makes at first use: to load node:crypto costs every start a millisecond. */
export function randomBytes(count: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(count)));
}
