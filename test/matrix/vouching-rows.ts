import { join } from 'node:path';
import invalidAttestation from '../../src/checks/invalid-attestation.ts';
import invalidSignature from '../../src/checks/invalid-signature.ts';
import provenanceMismatch from '../../src/checks/provenance-mismatch.ts';
import { servicesAt } from '../../src/config/services.ts';
import { createHttp } from '../../src/evidence/http.ts';
import { openTrustStore } from '../../src/evidence/trust-store.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { embedded } from '../../src/provenance/embedded.ts';
import { aDocument, outcomeOf } from '../checks/given.ts';
import { vouching } from '../evidence/sources/vouching.ts';
import { clock, planned } from '../evidence/support.ts';
import { type MadeService, makeService } from '../world/service.ts';
import { createSigningKey, keysDocument } from '../world/signing.ts';
import type { Published } from '../world/spec.ts';
import { createTufRepository, type TufRepository } from '../world/tuf.ts';
import { keysTarget } from '../world/vouching.ts';
import { openScene, overHttp, type Row, rowOf, type Scene } from './row.ts';

interface Vouched extends Scene {
  readonly published: Published;
}

const given = async <T>(
  source: { load(all: ReturnType<typeof planned>[]): Promise<ReadonlyMap<string, T>> },
  pkg: ReturnType<typeof planned>,
) => {
  const fact = (await source.load([pkg])).get(pkg.key) as
    | { readonly status: 'known'; readonly value: never }
    | { readonly status: 'unknown' };
  return fact.status === 'known' ? fact.value : (fact as never);
};

/** Signed by a stranger under the registry's key. */
async function signed(): Promise<Vouched> {
  const scene = await openScene({ ports: 1 });
  scene.world.allowMissing('once', 'wrappy', 'ee-first', 'setprototypeof', 'sigstore', 'left-pad');
  const published = scene.world
    .registry('company')
    .publish({ name: 'teapot', version: '1.0.0', signature: 'wrong-key' });
  return { ...scene, published };
}

/** The attestations are those of another version. */
async function forged(): Promise<Vouched> {
  const scene = await openScene({ sentinels: true });
  const registry = scene.world.registry();
  const answer = await scene.world.attest(registry.publish({ name: 'teapot', version: '0.9.0' }));
  const published = registry.publish({ name: 'teapot', version: '1.0.0' });
  registry.serveAttestations('teapot', '1.0.0', answer);
  return { ...scene, published };
}

/** Built from another repository than the version before. */
async function moved(): Promise<Vouched> {
  const scene = await openScene({ sentinels: true });
  const registry = scene.world.registry();
  await scene.world.attest(registry.publish({ name: 'teapot', version: '1.0.0' }));
  const published = registry.publish({ name: 'teapot', version: '1.0.1' });
  await scene.world.attest(published, { repository: 'eve/teapot', repositoryId: '666', ownerId: '7' });
  return { ...scene, published };
}

interface Refreshing extends Scene {
  tuf: MadeService;
  readonly repository: TufRepository;
}

/** The registry's key is so new that only Sigstore's repository has it. */
async function refreshing(): Promise<Refreshing> {
  const scene = await openScene({ sentinels: true });
  const { world } = scene;
  world.registry().publish({ name: 'teapot', version: '1.0.0', signature: 'wrong-key' });
  const repository = createTufRepository(targetsOf(scene, world.key));
  const tuf = makeService('tuf', ({ path }) => repository.answer(path));
  world.mountService('tuf', tuf.service);
  return { ...scene, tuf, repository };
}

function targetsOf({ world }: Scene, key: ReturnType<typeof createSigningKey>) {
  return {
    'trusted_root.json': embedded.trustedRoot,
    [`${new URL(world.url).host}/keys.json`]: keysTarget(key),
  };
}

