import { asObject, type Foreign, own, textOf } from '../content/foreign.ts';
import type { RegistrySignature, Strength } from './needs.ts';

const mostSignatures = 16;

/** What cannot be a signature is left out: it vouches for nothing, and the version may then count as unsigned. */
export function decodeSignatures(dist: Foreign): readonly RegistrySignature[] {
  const list = own(dist, 'signatures');
  if (!Array.isArray(list)) return [];
  return list.slice(0, mostSignatures).flatMap((one: unknown) => {
    const fields = asObject(one) ?? {};
    const keyId = textOf(own(fields, 'keyid'), 256);
    const sig = textOf(own(fields, 'sig'), 1_024);
    return keyId === undefined || sig === undefined ? [] : [{ keyId, sig }];
  });
}

/** Whatever stands there promises something; only its plain absence is none. */
export function isAttested(dist: Foreign): boolean {
  const promised = own(dist, 'attestations');
  return promised !== undefined && promised !== null && promised !== false;
}

/** From one version of the registry's full document. */
export function strengthOf(version: unknown): Strength {
  const document = asObject(version) ?? {};
  const publisher = asObject(own(document, '_npmUser')) ?? {};
  if (asObject(own(publisher, 'approver'))) return 'approved';
  if (!isAttested(asObject(own(document, 'dist')) ?? {})) return 'none';
  return asObject(own(publisher, 'trustedPublisher')) ? 'trusted-publisher' : 'attested';
}
