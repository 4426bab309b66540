import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSignatures, isAttested, strengthOf } from '../../src/evidence/vouched.ts';

/** Whatever a registry may send, and often something close to what it should. */
const anything = fc.jsonValue();
const signature = fc.record(
  {
    keyid: fc.oneof(fc.string(), fc.constant('SHA256:key'), anything),
    sig: fc.oneof(fc.base64String(), fc.string({ minLength: 900, maxLength: 1_200 }), anything),
  },
  { requiredKeys: [] },
);
const dist = fc.record(
  {
    signatures: fc.oneof(fc.array(fc.oneof(signature, anything), { maxLength: 40 }), anything),
    attestations: fc.oneof(
      fc.constantFrom(null, false, true, {}, { url: 'https://registry.example/' }),
      anything,
    ),
  },
  { requiredKeys: [] },
);
const publisher = fc.record(
  {
    approver: fc.oneof(fc.constant({ name: 'ada' }), anything),
    trustedPublisher: fc.oneof(fc.constant({ id: 'github' }), anything),
  },
  { requiredKeys: [] },
);
const version = fc.oneof(
  anything,
  fc.record(
    { dist: fc.oneof(dist, anything), _npmUser: fc.oneof(publisher, fc.string(), anything) },
    { requiredKeys: [] },
  ),
);

describe('whatever stands in a document', () => {
  it('signatures are few, and each is two texts of a bounded length', () => {
    fc.assert(
      fc.property(dist, (given) => {
        const found = decodeSignatures(given);
        expect(found.length).toBeLessThanOrEqual(16);
        for (const { keyId, sig } of found) {
          expect([typeof keyId, typeof sig]).toEqual(['string', 'string']);
          expect(keyId.length <= 256 && sig.length <= 1_024).toBe(true);
        }
      }),
    );
  });

  it('only the plain absence of attestations promises none', () => {
    fc.assert(
      fc.property(dist, (given) => {
        const { attestations } = given;
        expect(isAttested(given)).toBe(
          attestations !== undefined && attestations !== null && attestations !== false,
        );
      }),
    );
  });

  it('a strength is one of four, and none without an approval or a promise', () => {
    fc.assert(
      fc.property(version, (given) => {
        const strength = strengthOf(given);
        expect(['none', 'attested', 'trusted-publisher', 'approved']).toContain(strength);
        const text = JSON.stringify(given) ?? '';
        if (!text.includes('attestations') && !text.includes('approver')) expect(strength).toBe('none');
      }),
    );
  });
});

it.each([
  [{ dist: {} }, 'none'],
  [{ dist: { attestations: { url: 'x' } } }, 'attested'],
  // An old document names its publisher in one text.
  [{ dist: { attestations: { url: 'x' } }, _npmUser: 'ada <ada@x.example>' }, 'attested'],
  [
    { dist: { attestations: { url: 'x' } }, _npmUser: { trustedPublisher: { id: 'github' } } },
    'trusted-publisher',
  ],
  // Without provenance a trusted publisher leaves nothing that could be checked.
  [{ dist: {}, _npmUser: { trustedPublisher: { id: 'github' } } }, 'none'],
  [{ dist: {}, _npmUser: { approver: { name: 'ada' } } }, 'approved'],
])('%j is %s', (given, strength) => {
  expect(strengthOf(given)).toBe(strength);
});

it('more signatures than any registry gives are not read', () => {
  const signatures = Array.from({ length: 40 }, (_, at) => ({ keyid: `key ${at}`, sig: 'c2ln' }));
  expect(decodeSignatures({ signatures })).toHaveLength(16);
});
