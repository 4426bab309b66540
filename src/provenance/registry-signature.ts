import { createPublicKey, verify } from 'node:crypto';
import { countedAt, type RegistryKey } from './trust.ts';

export interface SignedVersion {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  /** When the key has to have counted; undefined where no time is believed. */
  readonly publishedAt: Date | undefined;
}

/** Undefined where the signature holds; else why not, in a sentence that goes on after "its signature". */
export function faultOfSignature(signed: SignedVersion, sig: string, key: RegistryKey): string | undefined {
  const { name, version, integrity, publishedAt } = signed;
  const text = Buffer.from(`${name}@${version}:${integrity}`);
  // A pinned key is the registry's own word, and may be no key at all.
  try {
    const publicKey = createPublicKey({
      key: Buffer.from(key.rawBytes, 'base64'),
      format: 'der',
      type: 'spki',
    });
    if (!verify('sha256', text, publicKey, Buffer.from(sig, 'base64'))) {
      return 'is not over this name, version and integrity, or not by the key it names';
    }
  } catch {
    return 'cannot be held against its key';
  }
  if (publishedAt === undefined || countedAt(key, publishedAt)) return undefined;
  return `is by a key that did not count at ${publishedAt.toISOString()}, when the version was published`;
}
