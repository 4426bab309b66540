import { npmHighImpact } from 'npm-high-impact';
import semver from 'semver';
import type { TarballContent } from '../../../src/evidence/needs.ts';
import { decodeHead, isFlaw, type RegistryDocument } from '../../../src/evidence/registry-document.ts';
import type { Source } from '../../../src/evidence/source.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import {
  createTarballReads,
  createTarballTexts,
  type TarballReads,
  type TarballTexts,
} from '../../../src/evidence/tarball-reads.ts';
import { tarballRequest } from '../../../src/evidence/tarball-request.ts';
import { unknownFrom } from '../../../src/evidence/trouble.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type Unknown, unknown } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { findNpm } from '../../../src/plan/find-npm.ts';
import { lookingOptions } from '../../../src/plan/looking.ts';
import { loadNpmConfig } from '../../../src/plan/npm-config.ts';
import { createPackumentStore, type PackumentStore } from '../../../src/plan/packuments.ts';
import { aPackage } from '../../checks/given.ts';
import { factsOf } from './facts.ts';
import { type Judged, judgeContent } from './judging.ts';

export interface Scanned {
  readonly label: string;
  /** Absent where the registry did not hand out what would have been judged. */
  readonly judged?: Judged;
  readonly trouble?: string;
  /** Of all tarballs that were read for it, in bytes. */
  readonly unpackedSize: number;
}

interface Registry {
  readonly packuments: PackumentStore;
  readonly documents: Source<RegistryDocument>;
  readonly reads: TarballReads;
  readonly texts: TarballTexts;
}

/** As many as pacote and npq read at the same time. */
const atOnce = 15;

/** Judges the newest version of the most popular packages, as this machine's npm gets them. */
export async function scanPopular(
  most: number,
  onScanned: (scanned: Scanned) => void,
): Promise<readonly Scanned[]> {
  const registry = await ownRegistry();
  const names = npmHighImpact.slice(0, most);
  const scanned: Scanned[] = [];
  let next = 0;
  const worker = async () => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      const one = await scan(name, registry);
      onScanned(one);
      scanned.push(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return scanned;
}

async function ownRegistry(): Promise<Registry> {
  const host = nodeHost(process);
  const npm = await findNpm(host, host.env.cwd);
  const config = await loadNpmConfig(host, npm, ['install']);
  const options = lookingOptions(config);
  const packuments = createPackumentStore(options);
  return {
    packuments,
    documents: packumentSource({ packuments, clock: host.clock }),
    reads: createTarballReads({ options }),
    texts: createTarballTexts({ options }),
  };
}

async function scan(name: string, registry: Registry): Promise<Scanned> {
  const newest = await newestOf(name, registry);
  if (typeof newest !== 'string') return { label: name, trouble: newest.detail, unpackedSize: 0 };
  const pkg = asPackage(name, newest, registry);
  const loaded = (await registry.documents.load([pkg])).get(pkg.key);
  if (loaded === undefined || loaded.status === 'unknown')
    return { label: pkg.key, trouble: loaded?.detail ?? 'no answer', unpackedSize: 0 };
  const { version: document, history } = loaded.value;
  const tarball = await contentOf(pkg, registry);
  if ('status' in tarball && tarball.cause === 'environment')
    return { label: pkg.key, trouble: tarball.detail, unpackedSize: 0 };
  const previous = await previousOf(pkg, history, registry);
  const facts = await factsOf({
    ...{ pkg, tarball, document },
    ...(previous === undefined ? {} : { previous: { content: previous, as: 'earlier' } }),
    texts: (paths) => textsOf(pkg, tarball, paths, registry),
  });
  const judged = judgeContent([[pkg, facts]]);
  const sizes = [tarball, previous].map((one) =>
    one === undefined || 'status' in one ? 0 : one.unpackedSize,
  );
  const label =
    previous === undefined || 'status' in previous
      ? pkg.key
      : `${name} ${previous.manifest.version} → ${newest}`;
  return { label, judged, unpackedSize: sizes.reduce((sum, size) => sum + size, 0) };
}

/** What `latest` stands for. */
async function newestOf(name: string, { packuments }: Registry): Promise<string | Unknown> {
  try {
    const head = decodeHead(await packuments.load(name), name);
    if (isFlaw(head)) return unknown(head.reason, 'eval', head.detail);
    const latest = head.distTags.get('latest');
    return latest ?? unknown('not-found', 'eval', `${name} has no version that is the latest`);
  } catch (error) {
    return unknownFrom(error, 'eval');
  }
}

/** A mirror's times are not to be believed: the newest stable version below this one. */
async function previousOf(
  pkg: PlannedPackage,
  history: RegistryDocument['history'],
  registry: Registry,
): Promise<TarballContent | undefined> {
  const lower = history
    .map(({ version }) => version)
    .filter((version) => semver.valid(version) !== null && semver.prerelease(version) === null)
    .filter((version) => semver.lt(version, pkg.version))
    .sort(semver.rcompare);
  // What was unpublished still has a time, and no tarball.
  for (const version of lower.slice(0, 5)) {
    const content = await contentOf(asPackage(pkg.name, version, registry), registry);
    if (!('status' in content)) return content;
  }
  return undefined;
}

async function contentOf(pkg: PlannedPackage, registry: Registry): Promise<TarballContent | Unknown> {
  const request = await tarballRequest(pkg, registry.documents, process.cwd(), 'eval');
  if ('status' in request) return request;
  const outcome = await registry.reads.read(request, pkg.key);
  return 'status' in outcome ? outcome : outcome.content;
}

async function textsOf(
  pkg: PlannedPackage,
  tarball: TarballContent | Unknown,
  paths: ReadonlySet<string>,
  registry: Registry,
): Promise<ReadonlyMap<string, string> | Unknown> {
  const request = await tarballRequest(pkg, registry.documents, process.cwd(), 'eval');
  if ('status' in request) return request;
  if ('status' in tarball) return tarball;
  return registry.texts({ ...request, integrity: tarball.sha512 }, pkg.key, paths);
}

function asPackage(name: string, version: string, { packuments }: Registry): PlannedPackage {
  const origin = { kind: 'registry', registry: packuments.registryFor(name) } as const;
  return { ...aPackage({ name, version, origin }), integrity: undefined };
}
