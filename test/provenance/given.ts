import { createHash } from 'node:crypto';
import { judgeAttestations } from '../../src/provenance/attestations.ts';
import type { Trust } from '../../src/provenance/trust.ts';
import { openVerifier } from '../../src/provenance/verifier.ts';
import { type BuildSpec, certificateOf, provenanceStatement, publishStatement } from '../world/provenance.ts';
import { createSigningKey } from '../world/signing.ts';
import { type Bundle, createSigstore } from '../world/sigstore.ts';

export const registry = 'https://registry.example/';
export const teapot = {
  ...{ name: '@kitchen/teapot', version: '1.2.3' },
  integrity: `sha512-${createHash('sha512').update('teapot').digest('base64')}`,
};

/** A sigstore and a registry key, and somebody who holds attestations against them. */
export async function kitchen() {
  const sigstore = await createSigstore();
  const key = createSigningKey();
  const trust: Trust = {
    ...{ date: '2026-11-01', origin: 'file', trustedRoot: sigstore.trustedRoot },
    keys: [
      {
        ...{ registry, keyId: key.keyid, usage: 'npm:attestations', rawBytes: key.publicKey },
        start: '2020-01-01T00:00:00.000Z',
      },
    ],
  };
  const verifier = await openVerifier(trust, trust.keys);
  const publish = () => sigstore.attest(publishStatement(teapot, registry), { key });
  const provenance = (stated: BuildSpec = {}, certified = stated) =>
    sigstore.attest(provenanceStatement(teapot, stated), certificateOf(certified));
  const judge = (...bundles: readonly Bundle[]) => judgeAttestations(bundles.map(wrapped), teapot, verifier);
  return { sigstore, key, trust, verifier, publish, provenance, judge };
}

/** As an honest registry wraps it. */
export function wrapped(bundle: Bundle) {
  const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()) as {
    predicateType: string;
  };
  return { predicateType: statement.predicateType, bundle };
}

/** A copy to damage. */
export function damaged(bundle: Bundle, damage: (copy: Bundle) => void): Bundle {
  const copy = structuredClone(bundle);
  damage(copy);
  return copy;
}
