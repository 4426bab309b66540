import { describe, expect, it } from 'vitest';
import invalidAttestation from '../../src/checks/invalid-attestation.ts';
import { unknown } from '../../src/model/fact.ts';
import { findingOf, offline, outcomeOf } from './given.ts';
import { attested } from './provenance-given.ts';

const failures = [
  { code: 'signature', detail: 'it does not verify: DSSE payload hash mismatch' },
  { code: 'subject', detail: 'it is about other bytes than those of teapot@1.2.3' },
] as const;

describe('invalid-attestation', () => {
  it('flags attestations that do not hold, every failure told', () => {
    const finding = findingOf(invalidAttestation, { attestations: { kind: 'invalid', failures } });
    expect(finding.severity).toBe('critical');
    expect(finding.message).toBe(
      'its attestations do not hold: it does not verify: DSSE payload hash mismatch',
    );
    expect(finding.excerpt).toEqual(['it is about other bytes than those of teapot@1.2.3']);
    expect(finding.data).toEqual({ failures });
  });

  it('passes those that hold', () => {
    expect(outcomeOf(invalidAttestation, { attestations: attested() }).kind).toBe('clean');
  });

  it('takes none for none: most packages have no provenance, and that is no finding', () => {
    expect(outcomeOf(invalidAttestation, { attestations: { kind: 'none' } }).kind).toBe('not-applicable');
  });

  it('is unknown where they were promised and cannot be had, and that is the package’s doing', () => {
    const gone = unknown('promised-but-missing', 'attestations', 'teapot@1.2.3 is unverifiable');
    expect(outcomeOf(invalidAttestation, { attestations: gone })).toMatchObject({
      ...{ kind: 'unknown', cause: 'subject', essential: true },
    });
  });

  it('may not be left out where the registry has attestations', () => {
    expect(outcomeOf(invalidAttestation, { attestations: offline })).toMatchObject({
      ...{ kind: 'unknown', essential: true, absence: 'attestations' },
    });
    const notOffered = unknown('not-offered', 'attestations', 'tells of none');
    expect(outcomeOf(invalidAttestation, { attestations: notOffered })).toMatchObject({ essential: false });
  });
});
