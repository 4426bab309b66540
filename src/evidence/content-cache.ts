import { join } from 'node:path';
import type { Folders } from '../config/folders.ts';
import { decodeContent, encodeContent, type KeptContent, keptUnder } from '../content/record-codec.ts';
import { hasCode } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { boundSha512 } from './integrity.ts';

/** What tarballs came to that were read before, by the one sha512 of their bytes. */
export interface ContentCache {
  /** Undefined where it was never read under these rules, or the entry is damaged. */
  find(sha512: string): Promise<KeptContent | undefined>;
  /** That nothing could be kept is no trouble: it is read again. */
  keep(kept: KeptContent): Promise<void>;
}

export type CacheFiles = Pick<Files, 'readBytes' | 'writeSpare' | 'list' | 'remove'>;

/**
 * A file for each tarball in npq's own cache folder. npm's cache library would hold the same, at three times the
 * time: thousands are looked up in one run. Undefined where nothing can be kept.
 */
export function openContentCache(
  files: CacheFiles,
  { cache }: Pick<Folders, 'cache'>,
): ContentCache | undefined {
  if (cache === undefined) return undefined;
  const folder = join(cache, 'contents');
  let cleared: Promise<void> | undefined;
  return {
    async find(sha512) {
      const path = placeOf(folder, sha512);
      if (path === undefined) return undefined;
      const bytes = await orNothing(() => files.readBytes(path));
      return bytes && decodeContent(bytes, sha512);
    },
    async keep(kept) {
      const path = placeOf(folder, kept.content.sha512);
      const bytes = encodeContent(kept);
      if (path === undefined || bytes === undefined) return;
      cleared ??= orNothing(() => clearOthers(files, folder));
      await cleared;
      await orNothing(() => files.writeSpare(path, bytes));
    },
  };
}

/** By the whole hash, which needs no second name; undefined for what is no sha512. */
function placeOf(folder: string, sha512: string): string | undefined {
  const bound = boundSha512(sha512);
  if (bound === undefined) return undefined;
  const hex = Buffer.from(bound.slice('sha512-'.length), 'base64').toString('hex');
  return join(folder, keptUnder, hex.slice(0, 2), hex.slice(2));
}

/** What was kept under older rules nobody reads again. */
async function clearOthers(files: CacheFiles, folder: string): Promise<void> {
  for (const name of await files.list(folder)) {
    if (name !== keptUnder) await files.remove(join(folder, name));
  }
}

/** A full disk or a folder that belongs to somebody else costs time alone. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!hasCode(error)) throw error;
    return undefined;
  }
}
