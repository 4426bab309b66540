import { createPublicKey } from 'node:crypto';
import type { ObjectIdentifierValuePair } from '@sigstore/protobuf-specs';
import { messageOf } from '../errors.ts';
import { withinLimits } from './bundle-limits.ts';
import { type Failure, failure, type LogEntry } from './facts.ts';
import { countedAt, type RegistryKey, type Trust } from './trust.ts';

/** A bundle whose signature holds: what was signed, by whom, and where that is recorded. */
export interface Signed {
  readonly payload: Buffer;
  readonly by:
    | { readonly kind: 'key'; readonly keyId: string }
    | {
        readonly kind: 'certificate';
        readonly subject: string | undefined;
        readonly oids: readonly ObjectIdentifierValuePair[];
      };
  readonly log: LogEntry;
}

export interface BundleVerifier {
  verify(bundle: object): Signed | Failure;
}

/** `keys`: those of the registry, for what it signs itself. Throws where the trust is none. */
export async function openVerifier(trust: Trust, keys: readonly RegistryKey[]): Promise<BundleVerifier> {
  const [{ bundleFromJSON }, { toSignedEntity, toTrustMaterial, VerificationError, Verifier }, specs] =
    await Promise.all([
      import('@sigstore/bundle'),
      import('@sigstore/verify'),
      import('@sigstore/protobuf-specs'),
    ]);
  const material = toTrustMaterial(specs.TrustedRoot.fromJSON(trust.trustedRoot), (hint) => {
    const key = keys.find(({ keyId }) => keyId === hint);
    if (!key) {
      throw new VerificationError({
        code: 'PUBLIC_KEY_ERROR',
        message: `nobody vouches for the key ${hint}`,
      });
    }
    return {
      publicKey: createPublicKey({ key: Buffer.from(key.rawBytes, 'base64'), format: 'der', type: 'spki' }),
      validFor: (date) => countedAt(key, date),
    };
  });
  const verifier = new Verifier(material);
  const logs = new Map(material.tlogs.map(({ logID, baseURL }) => [logID.toString('base64'), baseURL]));
  const logIds = new Set(logs.keys());
  return {
    verify(json) {
      // Everything in a bundle is a stranger's, and the library lets some of it end in a SyntaxError or worse:
      // whatever is thrown here, the bundle does not verify.
      try {
        const bundle = bundleFromJSON(json);
        const wrong = withinLimits(bundle, logIds);
        if (wrong) return wrong;
        const { identity } = verifier.verify(toSignedEntity(bundle));
        const { content, tlogEntries } = { ...bundle, ...bundle.verificationMaterial };
        const [entry] = tlogEntries;
        if (bundle.content.$case !== 'dsseEnvelope' || !entry) {
          return failure('bundle-malformed', 'it signs no statement');
        }
        const seconds = Number(entry.integratedTime);
        const log = {
          log: logs.get(entry.logId.keyId.toString('base64')) ?? '',
          index: String(entry.logIndex),
          ...(seconds > 0 ? { at: new Date(seconds * 1000).toISOString() } : {}),
        };
        const { payload } = bundle.content.dsseEnvelope;
        if (content.$case === 'publicKey') {
          return { payload, by: { kind: 'key', keyId: content.publicKey.hint }, log };
        }
        const by = {
          kind: 'certificate',
          subject: identity?.subjectAlternativeName,
          oids: identity?.oids ?? [],
        } as const;
        return { payload, by, log };
      } catch (error) {
        return failure('signature', `it does not verify: ${messageOf(error)}`);
      }
    },
  };
}
