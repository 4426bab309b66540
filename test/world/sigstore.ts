import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SigningKey } from './signing.ts';
import { initializeCA, initializeCTLog, initializeTLog } from './sigstore-mock.ts';

/** A sigstore of its own: certificate authority, certificate log and transparency log, whose root nobody else trusts. */
export interface Sigstore {
  /** As a sigstore client takes it: JSON of a trusted root. */
  readonly trustedRoot: object;
  /** A bundle over the statement, signed by a certificate or by a registry's key, and logged. */
  attest(statement: object, by: CertificateOf | KeyOf): Promise<Bundle>;
}

export interface CertificateOf {
  readonly subject: string;
  /** Object identifier to text; those below 57264.1.8 are written bare, as Fulcio does. */
  readonly extensions: Readonly<Record<number, string>>;
}

export interface KeyOf {
  readonly key: SigningKey;
}

/** Plain JSON, for tests to damage. */
export interface Bundle {
  mediaType: string;
  verificationMaterial: Record<string, unknown> & { tlogEntries: LogEntryJson[] };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
}

export interface LogEntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: {
    logIndex: string;
    rootHash: string;
    treeSize: string;
    hashes: string[];
    checkpoint: { envelope: string };
  };
  canonicalizedBody: string;
}

/** The part of Rekor's answer that a bundle has. */
interface LoggedEntry {
  readonly body: string;
  readonly logIndex: number;
  readonly integratedTime: number;
  readonly verification?: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof?: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly checkpoint: string;
    };
  };
}

const logUrl = 'https://log.sigstore.example';
const payloadType = 'application/vnd.in-toto+json';
const validFor = { start: '2020-01-01T00:00:00.000Z' };

export async function createSigstore(): Promise<Sigstore> {
  const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
  const ctlog = await initializeCTLog(pair('P-256'));
  const ca = await initializeCA(pair('P-384'), ctlog);
  const tlog = await initializeTLog(logUrl, pair('P-256'));
  const logId = createHash('sha256').update(tlog.publicKey).digest('base64');
  const trustedLog = (publicKey: Buffer, keyId: string, baseUrl: string) => ({
    ...{ baseUrl, hashAlgorithm: 'SHA2_256', logId: { keyId } },
    publicKey: { rawBytes: publicKey.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
  });
  return {
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [trustedLog(tlog.publicKey, logId, logUrl)],
      certificateAuthorities: [
        {
          ...{
            subject: { organization: 'sigstore.example', commonName: 'sigstore' },
            uri: 'https://ca.sigstore.example',
          },
          ...{ certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] }, validFor },
        },
      ],
      ctlogs: [trustedLog(ctlog.publicKey, base64(ctlog.logID), 'https://ct.sigstore.example')],
      timestampAuthorities: [],
    },
    async attest(statement, by) {
      const payload = Buffer.from(JSON.stringify(statement));
      const signing = pair('P-256');
      const message = preAuthentication(payload);
      const signature =
        'key' in by
          ? Buffer.from(by.key.sign(message), 'base64')
          : sign('sha256', message, signing.privateKey);
      const material =
        'key' in by
          ? { publicKey: { hint: by.key.keyid } }
          : {
              x509CertificateChain: {
                certificates: [{ rawBytes: await certificate(by, signing.publicKey) }],
              },
            };
      // Last, as in earnest: a certificate counts from the second in which it is issued.
      const entry = await log(payload, signature);
      return {
        mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
        verificationMaterial: {
          ...material,
          tlogEntries: [entry],
          timestampVerificationData: { rfc3161Timestamps: [] },
        },
        dsseEnvelope: {
          ...{ payload: payload.toString('base64'), payloadType },
          signatures: [{ sig: signature.toString('base64'), keyid: 'key' in by ? by.key.keyid : '' }],
        },
      };
    },
  };

  async function certificate({ subject, extensions }: CertificateOf, publicKey: KeyObject): Promise<string> {
    const issued = await ca.issueCertificate({
      publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
      subjectAltName: subject,
      extensions: Object.entries(extensions).map(([id, value]) => ({
        ...{ oid: `1.3.6.1.4.1.57264.1.${id}`, value },
        legacy: Number(id) < 8,
      })),
    });
    return base64(issued);
  }

  async function log(payload: Buffer, signature: Buffer): Promise<LogEntryJson> {
    const sig = Buffer.from(signature.toString('base64')).toString('base64');
    const payloadHash = { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') };
    const kind = { kind: 'intoto', version: '0.0.2' };
    const content = { envelope: { payloadType, signatures: [{ sig }] }, payloadHash };
    const logged = await tlog.log({ kind: kind.kind, apiVersion: kind.version, spec: { content } });
    const [entry] = Object.values(logged) as LoggedEntry[];
    const proof = entry?.verification?.inclusionProof;
    if (!entry || !proof) throw new Error('the log of the test world logged nothing');
    return {
      ...{ logIndex: String(entry.logIndex), logId: { keyId: logId }, kindVersion: kind },
      integratedTime: String(entry.integratedTime),
      inclusionPromise: { signedEntryTimestamp: entry.verification?.signedEntryTimestamp ?? '' },
      inclusionProof: {
        ...{ logIndex: String(proof.logIndex), treeSize: String(proof.treeSize), hashes: [] },
        rootHash: Buffer.from(proof.rootHash, 'hex').toString('base64'),
        checkpoint: { envelope: proof.checkpoint },
      },
      canonicalizedBody: entry.body,
    };
  }
}

/** DSSE's pre-authentication encoding. */
function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function base64(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