async function refreshedEnds({ world, folder, repository }: Refreshing, patienceMs: number) {
  const host = { files: nodeFiles, clock, env: { vars: {} } };
  const ticking = { ...clock, monotonicMs: () => performance.now() };
  const http = createHttp({ npm: {}, userAgent: 'npq/test', clock: ticking });
  const store = await openTrustStore({
    ...{ host, http, patienceMs, npmsOwn: world.url, root: repository.root },
    service: servicesAt({}, world.servicesUrl).tuf,
    folders: { config: folder.path, cache: join(folder.path, 'cache') },
  });
  const { signatures } = await vouching(world, folder, world.registry(), {
    ...{ trust: () => store.trust(), npmsOwn: world.url },
  });
  const pkg = planned('teapot', '1.0.0', { registry: world.url });
  return outcomeOf(invalidSignature, { signature: await given(signatures, pkg) }, { pkg });
}

const serving = (repositoryOf: (scene: Refreshing) => TufRepository) => (scene: Refreshing) => {
  const other = repositoryOf(scene);
  scene.world.mountService('tuf', makeService('tuf', ({ path }) => other.answer(path)).service);
  return undefined;
};

export const vouchingRows: readonly Row[] = [
  rowOf({
    ...{ source: "a registry's keys", check: 'invalid-signature', open: signed },
    async ends({ world, folder, published }, patienceMs) {
      const registry = world.registry('company');
      const { signatures } = await vouching(world, folder, registry, { patienceMs });
      const pkg = planned(published.name, published.version, { registry: registry.url });
      return outcomeOf(invalidSignature, { signature: await given(signatures, pkg) }, { pkg });
    },
    wrongs: overHttp<Vouched>(
      ({ world }, failure) => world.registry('company').fail({ path: /\/keys$/ }, failure),
      [{}, { keys: [] }, { keys: [1] }, { keys: 'none' }, keysDocument(createSigningKey())].map(
        (document) =>
          ({ world }: Vouched) =>
            void world.registry('company').serveKeys(document),
      ),
    ),
  }),
  rowOf({
    ...{ source: 'TUF', check: 'invalid-signature', open: refreshing, ends: refreshedEnds },
    wrongs: overHttp<Refreshing>(
      ({ tuf }, failure) => tuf.fail(/./, failure),
      [
        serving((scene) => createTufRepository(targetsOf(scene, createSigningKey()))),
        ({ repository }) => void repository.swapTarget('keys.json', keysTarget(createSigningKey())),
      ],
    ),
  }),
  rowOf({
    ...{ source: 'attestations', check: 'invalid-attestation', open: forged },
    async ends({ world, folder, published }, patienceMs) {
      const { attestations } = await vouching(world, folder, world.registry(), { patienceMs });
      const pkg = planned(published.name, published.version, { registry: world.url });
      return outcomeOf(invalidAttestation, { attestations: await given(attestations, pkg) }, { pkg });
    },
    wrongs: overHttp<Vouched>(
      ({ world }, failure) => world.registry().fail({ path: /\/attestations\// }, failure),
      [{}, { attestations: [] }, { attestations: [{ predicateType: 'x', bundle: {} }] }, undefined].map(
        (answer) =>
          ({ world }: Vouched) =>
            void world.registry().serveAttestations('teapot', '1.0.0', answer),
      ),
    ),
  }),
  rowOf({
    ...{
      source: 'attestations of the version before',
      check: 'provenance-mismatch',
      asksBefore: true,
      open: moved,
    },
    async ends({ world, folder, published }, patienceMs) {
      const { attestations, previous } = await vouching(world, folder, world.registry(), { patienceMs });
      const pkg = planned(published.name, published.version, { registry: world.url });
      const facts = {
        ...{ versionDocument: aDocument(), attestations: await given(attestations, pkg) },
        previousAttestations: await given(previous, pkg),
      };
      return outcomeOf(provenanceMismatch, facts, { pkg });
    },
    wrongs: overHttp<Vouched>(
      ({ world }, failure) => world.registry().fail({ path: /\/attestations\/.*1\.0\.0$/ }, failure),
      [{}, { attestations: [] }, { attestations: [{ predicateType: 'x', bundle: {} }] }, undefined].map(
        (answer) =>
          ({ world }: Vouched) =>
            void world.registry().serveAttestations('teapot', '1.0.0', answer),
      ),
    ),
  }),
];
