import cacache from 'cacache';
import semver from 'semver';
import { nodeHost } from '../../../src/host/node-host.ts';
import { findNpm } from '../../../src/plan/find-npm.ts';
import { loadNpmConfig } from '../../../src/plan/npm-config.ts';
import { aPackage } from '../../checks/given.ts';
import { factsOf } from './facts.ts';
import { documentOf, folderSupply, type Part, readBytes } from './folder-supply.ts';
import { judgeContent } from './judging.ts';
import type { Scanned } from './scanned.ts';

/** One version of a package, held against the one before it if that is kept too. */
interface KeptPair {
  readonly name: string;
  readonly to: KeptVersion;
  readonly from: KeptVersion | undefined;
}

interface KeptVersion {
  readonly version: string;
  readonly integrity: string;
}

/**
 * The tarballs that npm has kept on this machine: real packages to judge, without asking a registry anything.
 * `every` version against the kept one before it, or only the newest of each name.
 */
async function keptPairs(cache: string, every: boolean): Promise<readonly KeptPair[]> {
  const byName = new Map<string, KeptVersion[]>();
  for (const { key, integrity } of Object.values(await cacache.ls(cache))) {
    const [, name, base, rest] =
      /:https?:\/\/[^/]+\/((?:@[^/]+\/)?([^/@]+))\/-\/([^/]+)\.tgz$/.exec(decodeURIComponent(key)) ?? [];
    const version = rest?.slice((base?.length ?? 0) + 1);
    if (name === undefined || version === undefined || semver.valid(version) === null) continue;
    if (semver.prerelease(version) !== null) continue;
    byName.set(name, [...(byName.get(name) ?? []), { version, integrity: String(integrity) }]);
  }
  return [...byName].flatMap(([name, versions]) => {
    const sorted = versions.sort((one, other) => semver.compare(one.version, other.version));
    const pairs = sorted.map((to, index) => ({ name, to, from: sorted[index - 1] }));
    if (!every) return pairs.slice(-1);
    return pairs.length === 1 ? [] : pairs.slice(1);
  });
}

async function judgePair(cache: string, { name, to, from }: KeptPair): Promise<Scanned> {
  const label = from === undefined ? `${name}@${to.version}` : `${name} ${from.version} → ${to.version}`;
  try {
    const [after, before] = [await partOf(cache, to), from && (await partOf(cache, from))];
    const versions = [{ ...to, part: after }, ...(from && before ? [{ ...from, part: before }] : [])].map(
      ({ version, part }) => ({
        ...{ version, part },
        document: documentOf(part, 'as-published', { name, version }),
      }),
    );
    const { integrity: _none, ...pkg } = aPackage({ name, version: to.version });
    const change = from && ({ kind: 'changed', from: from.version } as const);
    const entries = pkg.entries.map((entry) => ({ ...entry, ...(change && { change }) }));
    const facts = await factsOf(
      [{ ...pkg, entries, integrity: undefined }],
      folderSupply({ name, versions }),
    );
    const unpackedSize = [after, before].reduce((sum, part) => sum + sizeOf(part), 0);
    return { label, judged: judgeContent(facts), unpackedSize, compared: before !== undefined };
  } catch (error) {
    return { label, trouble: error instanceof Error ? error.message : String(error), unpackedSize: 0 };
  }
}

/** One after the other, so that a large tarball does not share memory with another. */
export async function scanKept(
  every: boolean,
  onScanned: (scanned: Scanned) => void,
): Promise<readonly Scanned[]> {
  const host = nodeHost(process);
  const config = await loadNpmConfig(host, await findNpm(host, host.env.cwd), ['install']);
  const cache = String(config.flat['cache']);
  const scanned: Scanned[] = [];
  for (const pair of await keptPairs(cache, every)) {
    const one = await judgePair(cache, pair);
    onScanned(one);
    scanned.push(one);
  }
  return scanned;
}

async function partOf(cache: string, { integrity }: KeptVersion): Promise<Part> {
  const bytes = await cacache.get.byDigest(cache, integrity);
  return { bytes, reading: await readBytes(bytes) };
}

function sizeOf(part: Part | undefined): number {
  return part?.reading.status === 'read' ? part.reading.content.unpackedSize : 0;
}
