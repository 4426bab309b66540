import { type Fact, known, unknown } from '../model/fact.ts';
import type { FeedAnswer, FeedName } from './advisories/feed.ts';
import { feedNames, mergeAnswers } from './advisories/merge.ts';
import type { PackageDomains } from './domains/package-domains.ts';
import type {
  Attestations,
  Downloads,
  FilesOnDisk,
  NeedKey,
  Needs,
  PreviousAttestations,
  PreviousContent,
  PreviousInstall,
  PublishHistory,
  SignatureStanding,
  StartedFiles,
  Strength,
  TarballContent,
} from './needs.ts';
import type { RegistryDocument } from './registry-document.ts';

/** Facts about one package; the project's own scripts are read once and apart (sources/project-scripts). */
export type PackageNeed = Exclude<NeedKey, 'projectScripts'>;

/** What each source learns of one package. */
export interface SourceValues extends Readonly<Record<FeedName, FeedAnswer>> {
  readonly packument: RegistryDocument;
  readonly tarball: TarballContent;
  readonly downloads: Downloads;
  readonly domains: PackageDomains;
  readonly signatures: SignatureStanding;
  readonly attestations: Attestations;
  readonly previousAttestations: PreviousAttestations;
  readonly startedFiles: StartedFiles;
  readonly previousInstall: PreviousInstall;
  readonly previousContent: PreviousContent;
  readonly filesOnDisk: FilesOnDisk;
}
export type SourceName = keyof SourceValues;

const everySource: { readonly [S in SourceName]: true } = {
  packument: true,
  tarball: true,
  downloads: true,
  domains: true,
  signatures: true,
  attestations: true,
  previousAttestations: true,
  startedFiles: true,
  previousInstall: true,
  previousContent: true,
  filesOnDisk: true,
  osvAdvisories: true,
  localAdvisories: true,
  registryAdvisories: true,
  ownAdvisories: true,
  protestwareList: true,
};
export const sourceNames = Object.keys(everySource) as readonly SourceName[];

/** What a registry is known to offer; see profile.ts. */
const everyProfile = {
  timesBelieved: true,
  deprecationsTold: true,
  attestationsTold: true,
} as const;
export type ProfileKey = keyof typeof everyProfile;
export const profileKeys = Object.keys(everyProfile) as readonly ProfileKey[];

/**
 * What the sources said about one package, and the profile of its registry. Asking for what was not loaded is a
 * bug, and throws.
 */
export type Learned = { readonly [S in SourceName]: () => Fact<SourceValues[S]> } & {
  readonly [P in ProfileKey]: () => Fact<true>;
};

interface Derivation<K extends PackageNeed> {
  readonly sources: readonly SourceName[];
  /** What is also asked of the registry's profile. */
  readonly profile?: ProfileKey;
  derive(learned: Learned, version: string, now: Date): Fact<Needs[K]>;
}

export const derivations: { readonly [K in PackageNeed]: Derivation<K> } = {
  versionDocument: {
    sources: ['packument'],
    derive: (learned) => andThen(learned.packument(), ({ version }) => version),
  },
  publishHistory: { sources: ['packument'], profile: 'timesBelieved', derive: publishHistory },
  deprecationsTold: {
    sources: [],
    profile: 'deprecationsTold',
    derive: (learned) => learned.deprecationsTold(),
  },
  tarball: { sources: ['tarball'], derive: (learned) => learned.tarball() },
  downloads: { sources: ['downloads'], derive: (learned) => learned.downloads() },
  domains: { sources: ['domains'], derive: (learned) => learned.domains() },
  signature: { sources: ['signatures'], derive: (learned) => learned.signatures() },
  attestations: { sources: ['attestations'], derive: (learned) => learned.attestations() },
  previousAttestations: {
    sources: ['previousAttestations'],
    derive: (learned) => learned.previousAttestations(),
  },
  trustHistory: { sources: ['packument'], profile: 'attestationsTold', derive: trustHistory },
  startedFiles: { sources: ['startedFiles'], derive: (learned) => learned.startedFiles() },
  previousInstall: { sources: ['previousInstall'], derive: (learned) => learned.previousInstall() },
  previousContent: { sources: ['previousContent'], derive: (learned) => learned.previousContent() },
  filesOnDisk: { sources: ['filesOnDisk'], derive: (learned) => learned.filesOnDisk() },
  advisories: {
    sources: feedNames,
    derive: (learned, version, now) => {
      const answers = Object.fromEntries(feedNames.map((name) => [name, learned[name]()]));
      return mergeAnswers(answers as Record<FeedName, Fact<FeedAnswer>>, version, now);
    },
  },
};

export const packageNeeds = Object.keys(derivations) as readonly PackageNeed[];

/** Clocks differ by minutes. */
const futureToleranceMs = 5 * 60_000;
/** `created` is written apart from the first version's time, at times hours later. */
const createdToleranceMs = 24 * 3_600_000;

/**
 * A time that cannot be true says nothing about the age of a version, so it is not passed on: a version
 * "published in 2015" in a package that came to exist last week would pass for well hung.
 */
function publishHistory(learned: Learned, version: string, now: Date): Fact<PublishHistory> {
  const document = learned.packument();
  if (document.status === 'unknown') return document;
  const believed = learned.timesBelieved();
  if (believed.status === 'unknown') return believed;

  const { source, at: learnedAt } = document;
  const { name, createdAt, times, history } = document.value;
  const publishedAt = times.get(version);
  if (publishedAt === undefined) {
    return unknown('not-offered', source, `the registry has no publish time for ${name}@${version}`);
  }
  const published = Date.parse(publishedAt);
  if (published > now.getTime() + futureToleranceMs) {
    return unknown(
      'implausible',
      source,
      `${name}@${version} was published in the future, at ${publishedAt}`,
    );
  }
  if (createdAt !== undefined && published < Date.parse(createdAt) - createdToleranceMs) {
    const detail = `${name}@${version} was published at ${publishedAt}, before the package came to exist at ${createdAt}`;
    return unknown('implausible', source, detail);
  }
  const value = { publishedAt, ...(createdAt === undefined ? {} : { createdAt }), versions: history };
  return known(value, source, new Date(learnedAt));
}

/** A registry that tells of one attested version tells of all; of one that tells of none it has to be learned. */
function trustHistory(learned: Learned): Fact<ReadonlyMap<string, Strength>> {
  const document = learned.packument();
  if (document.status === 'unknown' || vouchesForSome(document.value)) {
    return andThen(document, ({ strengths }) => strengths);
  }
  const told = learned.attestationsTold();
  return told.status === 'unknown' ? told : andThen(document, ({ strengths }) => strengths);
}

function vouchesForSome({ strengths }: RegistryDocument): boolean {
  return [...strengths.values()].some((strength) => strength !== 'none');
}

function andThen<A, B>(fact: Fact<A>, next: (value: A) => B): Fact<B> {
  return fact.status === 'unknown' ? fact : { ...fact, value: next(fact.value) };
}
