import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const ALGORITHM = 'ecdsa-sha2-nistp256';

/** The key a world's registries sign with, in the forms that npm's keys endpoint and TUF target use. */
export interface SigningKey {
  /** See `keyIdOf`. */
  readonly keyid: string;
  /** SPKI as DER, in base64: `key` of the keys endpoint, `rawBytes` of the TUF target. */
  readonly publicKey: string;
  /** ECDSA P-256 over SHA-256 of the UTF-8 text, DER, in base64. */
  sign(text: string | Buffer): string;
}

export function createSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    keyid: keyIdOf(spki),
    publicKey: spki.toString('base64'),
    sign: (text) =>
      sign('sha256', typeof text === 'string' ? Buffer.from(text) : text, privateKey).toString('base64'),
  };
}

/** The id that npm gives a public P-256 key (SPKI as DER): its SSH fingerprint, `SHA256:` and unpadded base64. */
export function keyIdOf(spki: Buffer): string {
  const point = spki.subarray(-65);
  const blob = Buffer.concat([ALGORITHM, 'nistp256', point].map((part) => sshString(Buffer.from(part))));
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** What registries sign: a package's name, version and integrity, in one line. */
export function signedText(name: string, version: string, integrity: string): string {
  return `${name}@${version}:${integrity}`;
}

/** The body of `GET /-/npm/v1/keys`. */
export function keysDocument(key: SigningKey, expires: string | null = null): object {
  return { keys: [{ expires, keyid: key.keyid, keytype: ALGORITHM, scheme: ALGORITHM, key: key.publicKey }] };
}
