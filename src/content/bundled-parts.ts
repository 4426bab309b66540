import type { TarballFile } from '../evidence/needs.ts';
import type { Inspection } from './inspection.ts';
import { decodeManifest } from './packed-manifest.ts';
import type { CodeRecord } from './record.ts';

const manifestPath = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/;
const mostParts = 10_000;

/**
 * The code of each package that a tarball brings in its node_modules, by its folder: which of them are packages
 * of the plan's is not known here. What has no readable package.json is no package to npm.
 */
export function codeOfParts(
  inspection: Inspection,
  files: ReadonlyMap<string, TarballFile>,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, CodeRecord> {
  const parts = new Map<string, CodeRecord>();
  const paths = [...files.keys()].filter((path) => path.includes('node_modules/')).sort();
  for (const [path, text] of texts) {
    const folder = manifestPath.exec(path)?.[1];
    if (folder === undefined || parts.size >= mostParts) continue;
    const decoded = decodeManifest(text);
    if (decoded.status !== 'decoded') continue;
    parts.set(folder, inspection.finish(decoded.manifest, below(folder, paths, files), folder));
  }
  return parts;
}

/** Sorted paths have all of a folder's side by side; going through all of them for each would take too long. */
function below(
  folder: string,
  paths: readonly string[],
  files: ReadonlyMap<string, TarballFile>,
): ReadonlyMap<string, TarballFile> {
  const prefix = `${folder}/`;
  const found = new Map<string, TarballFile>();
  for (let at = firstNotBefore(prefix, paths); at < paths.length; at += 1) {
    const path = paths[at] ?? '';
    const file = files.get(path);
    if (!path.startsWith(prefix)) break;
    if (file !== undefined) found.set(path.slice(prefix.length), file);
  }
  return found;
}

function firstNotBefore(text: string, sorted: readonly string[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
