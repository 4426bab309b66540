import { decodeManifest } from '../content/packed-manifest.ts';
import { type Unknown, unknown } from '../model/fact.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { TarballContent, TarballFile } from './needs.ts';
import type { ReadContent } from './tarball-reads.ts';

/**
 * The part of a bundling package's tarball that a bundled package is. Hash and packed size are the whole
 * tarball's: there are no other packed bytes.
 */
export function readBundled(
  pkg: PlannedPackage,
  bundler: PlannedPackage,
  outer: ReadContent,
  source: string,
): ReadContent | Unknown {
  const by = `${bundler.name}@${bundler.version}`;
  const folders = foldersWithin(pkg, bundler);
  const [folder] = folders;
  if (folder === undefined) {
    return unknown('promised-but-missing', source, `no place of ${pkg.key} lies within ${by}`);
  }
  const text = outer.texts.get(`${folder}/package.json`);
  if (text === undefined) {
    const detail = `the tarball of ${by} has no readable ${folder}/package.json, though it is said to bundle ${pkg.name}`;
    return unknown('promised-but-missing', source, detail);
  }
  const { content } = outer;
  if (folders.some((other) => differ(content, folder, other))) {
    return unknown('malformed', source, `the copies of ${pkg.name}@${pkg.version} within ${by} differ`);
  }
  const decoded = decodeManifest(text);
  if (decoded.status === 'unreadable')
    return unknown(decoded.reason, source, `${folder} in ${by}: ${decoded.detail}`);
  const files = filesBelow(content, folder);
  const oddities = content.oddities
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .map(({ path, what }) => ({ path: path.slice(folder.length + 1), what }));
  const unpackedSize = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  const { sha512, packedSize } = content;
  const own = { sha512, packedSize, unpackedSize, files, oddities, manifest: decoded.manifest };
  const code = outer.parts?.get(folder);
  return { content: { ...own, ...(code === undefined ? {} : { code }) }, texts: new Map() };
}

/** `node_modules/b` where the plan puts it at `node_modules/a/node_modules/b` and its bundler at `node_modules/a`. */
export function foldersWithin(pkg: PlannedPackage, bundler: PlannedPackage): readonly string[] {
  const folders = new Set<string>();
  for (const { place } of pkg.entries) {
    for (const outer of bundler.entries) {
      if (place.startsWith(`${outer.place}/`)) folders.add(place.slice(outer.place.length + 1));
    }
  }
  return [...folders];
}

function filesBelow(content: TarballContent, folder: string): ReadonlyMap<string, TarballFile> {
  const files = new Map<string, TarballFile>();
  for (const [path, file] of content.files) {
    if (path.startsWith(`${folder}/`)) files.set(path.slice(folder.length + 1), file);
  }
  return files;
}

/**
 * Copies under one name and version are looked at once, so they must be the same in all files; what they bundle
 * again are packages of their own.
 */
function differ(content: TarballContent, folder: string, other: string): boolean {
  if (folder === other) return false;
  const one = ownFiles(content, folder);
  const two = ownFiles(content, other);
  return one.size !== two.size || [...one].some(([path, sha512]) => two.get(path) !== sha512);
}

function ownFiles(content: TarballContent, folder: string): ReadonlyMap<string, string> {
  const files = [...filesBelow(content, folder)].filter(([path]) => !path.startsWith('node_modules/'));
  return new Map(files.map(([path, { sha512 }]) => [path, sha512]));
}
