import npa from 'npm-package-arg';
import semver from 'semver';
import { NpqError } from '../errors.ts';
import { packumentSource } from '../evidence/sources/packument.ts';
import type { ReadContent } from '../evidence/tarball-reads.ts';
import { type TarballRequest, tarballRequest } from '../evidence/tarball-request.ts';
import type { Unknown } from '../model/fact.ts';
import { nearest } from '../model/nearest.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { ComparedVersion } from '../model/version-difference.ts';
import { isAtRegistry } from '../plan/addresses.ts';
import { choose } from '../plan/held-back.ts';
import { tagsOf, versionsOf, withoutLiars } from '../plan/packument-view.ts';
import { npmsOwnRegistry } from '../plan/resolve.ts';
import { resolveError } from '../plan/resolve-error.ts';
import { reasonWords } from '../report/words.ts';
import type { Registry, Session } from './session.ts';

type Document = Readonly<Record<string, unknown>>;

/** One published version with what is in its tarball. */
export interface ReadVersion {
  readonly version: string;
  readonly request: TarballRequest;
  readonly read: ReadContent;
  readonly told: ComparedVersion;
  readonly notes: readonly string[];
}

/** Reads two published versions of a package; runs nothing of them. Rejects with a NpqError that says which is not there. */
export async function readVersions(
  name: string,
  wanted: readonly [string, string],
  session: Session,
  registry: Registry,
): Promise<readonly [ReadVersion, ReadVersion]> {
  const document = await registry.packuments.load(name).catch((error: unknown) => {
    throw resolveError(error);
  });
  const [from, to] = wanted.map((one) => versionFor(document, name, one)) as [string, string];
  return Promise.all([readVersion(name, from, session, registry), readVersion(name, to, session, registry)]);
}

/** As npm chooses for `name@wanted`, however young it is: nobody installs it. */
export function versionFor(document: Document, name: string, wanted: string): string {
  const spec = npa.resolve(name, wanted);
  const version = spec.registry ? choose(withoutLiars(document), spec, {}, undefined)?.version : undefined;
  if (version !== undefined) return version;
  throw new NpqError('resolve-failed', {
    message: `Expected a version of ${name} for ${JSON.stringify(wanted.slice(0, 100))}, found none at the registry.`,
    hint: nearestHint(document, name, wanted),
  });
}

function nearestHint(document: Document, name: string, wanted: string): string {
  const versions = Object.keys(versionsOf(document)).filter((one) => semver.valid(one) !== null);
  const tag = semver.validRange(wanted) === null ? nearest(wanted, Object.keys(tagsOf(document))) : undefined;
  if (tag !== undefined)
    return `Try the tag ${tag}, or see which versions there are: npm view ${name} versions`;
  const asked = semver.coerce(wanted);
  const sorted = versions.sort(semver.compare);
  const near =
    asked === null
      ? []
      : [
          sorted.filter((one) => semver.lt(one, asked.version)).at(-1),
          sorted.find((one) => semver.gt(one, asked.version)),
        ].filter((one) => one !== undefined);
  const found = near.length > 0 ? near : sorted.slice(-1);
  const these = found.length === 0 ? '' : `The nearest: ${found.join(', ')}. `;
  return `${these}See which there are: npm view ${name} versions`;
}

async function readVersion(
  name: string,
  version: string,
  { host, config }: Session,
  registry: Registry,
): Promise<ReadVersion> {
  const key = `${name}@${version}`;
  const pkg: PlannedPackage = {
    ...{ key, name, version, integrity: undefined, entries: [] },
    origin: { kind: 'registry', registry: registry.packuments.registryFor(name) },
    ...{ exactlyRequested: true, locked: false, looked: true, private: false },
  };
  const documents = packumentSource({ packuments: registry.packuments, clock: host.clock });
  const request = await tarballRequest(pkg, documents, '', 'tarball');
  if ('status' in request) throw unreadable(key, request);
  const read = await registry.tarballs.read(request, key);
  if ('status' in read) throw unreadable(key, read);
  const { content } = read;
  const elsewhere = !isAtRegistry(request.spec, registry.options, npmsOwnRegistry(config));
  const bound = request.integrity?.includes('sha512-') === true;
  const publishedAt = await timeOf(pkg, documents, registry);
  return {
    ...{ version, request, read },
    told: {
      ...{ version, integrity: content.sha512, bound, files: content.files.size },
      unpackedSize: content.unpackedSize,
      ...(publishedAt === undefined ? {} : { publishedAt }),
    },
    notes: [
      ...(bound ? [] : [`The registry names no sha512 of ${key}: nothing but its word binds these bytes.`]),
      ...(elsewhere ? [`The registry has ${key} fetched from ${new URL(request.spec).host}.`] : []),
    ],
  };
}

/** Undefined where the registry's times are not believed. */
async function timeOf(
  pkg: PlannedPackage,
  documents: ReturnType<typeof packumentSource>,
  { profiles, packuments }: Registry,
): Promise<string | undefined> {
  const believed = await profiles.timesBelieved(packuments.registryFor(pkg.name), packuments);
  if (believed.status === 'unknown') return undefined;
  const document = (await documents.load([pkg])).get(pkg.key);
  return document?.status === 'known' ? document.value.times.get(pkg.version) : undefined;
}

function unreadable(key: string, { reason, cause, detail }: Unknown): NpqError {
  const { why, mend } = reasonWords(reason);
  return new NpqError(cause === 'environment' ? 'registry-unreachable' : 'resolve-failed', {
    message: `Expected to read the tarball of ${key}, could not (${why}): ${detail}`,
    hint:
      mend === undefined
        ? `See what the registry says of it: npm view ${key} dist`
        : `${mend.charAt(0).toUpperCase()}${mend.slice(1)}.`,
  });
}
