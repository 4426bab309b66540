import type { RawPackument } from 'pacote';
import { documentAddress, packumentLimitBytes, readPackument, registryOf } from './read-packument.ts';

/**
 * The full packuments of this run. Arborist, checks and gate read the same ones, so that what is judged is
 * what npm will be told, and nothing is asked for twice.
 */
export interface PackumentStore {
  /** For pacote and arborist, as their `packumentCache`. */
  readonly cache: Map<string, RawPackument>;
  /** From memory or the registry. Rejects with npm's own error (`E404`, `ENOTCACHED`, …) or a DocumentError. */
  load(name: string): Promise<RawPackument>;
  /** Base URL with a trailing slash of the registry that this name belongs to. */
  registryFor(name: string): string;
}

/** One document that was not in memory. */
export interface DocumentRead {
  readonly registry: string;
  readonly ms: number;
  /** npm's cache had it, and nobody was asked. */
  readonly kept: boolean;
  readonly failed: boolean;
}

export interface Watcher {
  monotonicMs(): number;
  onRead(read: DocumentRead): void;
}

export function createPackumentStore(
  options: Readonly<Record<string, unknown>>,
  limitBytes = packumentLimitBytes,
  watcher?: Watcher,
): PackumentStore {
  const cache = new Map<string, RawPackument>();
  const underWay = new Map<string, Promise<RawPackument>>();
  const registryFor = (name: string) => registryOf(name, options);
  const watched = async (name: string): Promise<RawPackument> => {
    if (watcher === undefined) return readPackument(name, options, limitBytes);
    const begun = watcher.monotonicMs();
    let kept = false;
    const told = (failed: boolean) =>
      watcher.onRead({ registry: registryFor(name), ms: watcher.monotonicMs() - begun, kept, failed });
    try {
      const document = await readPackument(name, options, limitBytes, (fromCache) => {
        kept = fromCache;
      });
      told(false);
      return document;
    } catch (error) {
      told(true);
      throw error;
    }
  };
  return {
    cache,
    registryFor,
    load(name) {
      // pacote's own key.
      const key = `full:${documentAddress(registryFor(name), name)}`;
      const known = cache.get(key);
      if (known !== undefined) return Promise.resolve(known);
      const running = underWay.get(name);
      if (running) return running;
      const request = watched(name).then((document) => {
        cache.set(key, document);
        return document;
      });
      underWay.set(name, request);
      const forget = () => underWay.delete(name);
      request.then(forget, forget);
      return request;
    },
  };
}
