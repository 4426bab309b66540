import type { Manifest, PackageSpec } from './spec.ts';

/** package.json as it lies in the tarball. */
export function packageJson(spec: PackageSpec): Manifest {
  return { name: spec.name, version: spec.version, ...spec.manifest };
}

/**
 * What npm publish makes of package.json before it sends it to the registry. The tarball keeps the original,
 * so these differences are innocent: a check for disagreeing manifests must know them.
 */
export function normalised(raw: Manifest, fileNames: Iterable<string>, writesGypScript: boolean): Manifest {
  const { bundledDependencies, bundleDependencies = bundledDependencies, ...rest } = raw;
  const manifest: Record<string, unknown> = { ...rest };
  const bundled = bundledNames(bundleDependencies, raw['dependencies']);
  if (bundled !== undefined) manifest['bundleDependencies'] = bundled;
  if (typeof raw['bin'] === 'string') manifest['bin'] = { [unscoped(String(raw['name']))]: raw['bin'] };
  if (typeof raw['repository'] === 'string') manifest['repository'] = { type: 'git', url: raw['repository'] };
  if (raw['author'] !== undefined) manifest['author'] = person(raw['author']);

  const scripts = { ...(raw['scripts'] as Record<string, string> | undefined) };
  const hasGyp = [...fileNames].some((name) => /^[^/]+\.gyp$/.test(name));
  if (
    writesGypScript &&
    hasGyp &&
    !scripts['install'] &&
    !scripts['preinstall'] &&
    raw['gypfile'] !== false
  ) {
    manifest['scripts'] = { ...scripts, install: 'node-gyp rebuild' };
    manifest['gypfile'] = true;
  }
  return manifest;
}

export function unscoped(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function bundledNames(value: unknown, dependencies: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value as string[];
  if (value === true) return Object.keys(dependencies ?? {});
  if (value !== null && typeof value === 'object') return Object.keys(value);
  return undefined;
}

/** `Ada <ada@mail.example> (https://ada.example)` as an object; objects stay. */
function person(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, name = '', email, url] = /^([^<(]*?)\s*(?:<([^>]*)>)?\s*(?:\(([^)]*)\))?$/.exec(value) ?? [];
  return { name, ...(email === undefined ? {} : { email }), ...(url === undefined ? {} : { url }) };
}
