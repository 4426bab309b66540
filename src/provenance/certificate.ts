import type { ObjectIdentifierValuePair } from '@sigstore/protobuf-specs';

/** Sigstore's certificate authority (Fulcio) writes what it learned from the CI's identity token under this arc. */
const arc = [1, 3, 6, 1, 4, 1, 57264, 1];

/** The oldest ones hold bare text. From 8 on they are DER strings. */
const fields = {
  issuerV1: 1,
  triggerV1: 2,
  commitV1: 3,
  repositoryV1: 5,
  refV1: 6,
  issuer: 8,
  runner: 11,
  repository: 12,
  commit: 13,
  ref: 14,
  repositoryId: 15,
  ownerId: 17,
  buildConfig: 18,
  trigger: 20,
  run: 21,
} as const;
const firstInDer = 8;
const longest = 2_048;

type Field = keyof typeof fields;
const names = new Map<number, Field>(Object.entries(fields).map(([name, id]) => [id, name as Field]));

export type CertificateFields = { readonly [F in Field]?: string };

/** Undefined where a field cannot be read or stands twice: which one counts would be a matter of taste. */
export function readCertificate(oids: readonly ObjectIdentifierValuePair[]): CertificateFields | undefined {
  const found: { -readonly [F in Field]?: string } = {};
  for (const { oid, value } of oids) {
    const id = ownId(oid?.id ?? []);
    const name = id === undefined ? undefined : names.get(id);
    if (id === undefined || name === undefined) continue;
    const text = id < firstInDer ? plainText(value) : derText(value);
    if (text === undefined || found[name] !== undefined) return undefined;
    found[name] = text;
  }
  return found;
}

function ownId(id: readonly number[]): number | undefined {
  return id.length === arc.length + 1 && arc.every((part, index) => id[index] === part)
    ? id.at(-1)
    : undefined;
}

/** A DER UTF8String that fills the value to its last byte. */
export function derText(value: Uint8Array): string | undefined {
  const [tag, first = 0] = value;
  if (tag !== 0x0c || value.length < 2) return undefined;
  if (first < 0x80) return first === value.length - 2 ? plainText(value.subarray(2)) : undefined;
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 2) return undefined;
  const length = [...value.subarray(2, 2 + lengthBytes)].reduce((sum, byte) => sum * 256 + byte, 0);
  return length === value.length - 2 - lengthBytes ? plainText(value.subarray(2 + lengthBytes)) : undefined;
}

/** Everything that these fields hold in earnest is printable ASCII: addresses, refs, hashes. */
function plainText(value: Uint8Array): string | undefined {
  const text = Buffer.from(value).toString('latin1');
  return /^[\x20-\x7e]+$/.test(text) && text.length <= longest ? text : undefined;
}
