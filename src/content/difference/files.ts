import { posix } from 'node:path';
import type { TarballFile } from '../../evidence/needs.ts';
import type { FileSize, FilesDifference } from '../difference.ts';

type Files = ReadonlyMap<string, TarballFile>;

/** By path, then by equal bytes, then by names that hold a hash of the content: what is left came or went. */
export function filesDifference(before: Files, after: Files): FilesDifference {
  const changed: FilesDifference['changed'][number][] = [];
  const removed = new Map(before);
  const added = new Map(after);
  for (const [path, file] of after) {
    const earlier = before.get(path);
    if (earlier === undefined) continue;
    removed.delete(path);
    added.delete(path);
    if (earlier.sha512 !== file.sha512) changed.push({ path, before: earlier.size, after: file.size });
  }
  const renamed = pair(removed, added, (_path, { sha512 }) => sha512);
  for (const { from, to } of pair(removed, added, (path) => withoutHash(path))) {
    changed.push({ path: to, from, before: sizeOf(before, from), after: sizeOf(after, to) });
  }
  return { added: sizes(added), removed: sizes(removed), changed, renamed };
}

/** Takes from both what has the same key, the n-th of one with the n-th of the other; files without a key stay. */
function pair(
  removed: Map<string, TarballFile>,
  added: Map<string, TarballFile>,
  keyOf: (path: string, file: TarballFile) => string | undefined,
): { readonly from: string; readonly to: string }[] {
  const waiting = new Map<string, string[]>();
  for (const [path, file] of removed) {
    const key = keyOf(path, file);
    if (key === undefined) continue;
    const paths = waiting.get(key);
    if (paths) paths.push(path);
    else waiting.set(key, [path]);
  }
  const taken = new Map<string, number>();
  const pairs: { readonly from: string; readonly to: string }[] = [];
  for (const [path, file] of [...added]) {
    const key = keyOf(path, file);
    if (key === undefined) continue;
    const next = taken.get(key) ?? 0;
    const from = waiting.get(key)?.[next];
    if (from === undefined) continue;
    taken.set(key, next + 1);
    removed.delete(from);
    added.delete(path);
    pairs.push({ from, to: path });
  }
  return pairs;
}

/** `main.3f2a1c.js`, `index-BxY3z9aQ.js`: with a digit, since words look like that too. */
const contentHash = /([.-])(?=[A-Za-z_-]*\d)(?:[0-9a-f]{6,40}|[\w-]{8})(?=\.[a-z])/;

function withoutHash(path: string): string | undefined {
  const name = posix.basename(path);
  if (name.length > 200 || !contentHash.test(name)) return undefined;
  return posix.join(posix.dirname(path), name.replace(contentHash, '$1*'));
}

function sizeOf(files: Files, path: string): number {
  return files.get(path)?.size ?? 0;
}

function sizes(files: Files): readonly FileSize[] {
  return [...files].map(([path, { size }]) => ({ path, size }));
}
