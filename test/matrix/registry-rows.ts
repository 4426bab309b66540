import freshRelease from '../../src/checks/fresh-release.ts';
import installScript from '../../src/checks/install-script.ts';
import typosquat from '../../src/checks/typosquat.ts';
import { derivations, type Learned } from '../../src/evidence/derive.ts';
import { createHttp } from '../../src/evidence/http.ts';
import { loadProfiles } from '../../src/evidence/profile.ts';
import { downloadsSource } from '../../src/evidence/sources/downloads.ts';
import { packumentSource } from '../../src/evidence/sources/packument.ts';
import { nodeFiles } from '../../src/host/files.ts';
import type { Fact } from '../../src/model/fact.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { noHistory, noon, offline, outcomeOf } from '../checks/given.ts';
import { impatient } from '../evidence/sources/impatient.ts';
import { installFacts } from '../evidence/sources/install-facts.ts';
import { npmOptions, planned } from '../evidence/support.ts';
import { downloadsService } from '../world/downloads.ts';
import { json } from '../world/http.ts';
import { makeService } from '../world/service.ts';
import { lateButWhole, openScene, overHttp, type Row, rowOf, type Scene } from './row.ts';

/** None of these documents and tarballs is nearly as large. */
const limitBytes = 1_000_000;

const given = <T>(fact: Fact<T>) => (fact.status === 'known' ? fact.value : fact);

/** A script that has long been the same is only noted; whatever hides that it has been must not look like it. */
async function withScripts(): Promise<Scene> {
  const scene = await openScene();
  for (const patch of [0, 1, 2, 3, 4, 5, 6]) {
    scene.world.registry().publish({
      ...{ name: 'pkg', version: `1.0.${patch}`, publishedAt: `2024-0${patch + 1}-01T00:00:00.000Z` },
      ...{ manifest: { scripts: { install: 'node go.js' } }, files: { 'go.js': 'go()' } },
    });
  }
  return scene;
}

async function scriptEnds({ world, folder }: Scene, timeout: number) {
  const options = { timeout, fetchTimeout: timeout };
  const { pkg, ...facts } = await installFacts(planned('pkg', '1.0.6'), {
    world,
    folder,
    options,
    limitBytes,
  });
  const known = Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, given<unknown>(fact)]));
  return outcomeOf(installScript, { ...noHistory, ...known }, { pkg });
}

const tarballRow = (source: string, version: string) =>
  rowOf({
    ...({ source, check: 'install-script', atLeast: 'medium', waits: true } as const),
    ...{ asksBefore: true, open: withScripts, ends: scriptEnds },
    wrongs: overHttp<Scene>(
      ({ world }, failure) =>
        world.registry().fail({ path: new RegExp(`pkg-${version.replaceAll('.', '\\.')}\\.tgz$`) }, failure),
      [
        ({ world }) => {
          const other = world.registry().publish({ name: 'other', version: '1.0.0' });
          world.registry().swapTarball('pkg', version, other.tarball);
          return undefined;
        },
      ],
      lateButWhole,
    ),
  });

const hourAgo = new Date(noon.getTime() - 3_600_000).toISOString();

/** Published an hour ago, by a registry whose times can be believed. */
async function fresh(): Promise<Scene> {
  const scene = await openScene({ sentinels: true });
  scene.world.registry().publish({ name: 'pkg', version: '1.0.0', publishedAt: '2024-01-01T00:00:00.000Z' });
  scene.world.registry().publish({ name: 'pkg', version: '1.0.1', publishedAt: hourAgo });
  return scene;
}

async function freshEnds({ world, folder }: Scene, timeout: number) {
  const clock = { now: () => noon, monotonicMs: () => performance.now(), every: () => () => undefined };
  const options = npmOptions(world.url, folder, { timeout, fetchTimeout: timeout });
  const packuments = createPackumentStore(options, limitBytes);
  const pkg = planned('pkg', '1.0.1', { registry: world.url });
  const profiles = await loadProfiles({ files: nodeFiles, clock }, { state: folder.path }, options);
  const document = (await packumentSource({ packuments, clock }).load([pkg])).get(pkg.key);
  if (document === undefined) throw new Error('no answer');
  const believed = await profiles.timesBelieved(world.url, packuments);
  const learned = { packument: () => document, timesBelieved: () => believed } as unknown as Learned;
  const publishHistory = given(derivations.publishHistory.derive(learned, pkg.version, noon));
  return outcomeOf(freshRelease, { publishHistory }, { pkg });
}

