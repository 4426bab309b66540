import semver from 'semver';
import { type Fact, known, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { Attestations, PreviousAttestations } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import type { Source } from '../source.ts';

const id = 'previous-attestations';

interface Input {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly attestations: Pick<Source<Attestations>, 'load'>;
  readonly now: () => Date;
}

/** What vouched for the version that was attested last before this one; asked for only where this one is attested. */
export function previousAttestationsSource(input: Input): Source<PreviousAttestations> {
  return {
    id,
    batchSize: 1,
    concurrency: 15,
    audience: 'registry',
    async load(packages) {
      return new Map(
        await Promise.all(packages.map(async (pkg) => [pkg.key, await before(pkg, input)] as const)),
      );
    },
  };
}

async function before(pkg: PlannedPackage, input: Input): Promise<Fact<PreviousAttestations>> {
  const none = () => known({ kind: 'none' } as const, id, input.now());
  if (pkg.origin.kind !== 'registry') return none();
  const own = await first(input.attestations, pkg);
  if (own.status === 'unknown') return own;
  if (own.value.kind !== 'valid') return none();
  const document = await first(input.documents, pkg);
  if (document.status === 'unknown') return document;
  const version = attestedBefore(document.value, pkg.version);
  if (version === undefined) return none();
  const previous = { ...pkg, version, key: `${pkg.name}@${version}`, integrity: undefined };
  const theirs = await first(input.attestations, previous);
  if (theirs.status === 'unknown') return theirs;
  // Who built that version is then not known; "nothing to compare" would be what a swapped answer is for.
  if (theirs.value.kind !== 'valid') {
    return unknown('implausible', id, `the attestations of ${previous.key}, to compare with, do not hold`);
  }
  const { provenance } = theirs.value;
  return known({ kind: 'valid', version, provenance }, id, input.now());
}

/** By time, and of releases before prereleases: those are often built in another way. */
function attestedBefore({ history, strengths }: RegistryDocument, candidate: string): string | undefined {
  const place = history.findIndex((one) => one.version === candidate);
  const earlier = history
    .slice(0, Math.max(0, place))
    .map((one) => one.version)
    .filter((one) => (strengths.get(one) ?? 'none') !== 'none');
  return earlier.findLast((one) => !isPrerelease(one)) ?? earlier.at(-1);
}

function isPrerelease(version: string): boolean {
  return semver.prerelease(version) !== null;
}

async function first<T>(source: Pick<Source<T>, 'load'>, pkg: PlannedPackage): Promise<Fact<T>> {
  const fact = (await source.load([pkg])).get(pkg.key);
  if (!fact) throw new Error(`a source gave no answer for ${pkg.key}`);
  return fact;
}
