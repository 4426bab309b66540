import { posix } from 'node:path';
import type { PackageTexts } from './package-texts.ts';
import type { PackagePaths } from './paths.ts';
import { loadsWrittenIn } from './references.ts';

/** Beyond them a package is large enough for its rows to say what they say of any file. */
const limits = { bytes: 300_000, files: 400, characters: 4 * 1024 * 1024 };

/**
 * Of the files that show something those that an import comes to by way of others: a thief's file may be called
 * test/x.js, and one line of the entry loads it. Nothing is followed where no file shows anything.
 */
export function loadedFrom(
  entries: readonly string[],
  texts: PackageTexts,
  paths: PackagePaths,
): readonly string[] {
  // A bundle holds what its dependencies do, whoever loads it.
  const wanted = new Set(texts.telling?.filter((path) => (texts.files.get(path)?.size ?? 0) <= limits.bytes));
  for (const path of entries) wanted.delete(path);
  if (wanted.size === 0) return [];
  const seen = new Set(entries);
  const found: string[] = [];
  let left = limits.characters;
  // What is found is added behind: a Set is gone through as it grows.
  for (const from of seen) {
    const source = texts.text(from);
    if (source === undefined) continue;
    left -= source.length;
    if (left < 0 || seen.size > limits.files) break;
    const folder = posix.dirname(from).replace(/^\.$/, '');
    for (const spec of loadsWrittenIn(source)) {
      if (!/^[.#/]/.test(spec)) continue;
      for (const path of paths.load(folder, spec)) {
        if (seen.has(path)) continue;
        seen.add(path);
        if (wanted.delete(path)) found.push(path);
      }
    }
    if (wanted.size === 0) break;
  }
  return found;
}
