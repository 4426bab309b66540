import npa from 'npm-package-arg';
import registryFetch from 'npm-registry-fetch';
import type { RawPackument } from 'pacote';

/**
 * The full packuments of this run. Arborist, checks and gate read the same ones, so that what is judged is
 * what npm will be told, and nothing is asked for twice.
 */
export interface PackumentStore {
  /** For pacote and arborist, as their `packumentCache`. */
  readonly cache: Map<string, RawPackument>;
  /** From memory or the registry. Rejects with pacote's error (`E404`, `ENOTCACHED`, …). */
  load(name: string): Promise<RawPackument>;
  /** Base URL with a trailing slash of the registry that this name belongs to. */
  registryFor(name: string): string;
}

export function createPackumentStore(options: Readonly<Record<string, unknown>>): PackumentStore {
  const cache = new Map<string, RawPackument>();
  const underWay = new Map<string, Promise<RawPackument>>();
  return {
    cache,
    registryFor: (name) => `${registryFetch.pickRegistry(npa(name), options).replace(/\/+$/, '')}/`,
    load(name) {
      const running = underWay.get(name);
      if (running) return running;
      const request = loadThrough(name, { ...options, fullMetadata: true, packumentCache: cache });
      underWay.set(name, request);
      const forget = () => underWay.delete(name);
      request.then(forget, forget);
      return request;
    },
  };
}

async function loadThrough(name: string, options: Readonly<Record<string, unknown>>): Promise<RawPackument> {
  // pacote is half of npq's start-up time; a command that asks no registry never loads it.
  const { default: pacote } = await import('pacote');
  return pacote.packument(name, options);
}
