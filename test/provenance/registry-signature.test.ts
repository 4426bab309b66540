import { describe, expect, it } from 'vitest';
import { faultOfSignature } from '../../src/provenance/registry-signature.ts';
import type { RegistryKey } from '../../src/provenance/trust.ts';
import { createSigningKey, signedText } from '../world/signing.ts';

const key = createSigningKey();
const trusted: RegistryKey = {
  ...{ keyId: key.keyid, usage: 'npm:signatures', rawBytes: key.publicKey },
  ...{ start: '2022-01-01T00:00:00.000Z', end: '2025-01-29T00:00:00.000Z' },
};
const teapot = { name: 'teapot', version: '1.0.0', integrity: 'sha512-teapot' };
const sig = key.sign(signedText('teapot', '1.0.0', 'sha512-teapot'));
const at = (iso: string | undefined) => ({
  ...teapot,
  publishedAt: iso === undefined ? undefined : new Date(iso),
});

describe('a signature of the registry', () => {
  it('is over name, version and integrity', () => {
    const signed = at('2024-01-01T00:00:00.000Z');
    expect(faultOfSignature(signed, sig, trusted)).toBeUndefined();
    for (const other of [{ name: 'kettle' }, { version: '1.0.1' }, { integrity: 'sha512-kettle' }]) {
      expect(faultOfSignature({ ...signed, ...other }, sig, trusted)).toContain('is not over this');
    }
  });

  it('is by a key that counted when the version was published, to the last moment', () => {
    const fault = (iso: string | undefined) => faultOfSignature(at(iso), sig, trusted);
    expect(fault('2025-01-29T00:00:00.000Z')).toBeUndefined();
    expect(fault('2025-01-29T00:00:00.001Z')).toContain('a key that did not count');
    expect(fault('2021-12-31T23:59:59.999Z')).toContain('a key that did not count');
  });

  it('is not held against a time that nobody believes', () => {
    expect(faultOfSignature(at(undefined), sig, trusted)).toBeUndefined();
  });

  it('does not hold where signature or key are no such thing', () => {
    const signed = at('2024-01-01T00:00:00.000Z');
    expect(faultOfSignature(signed, 'not base64 at all', trusted)).toBeDefined();
    expect(faultOfSignature(signed, '', trusted)).toBeDefined();
    expect(faultOfSignature(signed, sig, { ...trusted, rawBytes: 'AAAA' })).toBe(
      'cannot be held against its key',
    );
  });
});
