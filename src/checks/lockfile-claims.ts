import { hashesOf } from '../evidence/integrity.ts';
import type { VersionDocument } from '../evidence/needs.ts';
import { type PublishedBins, unpublishedBins } from '../model/bins.ts';
import type { FindingDraft, Json } from '../model/finding.ts';
import { formatId, type PackageId } from '../model/package-id.ts';
import type { PlannedPackage, RecordedPlace } from '../model/plan.ts';
import { judgeAddress } from './lockfile-address.ts';
import { shortened } from './wording.ts';

/** What a lockfile says of one place. */
export interface Claim {
  readonly place: string;
  readonly recorded: RecordedPlace;
  /** Who wrote the lockfile and follows it. */
  readonly by: string;
}

const textLimit = 100;

const formKinds = { form: 'form', name: 'other-package', range: 'other-version' } as const;

/** It records another kind of thing, or another package, than the edges ask for. */
export function formFinding({ place, recorded, by }: Claim): FindingDraft | undefined {
  const { disagreement } = recorded;
  if (disagreement === undefined) return undefined;
  const asked = shortened(disagreement.asked, textLimit);
  const found = shortened(disagreement.found, textLimit);
  return tampering({ place, recorded, by }, formKinds[disagreement.kind], {
    what: `records ${found} at ${place}, where ${asked} is asked for`,
  });
}

/** Address and bytes against what the registry publishes for this name and version. */
export function documentFindings(
  claim: Claim,
  pkg: PackageId & Pick<PlannedPackage, 'bins'>,
  { dist, ...document }: Pick<VersionDocument, 'dist'> & PublishedBins,
  inside: PublishedBins = {},
): readonly FindingDraft[] {
  const findings: FindingDraft[] = [];
  const { resolved, integrity } = claim.recorded;
  if (resolved !== undefined) {
    const judged = judgeAddress(resolved, pkg, dist.tarball);
    const { kind } = judged;
    if (kind === 'other-address') {
      const where = shortened(resolved, textLimit);
      findings.push(
        tampering(claim, kind, { what: `has ${formatId(pkg)} come from ${where}, which is not its tarball` }),
      );
    } else if (kind !== 'fits') {
      const leadsTo = shortened(judged.leadsTo, textLimit);
      findings.push(
        tampering(claim, kind, { what: `has ${formatId(pkg)} come from the tarball of ${leadsTo}` }),
      );
    }
  }
  const published = publishedHashes(dist);
  if (differs(integrity, published)) {
    findings.push(
      tampering(claim, 'other-bytes', {
        what: `promises other bytes for ${formatId(pkg)} than the registry publishes`,
        data: { recorded: shortened(integrity ?? '', 200), published: dist.integrity ?? dist.shasum ?? '' },
      }),
    );
  } else if (
    dist.integrity !== undefined &&
    !isStrong(integrity) &&
    claim.recorded.ownArchive === undefined
  ) {
    findings.push(missingIntegrity(claim, pkg));
  }
  return [...findings, ...binFindings(claim, pkg, [document, inside])];
}

/** npm links the commands that a lockfile names: `node` among them would stand in for node in every script. */
function binFindings(
  claim: Claim,
  { bins, ...pkg }: PackageId & Pick<PlannedPackage, 'bins'>,
  published: readonly PublishedBins[],
): readonly FindingDraft[] {
  const names = bins === undefined ? [] : unpublishedBins(bins, published);
  if (names.length === 0) return [];
  const shown = shortened(names.join(', '), textLimit);
  const what = `has ${formatId(pkg)} bring the ${names.length === 1 ? 'command' : 'commands'} ${shown}, which it does not have as it is published`;
  return [tampering(claim, 'other-commands', { what, data: { commands: names } })];
}

/** A lockfile may say that a package lies inside another's tarball, and npm then never fetches it. */
export function bundleFindings(
  claim: Claim,
  pkg: PackageId & Pick<PlannedPackage, 'bins' | 'origin'>,
  inside: (PackageId & PublishedBins) | undefined,
): readonly FindingDraft[] {
  const { name, version } = claim.recorded;
  const by = pkg.origin.kind === 'bundled' ? shortened(pkg.origin.by, textLimit) : 'another package';
  if (inside?.name === name && inside.version === version) return binFindings(claim, pkg, [inside]);
  const holds = inside === undefined ? 'it is not in there' : `${formatId(inside)} is in there`;
  const what = `says that ${formatId(claim.recorded)} comes inside the tarball of ${by}, but ${shortened(holds, textLimit)}`;
  return [tampering(claim, 'bundle', { what })];
}

export function noSuchVersion(claim: Claim, pkg: PackageId): FindingDraft {
  return tampering(claim, 'no-such-version', {
    what: `names ${formatId(pkg)}, which the registry does not have: it never did, or it was taken down`,
  });
}

type Kind =
  | 'form'
  | 'bundle'
  | 'other-package'
  | 'other-version'
  | 'other-address'
  | 'other-bytes'
  | 'other-commands'
  | 'no-such-version';

function tampering(
  { place, recorded, by }: Claim,
  kind: Kind,
  { what, data = {} }: { readonly what: string; readonly data?: { readonly [key: string]: Json } },
): FindingDraft {
  const file = recorded.by === 'lockfile' ? 'the lockfile' : "a dependency's own shrinkwrap";
  return {
    severity: 'critical',
    confidence: kind === 'no-such-version' ? 'medium' : 'high',
    message: `${file} ${what}`,
    advice:
      recorded.by === 'lockfile'
        ? `Find out who changed that entry; put it back, or delete it and let ${by} resolve it anew.`
        : 'Do without the dependency, or ask its maintainers.',
    // The bytes were never what is at fault: an entry put right must be looked at as if for the first time.
    circumstantial: true,
    data: { kind, place, by: recorded.by, ...addressOf(recorded), ...data },
  };
}

function missingIntegrity({ place, recorded, by }: Claim, pkg: PackageId): FindingDraft {
  const weak = recorded.integrity !== undefined;
  return {
    severity: 'low',
    confidence: 'high',
    message: `the lockfile binds ${formatId(pkg)} to no bytes${weak ? ' that a strong hash would name' : ''}, although the registry publishes their hash`,
    advice: `Delete the entry and let ${by} write it anew, so that the lockfile pins the bytes.`,
    data: { kind: 'missing-integrity', place, by: recorded.by },
  };
}

function addressOf({ resolved }: RecordedPlace): { readonly [key: string]: Json } {
  return resolved === undefined ? {} : { resolved };
}

function publishedHashes({
  integrity,
  shasum,
}: VersionDocument['dist']): ReadonlyMap<string, ReadonlySet<string>> {
  const hashes = new Map(hashesOf(integrity ?? ''));
  if (shasum !== undefined && !hashes.has('sha1')) {
    hashes.set('sha1', new Set([Buffer.from(shasum, 'hex').toString('base64')]));
  }
  return hashes;
}

/** Every alternative has to be a published one: npm takes bytes that match any of them. */
function differs(recorded: string | undefined, published: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return [...hashesOf(recorded ?? '')].some(([algorithm, digests]) => {
    const known = published.get(algorithm);
    return known !== undefined && [...digests].some((digest) => !known.has(digest));
  });
}

function isStrong(integrity: string | undefined): boolean {
  return [...hashesOf(integrity ?? '').keys()].some((algorithm) => /^sha(?:256|384|512)$/.test(algorithm));
}
