import semver from 'semver';
import { type Fact, known, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { Attestations, PreviousAttestations } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';

const id = 'previous-attestations';

interface Input {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly attestations: Pick<Source<Attestations>, 'load'>;
  readonly now: () => Date;
}

/** What vouched for the version that was attested last before this one; asked for only where this one is attested. */
export function previousAttestationsSource(input: Input): Source<PreviousAttestations> {
  return packageByPackage({ id, concurrency: 15, audience: 'registry' }, (pkg) => before(pkg, input));
}

async function before(pkg: PlannedPackage, input: Input): Promise<Fact<PreviousAttestations>> {
  const none = () => known({ kind: 'none' } as const, id, input.now());
  if (pkg.origin.kind !== 'registry') return none();
  const own = await factFrom(input.attestations, pkg);
  if (own.status === 'unknown') return own;
  if (own.value.kind !== 'valid') return none();
  const document = await factFrom(input.documents, pkg);
  if (document.status === 'unknown') return document;
  const version = attestedBefore(document.value, pkg.version);
  if (version === undefined) return none();
  const previous = { ...pkg, version, key: `${pkg.name}@${version}`, integrity: undefined };
  const theirs = await factFrom(input.attestations, previous);
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
