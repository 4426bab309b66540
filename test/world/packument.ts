import type { StoredVersion } from './publish.ts';
import type { Manifest, Person } from './spec.ts';

/** A package as a registry keeps it. `time` keeps the times of unpublished versions, as npm's registry does. */
export interface StoredPackage {
  readonly name: string;
  readonly versions: Map<string, StoredVersion>;
  readonly tags: Map<string, string>;
  readonly time: Map<string, string>;
  maintainers: readonly Person[];
  created: string;
  modified: string;
  revision: number;
  /** Set once nothing is left: the versions that were. */
  unpublished: { readonly time: string; readonly versions: readonly string[] } | undefined;
}

/** What npm's registry leaves in an abbreviated version. */
const ABBREVIATED = [
  ...['name', 'version', 'dependencies', 'optionalDependencies', 'devDependencies', 'bundleDependencies'],
  ...[
    'peerDependencies',
    'peerDependenciesMeta',
    'acceptDependencies',
    'bin',
    'directories',
    'dist',
    'engines',
  ],
  ...['os', 'cpu', 'libc', 'funding', '_hasShrinkwrap'],
];

/** Fields of the latest version that stand at the top of a full packument too. */
const HOISTED = ['description', 'author', 'license', 'homepage', 'keywords', 'repository', 'bugs'];

export function fullPackument(pkg: StoredPackage): Manifest {
  const latest = pkg.versions.get(pkg.tags.get('latest') ?? '')?.document ?? {};
  const unpublished = pkg.unpublished && {
    unpublished: {
      name: pkg.maintainers[0]?.name,
      time: pkg.unpublished.time,
      versions: pkg.unpublished.versions,
    },
  };
  const head = { _id: pkg.name, _rev: `${pkg.revision}-${'0'.repeat(32)}`, name: pkg.name };
  const time = {
    modified: pkg.modified,
    created: pkg.created,
    ...Object.fromEntries(pkg.time),
    ...unpublished,
  };
  if (unpublished) return { ...head, time };
  return {
    ...head,
    ...pick(latest, ['description']),
    'dist-tags': Object.fromEntries(pkg.tags),
    versions: mapVersions(pkg, fullVersion),
    time,
    maintainers: pkg.maintainers,
    ...pick(latest, HOISTED),
    readme: '',
    readmeFilename: '',
  };
}

export function fullVersion(version: StoredVersion): Manifest {
  return { ...version.document, ...deprecated(version) };
}

/** Lacks time, publishers and maintainers; alone in saying `hasInstallScript`. */
export function abbreviatedPackument(pkg: StoredPackage): Manifest {
  return {
    name: pkg.name,
    'dist-tags': Object.fromEntries(pkg.tags),
    versions: mapVersions(pkg, (version) => ({
      ...pick(version.document, ABBREVIATED),
      ...deprecated(version),
      ...(hasInstallScript(version.document) ? { hasInstallScript: true } : {}),
    })),
    modified: pkg.modified,
  };
}

/**
 * What thin mirrors serve, whatever was asked for: package.json as it lies in the tarball, the barest dist, and
 * the time at which the mirror took each version, in its own notation, without created and modified.
 */
export function thinPackument(pkg: StoredPackage, takenAt: (version: string) => string): Manifest {
  const versions = mapVersions(pkg, ({ raw, document }) => ({
    ...raw,
    dist: pick((document['dist'] ?? {}) as Manifest, ['integrity', 'shasum', 'tarball']),
  }));
  const time = [...pkg.versions.keys()].map((version) => [version, mirrorTime(takenAt(version))]);
  return {
    ...{ _id: pkg.name, name: pkg.name, 'dist-tags': Object.fromEntries(pkg.tags), versions },
    time: Object.fromEntries(time),
  };
}

/** `2024-02-23T22:24:11.011Z` as `2024-02-23T22:24:11.011000+00:00`. */
function mirrorTime(iso: string): string {
  return new Date(iso).toISOString().replace('Z', '000+00:00');
}

function mapVersions(pkg: StoredPackage, form: (version: StoredVersion) => Manifest): Manifest {
  return Object.fromEntries([...pkg.versions].map(([version, stored]) => [version, form(stored)]));
}

function deprecated(version: StoredVersion): Manifest {
  return version.deprecated === undefined ? {} : { deprecated: version.deprecated };
}

function hasInstallScript(document: Manifest): boolean {
  const scripts = (document['scripts'] ?? {}) as Record<string, unknown>;
  return ['preinstall', 'install', 'postinstall'].some((hook) => scripts[hook] !== undefined);
}

function pick(from: Manifest, keys: readonly string[]): Manifest {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}
