import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** The key a world's registries sign with, in the forms that npm's keys endpoint and TUF target use. */
export interface SigningKey {
  /** `SHA256:` and the base64 SHA-256 of the SPKI, without padding. */
  readonly keyid: string;
  /** SPKI as DER, in base64: `key` of the keys endpoint, `rawBytes` of the TUF target. */
  readonly publicKey: string;
  /** ECDSA P-256 over SHA-256 of the UTF-8 text, DER, in base64. */
  sign(text: string): string;
}

export function createSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const hash = createHash('sha256').update(spki).digest('base64').replace(/=+$/, '');
  return {
    keyid: `SHA256:${hash}`,
    publicKey: spki.toString('base64'),
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  };
}

/** What registries sign: a package's name, version and integrity, in one line. */
export function signedText(name: string, version: string, integrity: string): string {
  return `${name}@${version}:${integrity}`;
}

/** The body of `GET /-/npm/v1/keys`. */
export function keysDocument(key: SigningKey, expires: string | null = null): object {
  const algorithm = 'ecdsa-sha2-nistp256';
  return { keys: [{ expires, keyid: key.keyid, keytype: algorithm, scheme: algorithm, key: key.publicKey }] };
}
