import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { RawEntry } from '../../world/tarballs.ts';

/**
 * Files that are too large for a repository, or that a checkout could not hold: `grow.json` of a case. Equal
 * descriptions grow equal bytes, so that a case has the same hashes on every machine.
 */
const schema = v.array(
  v.strictObject({
    /** With the part of the case in front: `package/dist/big.js`. */
    path: v.string(),
    /** What is in front of the grown bytes, and behind them. */
    head: v.optional(v.string(), ''),
    tail: v.optional(v.string(), ''),
    /** How many bytes to grow; rounded up to whole pieces. */
    bytes: v.optional(v.number(), 0),
    of: v.optional(v.picklist(['random', 'letters', 'base64', 'nested', 'blanks', 'statements', 'text'])),
    /** Of `text`: what is repeated. */
    text: v.optional(v.string()),
    encoding: v.optional(v.picklist(['utf8', 'utf16le', 'latin1']), 'utf8'),
    /** A symbolic link in place of a file, and where it leads. */
    link: v.optional(v.string()),
    executable: v.optional(v.boolean(), false),
  }),
);

type Description = v.InferOutput<typeof schema>[number];

export function grown(json: string, part: string): readonly RawEntry[] {
  const descriptions = v.parse(schema, JSON.parse(json));
  return descriptions.flatMap((one): readonly RawEntry[] => {
    if (!one.path.startsWith(`${part}/`)) return [];
    const path = `package/${one.path.slice(part.length + 1)}`;
    if (one.link !== undefined) return [{ path, type: 'symlink', linkpath: one.link }];
    return [{ path, body: bodyOf(one), mode: one.executable ? 0o755 : 0o644 }];
  });
}

function bodyOf(one: Description): Buffer {
  const { head, tail, encoding } = one;
  const start = encoding === 'utf16le' ? Buffer.from([0xff, 0xfe]) : Buffer.alloc(0);
  return Buffer.concat([start, Buffer.from(head, encoding), middle(one), Buffer.from(tail, encoding)]);
}

function middle({ path, of, bytes, text = '', encoding }: Description): Buffer {
  switch (of) {
    case undefined:
      return Buffer.alloc(0);
    case 'random':
      return noise(path, bytes);
    case 'base64':
      return Buffer.from(noise(path, Math.ceil((bytes * 3) / 4)).toString('base64'));
    case 'letters':
      return Buffer.from([...noise(path, bytes)].map((byte) => 97 + (byte % 26)));
    case 'nested':
      return Buffer.from('['.repeat(bytes / 2) + ']'.repeat(bytes / 2));
    case 'blanks':
      return Buffer.alloc(bytes, ' ');
    case 'statements':
      return repeat('function f(a,b){return a.length>b?a.slice(0,b):a.concat([b])}\n', bytes, 'utf8');
    case 'text':
      return repeat(text, bytes, encoding);
  }
}

function repeat(text: string, bytes: number, encoding: BufferEncoding): Buffer {
  const piece = Buffer.from(text, encoding);
  if (piece.length === 0) return piece;
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / piece.length) }, () => piece));
}

/** Bytes that look like chance, and are the same for the same seed. */
function noise(seed: string, bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 64) }, (_, index) =>
    createHash('sha512').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}
