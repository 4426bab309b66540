import type { RegistryAdvisory } from './advisories.ts';
import type { Credential } from './auth.ts';
import { type Failure, type FailureHandle, type FailureMatch, failureRules } from './failures.ts';
import type { Service } from './http.ts';
import type { Journal } from './journal.ts';
import { type RegistryState, registryService } from './registry-routes.ts';
import { createShelf } from './shelf.ts';
import { keysDocument, type SigningKey } from './signing.ts';
import type { PackageSpec, Published } from './spec.ts';

/** A test's hand on one registry. All changes hold from the next request on. */
export interface RegistryHandle {
  readonly name: string;
  /** With a slash at its end, as npm's `registry` setting takes it. */
  readonly url: string;
  /** Signs everything this registry publishes; one for the whole world. */
  readonly key: SigningKey;
  /** Publishes one version; the same version again replaces it, which no honest registry does. */
  publish(spec: PackageSpec): Published;
  /** One version, or all. Times of single versions stay in `time`, as they do at npm's. */
  unpublish(name: string, version?: string, at?: string): void;
  setTag(name: string, tag: string, version: string): void;
  /** The message that npm shows; undefined takes it back. */
  deprecate(name: string, version: string, message: string | undefined): void;
  /**
   * From now on the registry says that this version has attestations, and serves these; undefined takes the
   * answer away and leaves the promise. `World.attest` makes true ones.
   */
  serveAttestations(name: string, version: string, answer: object | undefined): void;
  /** What the keys endpoint answers from now on; undefined takes it away. */
  serveKeys(document: object | undefined): void;
  /** Other bytes under the old integrity. */
  swapTarball(name: string, version: string, bytes: Buffer): void;
  /** How the next `times` requests that match go wrong: all of them by default. */
  fail(match: FailureMatch, failure: Failure, times?: number): FailureHandle;
  /** From now on every path answers 401 without this credential; undefined opens it again. */
  requireAuth(credential: Credential | undefined): void;
  /** What the audit endpoints know. */
  advise(...advisories: readonly RegistryAdvisory[]): void;
  /**
   * Turns it into a thin mirror: packuments have only _id, name, dist-tags, versions and time; versions are
   * package.json and the barest dist; `time` is when the mirror took each version (ISO, or by version); keys,
   * audit and attestations are not offered.
   */
  serveThin(takenAt: string | ((version: string) => string)): void;
  /** `max-age` of packuments; 300 by default, as npm's registry sends it. */
  setMaxAge(seconds: number): void;
}

export interface RegistryContext {
  readonly name: string;
  readonly url: string;
  readonly key: SigningKey;
  readonly journal: Journal;
}

export function createRegistry(context: RegistryContext): { handle: RegistryHandle; service: Service } {
  const { name, url, key } = context;
  const shelf = createShelf(url, key);
  const rules = failureRules();
  const state: RegistryState = {
    credential: undefined,
    advisories: [],
    takenAt: undefined,
    maxAgeSeconds: 300,
    keys: keysDocument(key),
  };
  const handle: RegistryHandle = {
    ...{ name, url, key },
    publish: (spec) => shelf.publish(spec).published,
    unpublish: (pkg, version, at = '2026-01-01T00:00:00.000Z') => shelf.unpublish(pkg, version, at),
    setTag: (pkg, tag, version) => shelf.tag(pkg, tag, version),
    deprecate(pkg, version, message) {
      shelf.version(pkg, version).deprecated = message;
    },
    serveAttestations(pkg, version, answer) {
      shelf.promiseAttestations(pkg, version);
      if (answer === undefined) shelf.attestations.delete(`${pkg}@${version}`);
      else shelf.attestations.set(`${pkg}@${version}`, answer);
    },
    serveKeys(document) {
      state.keys = document;
    },
    swapTarball(pkg, version, bytes) {
      shelf.version(pkg, version).served = bytes;
    },
    fail: (match, failure, times) => rules.add(match, failure, times),
    requireAuth(credential) {
      state.credential = credential;
    },
    advise(...advisories) {
      state.advisories.push(...advisories);
    },
    serveThin(takenAt) {
      state.takenAt = typeof takenAt === 'string' ? () => takenAt : takenAt;
    },
    setMaxAge(seconds) {
      state.maxAgeSeconds = seconds;
    },
  };
  return { handle, service: registryService({ ...context, shelf, state, rules }) };
}
