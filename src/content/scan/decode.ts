import { isAscii, isUtf8 } from 'node:buffer';
import { utf16Of } from './kind.ts';
import { wellFormed } from './well-formed.ts';

export interface Decoded {
  /** The text in UTF-8, without a byte order mark; the file's own bytes wherever they are that already. */
  readonly utf8: Buffer;
  text(): string;
}

/**
 * Whoever reads a file as UTF-16 sees another text than node does, which takes everything for UTF-8: without a
 * mark that says which one is meant, both are looked at.
 */
export function decode(bytes: Buffer): Decoded {
  const wide = utf16Of(bytes);
  if (wide !== undefined) {
    const text = fromUtf16(bytes, wide.bigEndian);
    return fromText(wide.marked ? text.slice(1) : `${text}\n${bytes.toString('utf8')}`);
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const own = marked ? bytes.subarray(3) : bytes;
  // Most code is ASCII, which takes a quarter of the time to become a text.
  if (isAscii(own)) return { utf8: own, text: once(() => own.toString('latin1')) };
  const utf8 = isUtf8(own) ? own : wellFormed(own);
  return { utf8, text: once(() => utf8.toString('utf8')) };
}

function fromText(text: string): Decoded {
  return { utf8: Buffer.from(text), text: () => text };
}

function fromUtf16(bytes: Buffer, bigEndian: boolean): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  return bigEndian ? Buffer.from(even).swap16().toString('utf16le') : even.toString('utf16le');
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
