import type { Value } from './values.ts';

const encodings: ReadonlySet<string> = new Set(
  ['utf8', 'utf-8', 'hex', 'base64', 'base64url', 'ascii', 'latin1', 'binary'].concat(
    'utf16le',
    'ucs2',
    'ucs-2',
    'utf-16le',
  ),
);

/** As Buffer takes it; undefined for what it does not know, or what cannot be made out. */
export function encodingOf(value: Value): BufferEncoding | undefined {
  if (value === undefined) return 'utf8';
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  return encodings.has(name) ? (name as BufferEncoding) : undefined;
}
