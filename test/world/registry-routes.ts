import { bulkAdvisories, quickAudit, type RegistryAdvisory } from './advisories.ts';
import { allowed, type Credential, unauthorised, whoami } from './auth.ts';
import { decoded, type FailureRules, type Subject } from './failures.ts';
import { bytes, type Incoming, json, notFound, type Reply, type Service } from './http.ts';
import type { Journal } from './journal.ts';
import {
  abbreviatedPackument,
  fullPackument,
  fullVersion,
  type StoredPackage,
  thinPackument,
} from './packument.ts';
import type { Shelf } from './shelf.ts';
import type { SigningKey } from './signing.ts';

const attestationsPath = '/-/npm/v1/attestations/';

/** What a test can change about a registry while it runs. */
export interface RegistryState {
  credential: Credential | undefined;
  advisories: RegistryAdvisory[];
  /** When a thin mirror took each version; undefined for a registry that serves everything. */
  takenAt: ((version: string) => string) | undefined;
  /** `max-age` of packuments, in seconds. */
  maxAgeSeconds: number;
  keys: object | undefined;
}

export interface RegistryParts {
  readonly name: string;
  readonly url: string;
  readonly shelf: Shelf;
  readonly state: RegistryState;
  readonly rules: FailureRules;
  readonly key: SigningKey;
  readonly journal: Journal;
}

interface Asked extends Subject {
  readonly what: 'packument' | 'tarball' | 'version' | 'endpoint';
  readonly package?: string;
  /** File name, version or endpoint path. */
  readonly rest?: string;
}

export function registryService(parts: RegistryParts): Service {
  return {
    name: `registry:${parts.name}`,
    failureFor: (request) => parts.rules.take(request, read(request.path) ?? {}),
    answer(request) {
      if (!allowed(parts.state.credential, request)) return unauthorised();
      const asked = read(request.path);
      if (asked?.what === 'endpoint') return endpoint(parts, request, asked.rest ?? '');
      if (asked?.package === undefined || !['GET', 'HEAD'].includes(request.method)) return undefined;
      const pkg = parts.shelf.get(asked.package);
      if (pkg === undefined) {
        parts.journal.unknownPackage(asked.package, `${request.method} ${parts.url}${request.path.slice(1)}`);
        return notFound();
      }
      if (asked.what === 'packument') return packument(parts, request, pkg);
      return asked.what === 'tarball' ? tarball(parts, request, pkg) : version(pkg, asked.rest ?? '');
    },
  };
}

/** `/name`, `/@scope%2fname`, `/@scope/name`, and below them `/-/file.tgz` or `/version`; `/-/…` is an endpoint. */
function read(path: string): Asked | undefined {
  const segments = decoded(path).slice(1).split('/');
  if (segments[0] === '-') return { what: 'endpoint', rest: `/${segments.join('/')}` };
  const length = segments[0]?.startsWith('@') ? 2 : 1;
  const name = segments.slice(0, length).join('/');
  const rest = segments.slice(length);
  if (name === '' || (length === 2 && segments.length < 2)) return undefined;
  if (rest.length === 0) return { what: 'packument', package: name };
  if (rest.length === 2 && rest[0] === '-') return { what: 'tarball', package: name, rest: rest[1] ?? '' };
  return rest.length === 1 ? { what: 'version', package: name, rest: rest[0] ?? '' } : undefined;
}

function packument(parts: RegistryParts, request: Incoming, pkg: StoredPackage): Reply {
  const { takenAt, maxAgeSeconds, credential } = parts.state;
  const caching = `${credential === undefined ? 'public' : 'private'}, max-age=${maxAgeSeconds}`;
  const headers = { 'cache-control': caching, 'last-modified': new Date(pkg.modified).toUTCString() };
  if (takenAt !== undefined) return json(thinPackument(pkg, takenAt), 200, headers);
  const abbreviated = 'application/vnd.npm.install-v1+json';
  if (!request.headers.accept?.includes(abbreviated)) return json(fullPackument(pkg), 200, headers);
  return json(abbreviatedPackument(pkg), 200, { ...headers, 'content-type': abbreviated });
}

/** Matched by the path of the published address, so that a version that is gone answers 404 and is no error. */
function tarball(parts: RegistryParts, request: Incoming, pkg: StoredPackage): Reply | undefined {
  const wanted = new URL(`${parts.url}${decoded(request.path).slice(1)}`).href;
  for (const stored of pkg.versions.values()) {
    if (stored.published.tarballUrl === wanted) {
      return bytes(stored.served, { 'cache-control': 'public, immutable, max-age=31557600' });
    }
  }
  const file = wanted.slice(wanted.lastIndexOf('/') + 1);
  const gone = [...pkg.time.keys()].some(
    (version) => !pkg.versions.has(version) && file.endsWith(`-${version}.tgz`),
  );
  return gone ? notFound() : undefined;
}

function version(pkg: StoredPackage, wanted: string): Reply | undefined {
  const stored = pkg.versions.get(pkg.tags.get(wanted) ?? wanted);
  return stored === undefined ? undefined : json(fullVersion(stored));
}

function endpoint(parts: RegistryParts, request: Incoming, path: string): Reply | undefined {
  const { state } = parts;
  const isThin = state.takenAt !== undefined;
  const call = `${request.method} ${path}`;
  if (call === 'GET /-/ping') return json({});
  if (call === 'GET /-/whoami') return whoami(state.credential);
  if (call === 'GET /-/npm/v1/keys')
    return isThin || state.keys === undefined ? notFound() : json(state.keys);
  if (path.startsWith(attestationsPath)) {
    const answer = isThin ? undefined : parts.shelf.attestations.get(path.slice(attestationsPath.length));
    return answer === undefined ? notFound() : json(answer);
  }
  if (isThin && call.startsWith('POST /-/npm/v1/security/')) return notFound();
  if (call === 'POST /-/npm/v1/security/advisories/bulk') return bulkAdvisories(state.advisories, request);
  if (call === 'POST /-/npm/v1/security/audits/quick') return quickAudit(state.advisories, request);
  return undefined;
}
