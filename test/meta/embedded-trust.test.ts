import { describe, expect, it } from 'vitest';
import { embedded } from '../../src/provenance/embedded.ts';
import { embeddedTrust } from '../../src/provenance/embedded-trust.ts';

/** After `npm run embed-trust` this date is brought up by hand: whoever does it has looked at the difference. */
const takenOn = '2026-11-05';

describe('the trust that npq carries', () => {
  it(`is of ${takenOn}`, () => {
    expect(embedded.date).toBe(takenOn);
    expect(embeddedTrust.source).toMatch(/^@sigstore\/tuf \d+\.\d+\.\d+, root \d+$/);
  });

  it('has logs, authorities, and a key of npm that still counts for either use', () => {
    const { tlogs, ctlogs, certificateAuthorities } = embeddedTrust.trustedRoot;
    expect([tlogs, ctlogs, certificateAuthorities].map((some) => some.length > 0)).toEqual([
      true,
      true,
      true,
    ]);
    const lasting = embedded.keys.filter(({ end }) => end === undefined).map(({ usage }) => usage);
    expect(lasting.sort()).toEqual(['npm:attestations', 'npm:signatures']);
  });
});
