import type { RawPackument } from 'pacote';
import ssri from 'ssri';
import type { PackageId } from '../model/package-id.ts';
import type { VettedPackage } from './vetted.ts';

/** What npm's resolver, lockfile and script runner read; everything else stays behind. */
const versionFields = [
  ...['name', 'version', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta'],
  ...[
    'bundleDependencies',
    'bundledDependencies',
    'acceptDependencies',
    'bin',
    'engines',
    'os',
    'cpu',
    'libc',
  ],
  ...['funding', 'license', 'deprecated', 'scripts', 'hasInstallScript', 'gypfile', '_hasShrinkwrap'],
] as const;

const distFields = ['integrity', 'shasum', 'tarball'] as const;

export interface SlimInput {
  readonly name: string;
  readonly raw: RawPackument;
  readonly vetted: ReadonlyMap<string, VettedPackage>;
  /** Versions to tell of besides; their bytes are not to be had. */
  readonly listed?: ReadonlySet<string> | undefined;
  /** Tags that the plan read otherwise than the registry, because the newest version was held back. */
  readonly wantedTags: ReadonlyMap<string, string> | undefined;
}

export interface SlimPackument {
  readonly document: Readonly<Record<string, unknown>>;
  /** Vetted versions that could not be listed, each with a full sentence. */
  readonly leftOut: readonly string[];
}

/** The registry's own document, cut down to the vetted versions. */
export function slimPackument(input: SlimInput): SlimPackument {
  const { name, raw, vetted } = input;
  const leftOut: string[] = [];
  const versions = new Map<string, unknown>();
  const all = record(raw['versions']);
  for (const [version, one] of vetted) {
    const original = all && Object.hasOwn(all, version) ? record(all[version]) : undefined;
    if (original === undefined) leftOut.push(`The registry's document has no ${name}@${version}.`);
    else if (!sameBytes(record(original['dist']), one))
      leftOut.push(`The registry promises other bytes for ${name}@${version} than those that were vetted.`);
    else versions.set(version, slimVersion(original, { name, version }));
  }
  for (const version of input.listed ?? []) {
    const original = all && Object.hasOwn(all, version) ? record(all[version]) : undefined;
    if (original === undefined || vetted.has(version)) continue;
    versions.set(version, slimVersion(original, { name, version }));
  }
  const document = fromMap(
    new Map<string, unknown>([
      ['_id', name],
      ['name', name],
      ['dist-tags', fromMap(tagsOf(input, new Set(versions.keys())))],
      ['versions', fromMap(versions)],
      ...timesOf(raw, new Set(versions.keys())),
    ]),
  );
  return { document, leftOut };
}

/** One version of the registry's document, cut down; the tarball at another address where one is given. */
export function slimVersion(
  original: Readonly<Record<string, unknown>>,
  { name, version }: PackageId,
  tarball?: string,
): Readonly<Record<string, unknown>> {
  const dist = { ...distOf(original), ...(tarball === undefined ? {} : { tarball }) };
  return { ...pick(original, versionFields), name, version, dist };
}

function distOf(original: Readonly<Record<string, unknown>>): object {
  const picked = pick(record(original['dist']) ?? {}, distFields);
  return Object.fromEntries(Object.entries(picked).filter(([, value]) => typeof value === 'string'));
}

/** Where both know a sha512 it must be the same one; an older hash alone cannot contradict. */
function sameBytes(dist: Readonly<Record<string, unknown>> | undefined, vetted: VettedPackage): boolean {
  const integrity = dist?.['integrity'];
  if (typeof integrity !== 'string' || integrity === '') return dist !== undefined;
  const promised = ssri.parse(integrity);
  const ours = ssri.parse(vetted.integrity);
  if (!promised?.sha512 || !ours?.sha512) return true;
  return Boolean(ours.match(promised));
}

/** Mandatory: without `time` npm silently ignores `before` and `min-release-age`. */
function timesOf(raw: RawPackument, versions: ReadonlySet<string>): [string, unknown][] {
  const time = record(raw['time']);
  if (time === undefined) return [];
  const kept = Object.entries(time).filter(
    ([key, value]) =>
      typeof value === 'string' && (versions.has(key) || key === 'created' || key === 'modified'),
  );
  return [['time', fromMap(new Map(kept))]];
}

function tagsOf(input: SlimInput, versions: ReadonlySet<string>): Map<string, string> {
  const tags = new Map<string, string>();
  for (const [tag, target] of Object.entries(record(input.raw['dist-tags']) ?? {})) {
    if (typeof target === 'string' && versions.has(target)) tags.set(tag, target);
  }
  for (const [tag, version] of input.wantedTags ?? []) {
    if (versions.has(version)) tags.set(tag, version);
  }
  return tags;
}

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}

/** Own properties only, whatever the keys are called: a `__proto__` stays a key. */
export function fromMap(map: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(map);
}

export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
