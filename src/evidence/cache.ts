import { join } from 'node:path';
import type { Folders } from '../config/folders.ts';
import { hasCode } from '../errors.ts';

/** What can be fetched again, by key. Whoever reads decodes it anew: files of ours can be damaged too. */
export interface Cache {
  read(key: string): Promise<Buffer | undefined>;
  /** That nothing could be kept is no trouble: it is asked for again. */
  write(key: string, value: Buffer): Promise<void>;
}

const noCache: Cache = { read: async () => undefined, write: async () => undefined };

/** npm's own cache library in npq's own folder; never the cache that a project may name. */
export function openCache({ cache }: Pick<Folders, 'cache'>): Cache {
  if (cache === undefined) return noCache;
  const folder = join(cache, 'answers');
  return {
    async read(key) {
      const { default: cacache } = await import('cacache');
      try {
        return (await cacache.get(folder, key)).data;
      } catch (error) {
        if (!hasCode(error)) throw error;
        return undefined;
      }
    },
    async write(key, value) {
      const { default: cacache } = await import('cacache');
      try {
        await cacache.put(folder, key, value);
      } catch (error) {
        if (!hasCode(error)) throw error;
      }
    },
  };
}
