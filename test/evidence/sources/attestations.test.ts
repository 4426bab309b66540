import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureKinds } from '../../world/service.ts';
import type { Published } from '../../world/spec.ts';
import { createWorld, type World } from '../../world/world.ts';
import { knownValue, planned, type TempFolder, tempFolder, unknownOf } from '../support.ts';
import { vouching } from './vouching.ts';

let world: World;
let folder: TempFolder;
let teapot: Published;
beforeEach(async () => {
  world = await createWorld();
  folder = tempFolder();
  teapot = world.registry().publish({ name: '@kitchen/teapot', version: '1.0.0' });
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

const of = ({ name, version }: Published) => planned(name, version, { registry: world.url });
const ask = async (published = teapot) => {
  const { attestations } = await vouching(world, folder);
  const pkg = of(published);
  return (await attestations.load([pkg])).get(pkg.key);
};
const asked = () => world.requests.filter(({ path }) => path.includes('/attestations/'));

describe('attestations', () => {
  it('are known to be none where the registry promises none, and nobody asks for them', async () => {
    expect(knownValue(await ask())).toEqual({ kind: 'none' });
    expect(asked()).toEqual([]);
  });

  it('are held against what is trusted', async () => {
    await world.attest(teapot);
    expect(knownValue(await ask())).toMatchObject({
      kind: 'valid',
      provenance: { repository: 'https://github.com/ada/teapot', level: 2 },
    });
    expect(asked().map(({ path }) => path)).toEqual(['/-/npm/v1/attestations/@kitchen%2fteapot@1.0.0']);
  });

  it('do not hold where they are those of another version', async () => {
    const other = world.registry().publish({ name: '@kitchen/teapot', version: '2.0.0' });
    const answer = await world.attest(other);
    world.registry().serveAttestations(teapot.name, teapot.version, answer);
    expect(knownValue(await ask())).toMatchObject({ kind: 'invalid' });
  });

  it('do not hold for the bytes of a lockfile that are not those that were attested', async () => {
    await world.attest(teapot);
    const { attestations } = await vouching(world, folder);
    const pkg = { ...of(teapot), integrity: `sha512-${'A'.repeat(86)}==` };
    expect(knownValue((await attestations.load([pkg])).get(pkg.key))).toMatchObject({ kind: 'invalid' });
  });

  it('that were promised and cannot be had are unverifiable, which is no tampering', async () => {
    world.registry().serveAttestations(teapot.name, teapot.version, undefined);
    const { reason, detail } = unknownOf(await ask());
    expect(reason).toBe('promised-but-missing');
    expect(detail).toContain('@kitchen/teapot@1.0.0 is unverifiable');
  });

  it('that no mirror of this kind serves are not offered', async () => {
    world.registry().serveAttestations(teapot.name, teapot.version, undefined);
    world.registry().serveAttestations('sigstore', '1.0.0', undefined);
    const { reason, detail } = unknownOf(await ask());
    expect(reason).toBe('not-offered');
    expect(detail).toContain('but serves none');
  });

  it('that a thin mirror strips are not offered, and never count as none', async () => {
    await world.attest(teapot);
    world.registry().serveThin('2026-01-01T00:00:00.000Z');
    expect(unknownOf(await ask()).reason).toBe('not-offered');
  });

  it('cannot be about a package without one sha512', async () => {
    const bare = world.registry().publish({ name: 'bare', version: '1.0.0', dist: { integrity: null } });
    world.registry().serveAttestations('bare', '1.0.0', { attestations: [] });
    expect(unknownOf(await ask(bare)).reason).toBe('malformed');
  });
});

describe('an attestations endpoint that fails is unknown, never none and never valid:', () => {
  it.each(Object.keys(failureKinds))('%s', async (kind) => {
    await world.attest(teapot);
    const failure = failureKinds[kind];
    if (!failure) throw new Error(kind);
    world.registry().fail({ path: /\/attestations\// }, failure);
    const { reason } = unknownOf(await ask());
    expect(['http-error', 'timeout', 'rate-limited', 'too-large', 'malformed', 'offline']).toContain(reason);
  });

  it.each([
    ['an object without attestations', {}],
    ['a list of something else', { attestations: [1, 2] }],
  ])('a lie: %s', async (_what, answer) => {
    world.registry().serveAttestations(teapot.name, teapot.version, answer);
    expect(unknownOf(await ask()).reason).toBe('malformed');
  });

  it.each([
    ['no attestation at all', { attestations: [] }],
    ['an empty bundle', { attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }] }],
  ])('a lie that does not hold: %s', async (_what, answer) => {
    world.registry().serveAttestations(teapot.name, teapot.version, answer);
    expect(knownValue(await ask())).toMatchObject({ kind: 'invalid' });
  });

  it('is not asked for ever', async () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      world.registry().publish({ name: `cup-${index}`, version: '1.0.0' }),
    );
    for (const one of many) world.registry().serveAttestations(one.name, one.version, { attestations: [] });
    world.registry().fail({ path: /\/attestations\// }, { kind: 'hang' });
    const { attestations } = await vouching(world, folder);
    const facts = await Promise.all(many.map((one) => attestations.load([of(one)])));
    expect(facts.map((fact) => unknownOf([...fact.values()][0]).reason)).toEqual(many.map(() => 'timeout'));
  });
});

describe('what vouched for the version before', () => {
  const previousOf = async (published: Published) => {
    const { previous } = await vouching(world, folder);
    const pkg = of(published);
    return (await previous.load([pkg])).get(pkg.key);
  };
  const publish = (version: string) => world.registry().publish({ name: '@kitchen/teapot', version });

  it('is that of the attested version published last, prereleases aside', async () => {
    await world.attest(teapot, { workflow: '.github/workflows/old.yml' });
    await world.attest(publish('1.1.0-rc.1'), { workflow: '.github/workflows/rc.yml' });
    publish('1.0.1');
    const latest = publish('1.1.0');
    await world.attest(latest);
    expect(knownValue(await previousOf(latest))).toMatchObject({
      ...{ kind: 'valid', version: '1.0.0', provenance: { workflow: '.github/workflows/old.yml' } },
    });
  });

  it('is not asked for where this version has none', async () => {
    await world.attest(teapot);
    expect(knownValue(await previousOf(publish('1.1.0')))).toEqual({ kind: 'none' });
    expect(asked()).toEqual([]);
  });

  it('is unknown where its own attestations do not hold: nobody knows then who built it', async () => {
    await world.attest(teapot);
    const latest = publish('1.1.0');
    await world.attest(latest);
    await world.attest({ ...teapot, integrity: latest.integrity });
    expect(unknownOf(await previousOf(latest)).reason).toBe('implausible');
  });

  it('is unknown where it cannot be had', async () => {
    await world.attest(teapot);
    const latest = publish('1.1.0');
    await world.attest(latest);
    world.registry().fail({ path: /\/attestations\/.*1\.0\.0$/ }, { kind: 'status', status: 500 });
    expect(unknownOf(await previousOf(latest)).reason).toBe('http-error');
  });
});
