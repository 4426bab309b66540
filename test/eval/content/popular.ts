import { npmHighImpact } from 'npm-high-impact';
import type { PreviousContent, TarballContent } from '../../../src/evidence/needs.ts';
import { decodeHead, isFlaw } from '../../../src/evidence/registry-document.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { createTarballReads, createTarballTexts } from '../../../src/evidence/tarball-reads.ts';
import { unknownFrom } from '../../../src/evidence/trouble.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { type Fact, type Unknown, unknown } from '../../../src/model/fact.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { findNpm } from '../../../src/plan/find-npm.ts';
import { lookingOptions } from '../../../src/plan/looking.ts';
import { loadNpmConfig } from '../../../src/plan/npm-config.ts';
import { createPackumentStore, type PackumentStore } from '../../../src/plan/packuments.ts';
import { aPackage } from '../../checks/given.ts';
import { factsOf, type Supply } from './facts.ts';
import { judgeContent } from './judging.ts';
import type { Scanned } from './scanned.ts';

interface Registry extends Supply {
  readonly packuments: PackumentStore;
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
  const facts = await factsOf([pkg], registry);
  const of = <T>(need: string) => facts[0]?.[1].get(need) as Fact<T> | undefined;
  const tarball = of<TarballContent>('tarball');
  if (tarball === undefined || (tarball.status === 'unknown' && tarball.cause === 'environment'))
    return { label: pkg.key, trouble: tarball?.detail ?? 'no answer', unpackedSize: 0 };
  const previous = of<PreviousContent>('previousContent');
  const releases = previous?.status === 'known' ? previous.value.releases : [];
  const contents = [
    ...(tarball.status === 'known' ? [tarball.value] : []),
    ...releases.map(({ content }) => content),
  ];
  const from = releases.map(({ version }) => ` (after ${version})`).join('');
  const unpackedSize = contents.reduce((sum, content) => sum + content.unpackedSize, 0);
  return {
    label: `${pkg.key}${from}`,
    judged: judgeContent(facts),
    unpackedSize,
    compared: releases.length > 0,
  };
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

function asPackage(name: string, version: string, { packuments }: Registry): PlannedPackage {
  const origin = { kind: 'registry', registry: packuments.registryFor(name) } as const;
  return { ...aPackage({ name, version, origin }), integrity: undefined };
}
