import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeAnswer } from '../../../src/evidence/registry-keys.ts';
import { createSigningKey, keysDocument, signedText } from '../../world/signing.ts';
import type { PackageSpec } from '../../world/spec.ts';
import { createWorld, type RegistryHandle, type World } from '../../world/world.ts';
import { knownValue, planned, type TempFolder, tempFolder, unknownOf } from '../support.ts';
import { vouching } from './vouching.ts';

let world: World;
let folder: TempFolder;
beforeEach(async () => {
  world = await createWorld();
  folder = tempFolder();
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

const standing = async (spec: Partial<PackageSpec> = {}, registry: RegistryHandle = world.registry()) => {
  const { name, version } = registry.publish({ name: 'teapot', version: '1.0.0', ...spec });
  const { signatures } = await vouching(world, folder, registry);
  const pkg = planned(name, version, { registry: registry.url });
  return (await signatures.load([pkg])).get(pkg.key);
};

describe('a signature of a registry whose keys npq knows', () => {
  it('holds', async () => {
    expect(knownValue(await standing())).toEqual({ kind: 'valid', keyId: world.key.keyid, by: 'own-keys' });
  });

  it('does not hold by another key under its id, or over another version', async () => {
    expect(knownValue(await standing({ signature: 'wrong-key' }))).toMatchObject({ kind: 'invalid' });
    expect(knownValue(await standing({ signature: 'wrong-subject' }))).toMatchObject({ kind: 'invalid' });
  });

  it('does not hold over another integrity', async () => {
    const integrity = `sha512-${'A'.repeat(86)}==`;
    expect(knownValue(await standing({ dist: { integrity } }))).toMatchObject({ kind: 'invalid' });
  });

  it('does not hold beside one that does not', async () => {
    const { integrity } = world.registry().publish({ name: 'teapot', version: '1.0.0' });
    const { keyid } = world.key;
    const good = { keyid, sig: world.key.sign(signedText('teapot', '1.0.0', integrity)) };
    const bad = { keyid, sig: world.key.sign('something else') };
    expect(knownValue(await standing({ dist: { signatures: [good, bad] } }))).toMatchObject({
      kind: 'invalid',
    });
  });

  it('by a key that nobody knows is unverifiable', async () => {
    const stranger = createSigningKey();
    const dist = { signatures: [{ keyid: stranger.keyid, sig: stranger.sign('x') }] };
    expect(unknownOf(await standing({ dist })).reason).toBe('promised-but-missing');
  });

  it('is missing where its registry signs all the others', async () => {
    expect(knownValue(await standing({ signature: 'none' }))).toEqual({
      ...{ kind: 'missing', because: 'its-keys-are-known' },
    });
  });

  it('is not offered by a mirror that strips them all', async () => {
    world.registry().serveThin('2026-01-01T00:00:00.000Z');
    expect(unknownOf(await standing()).reason).toBe('not-offered');
  });

  it('is missed at a registry that signed before and is silent now', async () => {
    await standing();
    world.registry().serveThin('2026-01-01T00:00:00.000Z');
    expect(knownValue(await standing())).toEqual({ kind: 'missing', because: 'signed-before' });
  });
});

describe('a private registry', () => {
  const company = () => world.registry('company');
  beforeEach(() =>
    world.allowMissing('once', 'wrappy', 'ee-first', 'setprototypeof', 'sigstore', 'left-pad'),
  );

  it('has the keys that it serves pinned at first sight', async () => {
    expect(knownValue(await standing({}, company()))).toMatchObject({ kind: 'valid', by: 'pinned' });
    const kept = readFileSync(join(folder.path, 'registry-keys.json'), 'utf8');
    expect(kept).toContain(world.key.keyid);
    expect(kept).toContain(company().url);
  });

  it('is not believed when it signs with another key later', async () => {
    await standing({}, company());
    const thief = createSigningKey();
    company().serveKeys(keysDocument(thief));
    const { integrity } = company().publish({ name: 'cup', version: '1.0.0' });
    const sig = thief.sign(signedText('cup', '1.0.0', integrity));
    const under = (keyid: string) =>
      standing({ name: 'cup', dist: { signatures: [{ keyid, sig }] } }, company());
    expect(knownValue(await under(world.key.keyid))).toMatchObject({ kind: 'invalid' });
    const { reason, detail } = unknownOf(await under(thief.keyid));
    expect(reason).toBe('promised-but-missing');
    expect(detail).toContain(join(folder.path, 'registry-keys.json'));
  });

  it('that serves no keys cannot be held to any', async () => {
    company().serveKeys(undefined);
    expect(unknownOf(await standing({}, company()))).toMatchObject({ reason: 'not-offered' });
  });

  it('that never signed owes no signature, and one that did does', async () => {
    expect(unknownOf(await standing({ signature: 'none' }, company())).reason).toBe('not-offered');
    await standing({ name: 'cup' }, company());
    expect(knownValue(await standing({ signature: 'none' }, company()))).toEqual({
      ...{ kind: 'missing', because: 'signed-before' },
    });
  });
});

describe('the answer of a keys endpoint', () => {
  it('is decoded from what npm serves', () => {
    const key = createSigningKey();
    expect(decodeAnswer(keysDocument(key, '2025-01-29T00:00:00.000Z'))).toEqual([
      {
        ...{ keyId: key.keyid, rawBytes: key.publicKey },
        ...{ start: '1970-01-01T00:00:00.000Z', end: '2025-01-29T00:00:00.000Z' },
      },
    ]);
  });

  it('never throws, and holds nothing that has not the form of a key', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(decodeAnswer(value) ?? []).toEqual([]);
        expect(decodeAnswer({ keys: [value] }) ?? []).toEqual([]);
      }),
    );
  });
});
