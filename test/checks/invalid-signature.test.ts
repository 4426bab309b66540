import { describe, expect, it } from 'vitest';
import invalidSignature from '../../src/checks/invalid-signature.ts';
import type { SignatureStanding } from '../../src/evidence/needs.ts';
import { unknown } from '../../src/model/fact.ts';
import { aPackage, findingOf, offline, outcomeOf } from './given.ts';

const keyId = 'SHA256:teapot';
const missing = (because: 'its-keys-are-known' | 'signed-before'): SignatureStanding => ({
  kind: 'missing',
  because,
});

describe('invalid-signature flags', () => {
  it('a signature that does not hold, as what nobody should install', () => {
    const detail = 'is not over this name, version and integrity, or not by the key it names';
    const finding = findingOf(invalidSignature, { signature: { kind: 'invalid', keyId, detail } });
    expect(finding.severity).toBe('critical');
    expect(finding.message).toBe(`its signature ${detail}`);
    expect(finding.data).toEqual({ kind: 'invalid', keyId, detail });
  });

  it('a missing one where the registry signs everything', () => {
    const finding = findingOf(invalidSignature, { signature: missing('its-keys-are-known') });
    expect(finding.severity).toBe('high');
    expect(finding.message).toContain('signs everything');
  });

  it('a missing one where the registry signed before, less loudly: it may serve what others left unsigned', () => {
    expect(findingOf(invalidSignature, { signature: missing('signed-before') }).severity).toBe('medium');
  });
});

describe('invalid-signature', () => {
  it('passes one that holds, by a known or a pinned key', () => {
    for (const by of ['own-keys', 'pinned'] as const) {
      expect(outcomeOf(invalidSignature, { signature: { kind: 'valid', keyId, by } }).kind).toBe('clean');
    }
  });

  it('may not be left out where the registry has signatures', () => {
    expect(outcomeOf(invalidSignature, { signature: offline })).toMatchObject({
      ...{ kind: 'unknown', essential: true, absence: 'signatures' },
    });
    const notOffered = unknown('not-offered', 'signatures', 'passes on no signatures');
    expect(outcomeOf(invalidSignature, { signature: notOffered })).toMatchObject({ essential: false });
  });

  it('has nothing to say of a git dependency', () => {
    const pkg = aPackage({ origin: { kind: 'git', spec: 'github:ada/teapot', host: 'github.com' } });
    expect(outcomeOf(invalidSignature, {}, { pkg }).kind).toBe('not-applicable');
  });
});