/** `js-toml` may well be a name of its own: how many use it tells. */
const downloaded = (weekly: number) => async (): Promise<Scene> => {
  const scene = await openScene();
  scene.world.mountService('downloads', downloadsService({ 'js-toml': weekly }, () => noon).service);
  return scene;
};

async function squatEnds({ world }: Scene, patienceMs: number) {
  const clock = { now: () => noon, monotonicMs: () => performance.now() };
  const http = impatient(createHttp({ npm: {}, userAgent: 'npq/test', clock }), patienceMs);
  const service = { id: 'downloads', name: "npm's download counts", base: `${world.servicesUrl}downloads/` };
  const pkg = planned('js-toml', '1.0.0');
  const fact = (await downloadsSource({ http, service, clock }).load([pkg])).get(pkg.key);
  if (fact === undefined) throw new Error('no answer');
  return outcomeOf(typosquat, { downloads: given(fact), publishHistory: offline }, { pkg });
}

const week = { package: 'js-toml', start: '2026-11-13', end: '2026-11-19' };
const counts: readonly unknown[] = [
  ...[
    { ...week, package: 'lodash' },
    { ...week, start: '2025-11-20' },
  ].map((one) => ({ ...one, downloads: 1e6 })),
  ...[-1, '1000000', 0.5].map((downloads) => ({ ...week, downloads })),
  ...[[1], 'plenty'],
];

export const registryRows: readonly Row[] = [
  rowOf({
    ...({ source: 'registry document', check: 'install-script', atLeast: 'medium', waits: true } as const),
    ...{ open: withScripts, ends: scriptEnds },
    wrongs: overHttp<Scene>(
      ({ world }, failure) => world.registry().fail({ what: 'packument', package: 'pkg' }, failure),
      [
        ({ world }) => {
          // A script in the document of which the tarball has no file.
          world
            .registry()
            .publish({ name: 'pkg', version: '1.0.6', manifest: { scripts: { install: 'node go.js' } } });
          return undefined;
        },
      ],
      lateButWhole,
    ),
  }),
  rowOf({
    ...{ source: 'registry document', check: 'fresh-release', waits: true, open: fresh, ends: freshEnds },
    wrongs: overHttp<Scene>(
      ({ world }, failure) => world.registry().fail('pkg', failure),
      [
        ({ world }) => {
          world
            .registry()
            .publish({ name: 'pkg', version: '1.0.1', publishedAt: '2099-01-01T00:00:00.000Z' });
          return undefined;
        },
      ],
      lateButWhole,
    ),
  }),
  rowOf({
    ...{ source: "what a registry's times are held against", check: 'fresh-release' },
    ...{ blameless: true, waits: true, open: fresh, ends: freshEnds },
    wrongs: overHttp<Scene>(
      ({ world }, failure) => world.registry().fail(/^\/(once|wrappy|ee-first|setprototypeof)$/, failure),
      [
        ({ world }) => {
          world.registry().publish({ name: 'once', version: '1.4.0', publishedAt: hourAgo });
          return undefined;
        },
      ],
      lateButWhole,
    ),
  }),
  tarballRow('tarball', '1.0.6'),
  tarballRow('tarball of the version before', '1.0.5'),
  rowOf({
    ...{ source: "npm's download counts", check: 'typosquat', blameless: true },
    ...{ open: downloaded(12), ends: squatEnds },
    wrongs: overHttp<Scene>(
      ({ world }, failure) => {
        const made = downloadsService({ 'js-toml': 12 }, () => noon);
        world.mountService('downloads', made.service);
        return made.fail(/./, failure);
      },
      counts.map((count) => ({ world }: Scene) => {
        world.mountService('downloads', makeService('downloads', () => json(JSON.stringify(count))).service);
        return undefined;
      }),
    ),
  }),
];
