import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isFailure } from '../../src/provenance/facts.ts';
import { decodeResponse } from '../../src/provenance/response.ts';
import type { Bundle, LogEntryJson } from '../world/sigstore.ts';
import { damaged, kitchen } from './given.ts';

let given: Awaited<ReturnType<typeof kitchen>>;
let bundle: Bundle;
beforeAll(async () => {
  given = await kitchen();
  bundle = await given.provenance();
});

const verify = (damage: (entry: LogEntryJson, copy: Bundle) => void) => {
  const copy = damaged(bundle, (one) => {
    const [entry] = one.verificationMaterial.tlogEntries;
    if (entry) damage(entry, one);
  });
  const result = given.verifier.verify(copy);
  return isFailure(result) ? result.detail : 'verified';
};

const resigned = (entry: LogEntryJson, name: string) => {
  const proof = entry.inclusionProof;
  if (proof) proof.checkpoint.envelope = proof.checkpoint.envelope.replace(/\u2014 \S+/, `\u2014 ${name}`);
};

describe('a bundle', () => {
  it('verifies as it was made', () => {
    expect(verify(() => {})).toBe('verified');
  });

  it('may not sign its checkpoint with a pattern', () => {
    expect(verify((entry) => resigned(entry, '.*'))).toContain('which is no host');
    expect(verify((entry) => resigned(entry, '(a+)+$'))).toContain('which is no host');
  });

  it('may not name a log that nobody vouches for', () => {
    const detail = verify((entry) => {
      entry.logId.keyId = Buffer.alloc(32, 7).toString('base64');
    });
    expect(detail).toBe('it stands in a transparency log that nobody vouches for');
  });

  it('may not choose its own time', () => {
    const detail = verify((entry) => {
      delete entry.inclusionPromise;
    });
    expect(detail).toBe('nothing signs the time of its log entry');
  });

  it('may not count one log entry twice, nor bring hundreds', () => {
    const repeat = (count: number) =>
      verify((entry, copy) => {
        copy.verificationMaterial.tlogEntries = Array.from({ length: count }, () => entry);
      });
    expect(repeat(2)).toContain('twice');
    expect(repeat(500)).toContain('500 entries');
    expect(repeat(0)).toBeDefined();
  });

  it('may not name a log size that is no number', () => {
    const detail = verify((entry) => {
      const proof = entry.inclusionProof;
      if (proof) proof.checkpoint.envelope = proof.checkpoint.envelope.replace('\n1\n', '\n0x1_\n');
    });
    expect(detail).toBe('its checkpoint names no size');
  });

  it('may carry one signature over one kind of payload', () => {
    expect(
      verify((_entry, { dsseEnvelope }) => dsseEnvelope.signatures.push({ sig: 'AA==', keyid: '' })),
    ).not.toBe('verified');
    const typed = verify((_entry, copy) => {
      copy.dsseEnvelope.payloadType = 'text/plain';
    });
    expect(typed).toBe('its envelope is not one signed in-toto statement');
  });

  it('says the same or nothing, whatever part of it is replaced', () => {
    const sound = given.verifier.verify(bundle);
    const paths = leaves(bundle);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const copy = structuredClone(bundle);
        replace(copy, path, value);
        const result = given.verifier.verify(copy);
        if (!isFailure(result)) expect(result).toEqual(sound);
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing that any JSON could be', () => {
    fc.assert(
      fc.property(fc.object(), (value) => {
        expect(isFailure(given.verifier.verify(value))).toBe(true);
      }),
    );
  });
});

describe('the answer of an attestations endpoint', () => {
  it('is a list of bundles with a type, and nothing else', () => {
    expect(decodeResponse({ attestations: [{ predicateType: 'a', bundle: {} }] })).toHaveLength(1);
    const entry = { predicateType: 'a', bundle: {} };
    expect(decodeResponse({ attestations: Array(17).fill(entry) })).toBeUndefined();
    expect(decodeResponse({ attestations: [{ predicateType: 'a', bundle: [] }] })).toBeUndefined();
    expect(decodeResponse([])).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const decoded = decodeResponse(value);
        expect(decoded === undefined || decoded.every((one) => typeof one.predicateType === 'string')).toBe(
          true,
        );
      }),
    );
  });
});

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function replace(root: object, path: Path, value: unknown): void {
  let holder = root as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>;
  holder[path.at(-1) ?? ''] = value;
}
