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

export function createPackumentStore(
  options: Readonly<Record<string, unknown>>,
  limitBytes = packumentLimitBytes,
): PackumentStore {
  const cache = new Map<string, RawPackument>();
  const underWay = new Map<string, Promise<RawPackument>>();
  const registryFor = (name: string) => registryOf(name, options);
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
      const request = readPackument(name, options, limitBytes).then((document) => {
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
