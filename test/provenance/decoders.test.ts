import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derText, readCertificate } from '../../src/provenance/certificate.ts';
import { decodeClaims } from '../../src/provenance/claims.ts';
import { decodeStatement, isPurlOf } from '../../src/provenance/statement.ts';
import { countedAt, decodeKeys, decodeTrustedRoot, decodeTrustFile } from '../../src/provenance/trust.ts';

const oid = (id: number, value: Buffer) => ({ oid: { id: [1, 3, 6, 1, 4, 1, 57264, 1, id] }, value });
const der = (text: string) => {
  const body = Buffer.from(text);
  const head = body.length < 128 ? [0x0c, body.length] : [0x0c, 0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from(head), body]);
};

describe('a certificate', () => {
  it('is read in its old and its new fields', () => {
    expect(
      readCertificate([oid(3, Buffer.from('c0ffee')), oid(12, der('https://forge.example/a/b'))]),
    ).toEqual({
      commitV1: 'c0ffee',
      repository: 'https://forge.example/a/b',
    });
  });

  it('is read with text of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2048 }), (length) => {
        expect(derText(der('x'.repeat(length)))).toBe('x'.repeat(length));
      }),
    );
  });

  it('is not read where a field stands twice, is cut off, or holds what nobody could see', () => {
    expect(readCertificate([oid(3, Buffer.from('a')), oid(3, Buffer.from('b'))])).toBeUndefined();
    expect(readCertificate([oid(12, der('https://x').subarray(0, -1))])).toBeUndefined();
    expect(readCertificate([oid(12, Buffer.concat([der('https://x'), Buffer.from('y')]))])).toBeUndefined();
    expect(readCertificate([oid(12, der('https://x\u0000.example'))])).toBeUndefined();
    expect(readCertificate([oid(12, der('https://\u202ex'))])).toBeUndefined();
  });

  it('leaves out what is none of its business, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 })), fc.uint8Array(), (ids, bytes) => {
        const fields = readCertificate(ids.map((id) => oid(id, Buffer.from(bytes))));
        expect(fields === undefined || typeof fields === 'object').toBe(true);
      }),
    );
    expect(readCertificate([{ oid: { id: [2, 5, 29, 17] }, value: Buffer.from('x') }])).toEqual({});
  });
});

describe('a statement', () => {
  it('is JSON of in-toto, or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeStatement(Buffer.from(text))).toBeUndefined();
      }),
    );
  });

  it('makes its claims without throwing, whatever its predicate is', () => {
    fc.assert(
      fc.property(fc.object(), fc.constantFrom('v1', 'v0.2'), (predicate, version) => {
        const predicateType = `https://slsa.dev/provenance/${version}`;
        const statement = {
          _type: 'https://in-toto.io/Statement/v1' as const,
          subject: [],
          predicateType,
          predicate,
        };
        expect(decodeClaims(statement)).toBeUndefined();
      }),
    );
  });

  it('names a package by its purl, encoded more or less', () => {
    const scoped = { name: '@kitchen/teapot', version: '1.0.0-rc.1+hot' };
    expect(isPurlOf('pkg:npm/%40kitchen/teapot@1.0.0-rc.1+hot', scoped)).toBe(true);
    expect(isPurlOf('pkg:npm/%40kitchen%2fteapot@1.0.0-rc.1%2Bhot', scoped)).toBe(true);
    expect(isPurlOf('pkg:npm/%40kitchen/teapot@1.0.0-rc.1', scoped)).toBe(false);
    expect(isPurlOf('pkg:npm/teapot@1.0.0', { name: 'teapot', version: '1.0.0' })).toBe(true);
    expect(isPurlOf('pkg:npm/teapot@1.0.0?arch=x', { name: 'teapot', version: '1.0.0' })).toBe(false);
    expect(isPurlOf('pkg:pypi/teapot@1.0.0', { name: 'teapot', version: '1.0.0' })).toBe(false);
    expect(isPurlOf('pkg:npm/%E0%A4%A@1.0.0', { name: '%E0%A4%A', version: '1.0.0' })).toBe(false);
  });
});

describe('trust', () => {
  it('is decoded from nothing but itself', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(decodeTrustFile(value)).toBeUndefined();
        expect(decodeTrustedRoot(value)).toBeUndefined();
        const keys = decodeKeys(value);
        expect(keys === undefined || keys.length === 0).toBe(true);
      }),
    );
  });

  it('leaves out keys of kinds that it does not know', () => {
    const publicKey = {
      rawBytes: 'AA==',
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: '2025-01-01T00:00:00Z' },
    };
    const key = { keyId: 'a', keyUsage: 'npm:signatures', publicKey };
    const strange = [
      { ...key, keyUsage: 'npm:other' },
      { ...key, publicKey: { ...publicKey, keyDetails: 'PKIX_ED25519' } },
    ];
    expect(decodeKeys({ keys: [key, ...strange] })?.map(({ keyId }) => keyId)).toEqual(['a']);
  });

  it('counts a key from its first to its last moment', () => {
    const key = { start: '2025-01-01T00:00:00.000Z', end: '2025-02-01T00:00:00.000Z' };
    const at = (iso: string) => countedAt(key, new Date(iso));
    expect(at('2025-01-01T00:00:00.000Z')).toBe(true);
    expect(at('2024-12-31T23:59:59.999Z')).toBe(false);
    expect(at('2025-02-01T00:00:00.000Z')).toBe(true);
    expect(at('2025-02-01T00:00:00.001Z')).toBe(false);
    expect(countedAt({ start: key.start }, new Date('2099-01-01T00:00:00.000Z'))).toBe(true);
  });
});
