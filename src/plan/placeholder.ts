import type { Spec } from 'npm-package-arg';
import type { RawManifest } from 'pacote';
import semver from 'semver';

/**
 * Stands in the tree for a git or remote package that may not be looked at yet. It satisfies the edge that
 * asks for it, so that arborist completes the tree and drops nothing: an optional dependency that fails to
 * load would vanish from the plan without a word, and npm would still install it.
 */
export function placeholder(spec: Spec, ranges: Iterable<string>): RawManifest {
  const address = spec.saveSpec ?? spec.fetchSpec ?? spec.rawSpec;
  const version = spec.gitRange === undefined ? likely([...ranges]) : lowestVersion(spec.gitRange);
  return { name: spec.name ?? 'unnamed', version: version ?? '0.0.0', _resolved: address, _from: address };
}

/** The lowest version that satisfies most of what others ask of this name. */
function likely(ranges: readonly string[]): string | undefined {
  const satisfied = (version: string) =>
    ranges.filter((range) => semver.satisfies(version, range, true)).length;
  const versions = ranges.flatMap((range) => lowestVersion(range) ?? []);
  return versions.sort((a, b) => satisfied(b) - satisfied(a))[0];
}

/** Undefined for tags, and for a range that no version satisfies. */
function lowestVersion(range: string): string | undefined {
  return semver.validRange(range, true) === null
    ? undefined
    : (semver.minVersion(range, true)?.version ?? undefined);
}
