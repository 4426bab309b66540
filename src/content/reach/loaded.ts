import { posix } from 'node:path';
import { mostStarts } from '../packed-manifest.ts';
import { isAside } from '../rows/caps.ts';
import type { PackageTexts } from './package-texts.ts';
import type { PackagePaths } from './paths.ts';

/**
 * Places that are looked up, of those that may lead to a file at all. Every file is read at most once, and reading
 * costs next to nothing; of 2,900 honest packages none takes more than 4,239 of these.
 */
const mostLookups = 60_000;
/** What `#x` leads to may take going through a thousand patterns of package.json, for each of its names once. */
const lookupsOfAlias = 40;

/** A bundle holds what its dependencies do, whoever loads it; nothing among tests is one. In bytes. */
const bundleBytes = 300_000;

/** What node loads without reading a program in it. */
const loadsNothing = /\.(?:json|node|wasm|d\.[cm]?ts)$/i;

export interface Loaded {
  readonly files: readonly string[];
  /** Not all of what an import loads could be followed: all files that show something count as loaded. */
  readonly isCut: boolean;
}

/**
 * Of the files that show something those that an import comes to by way of others: a thief's file may be called
 * test/x.js, and one line of the entry loads it. Nothing is followed where no file shows anything.
 */
export function loadedFrom(entries: readonly string[], texts: PackageTexts, paths: PackagePaths): Loaded {
  const isBundle = (path: string) => !isAside(path) && (texts.files.get(path)?.size ?? 0) > bundleBytes;
  const wanted = new Set(texts.telling?.filter((path) => !isBundle(path)));
  for (const path of entries) wanted.delete(path);
  const seen = new Set(entries);
  const aliases = new Set<string>();
  const files: string[] = [];
  let left = mostLookups;
  let isCut = texts.manifest.starts.length >= mostStarts;
  // What is found is added behind: a Set is gone through as it grows.
  for (const from of seen) {
    if (wanted.size === 0) break;
    if (loadsNothing.test(from)) continue;
    const specs = texts.loads(from);
    isCut ||= specs === undefined;
    const folder = posix.dirname(from).replace(/^\.$/, '');
    for (const spec of specs ?? []) {
      const isAlias = spec.startsWith('#');
      if (isAlias ? aliases.has(spec) : !mayLead(spec, texts, paths)) continue;
      if (isAlias) aliases.add(spec);
      left -= isAlias ? lookupsOfAlias : 1;
      if (left < 0) break;
      for (const path of paths.load(folder, spec)) {
        if (seen.has(path)) continue;
        seen.add(path);
        if (wanted.delete(path)) files.push(path);
      }
    }
  }
  isCut = wanted.size > 0 && (isCut || left < 0);
  return { files: isCut ? [...files, ...wanted] : files, isCut };
}

/** A package may load itself by its own name too. */
function mayLead(spec: string, { manifest: { name } }: PackageTexts, paths: PackagePaths): boolean {
  const isOwn = name !== '' && (spec === name || spec.startsWith(`${name}/`));
  if (!isOwn && !/^(?:\.|\/|file:)/.test(spec)) return false;
  return isOwn || /(?:^|\/)\.{0,2}\/?$/.test(spec) || paths.mayName(spec);
}
