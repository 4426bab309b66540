import type { ServiceId } from '../../src/config/services.ts';
import { downloadsService } from './downloads.ts';
import { fixtureNames, readFixture } from './folders.ts';
import { createForeignHost, type ForeignHost } from './foreign.ts';
import type { Service } from './http.ts';
import { carries, journal, type WorldRequest } from './journal.ts';
import { createOsv, type OsvHandle } from './osv.ts';
import { createOsvDump, type OsvDump } from './osv-dump.ts';
import type { BuildSpec } from './provenance.ts';
import { createRdap, type RdapHandle } from './rdap.ts';
import { createRegistry, type RegistryHandle } from './registry.ts';
import { publishSentinels } from './sentinels.ts';
import { createSigningKey, type SigningKey } from './signing.ts';
import { openSite, type Site } from './site.ts';
import type { Published } from './spec.ts';
import { type AttestationsAnswer, createVouching } from './vouching.ts';

export type { RegistryAdvisory } from './advisories.ts';
export type { Credential } from './auth.ts';
export type { Failure, FailureHandle, FailureMatch } from './failures.ts';
export type { ForeignHost } from './foreign.ts';
export type { WorldRequest } from './journal.ts';
export type { OsvEntry, OsvHandle } from './osv.ts';
export type { RegistryHandle } from './registry.ts';
export type { Manifest, PackageSpec, Person, Published, Publisher } from './spec.ts';
export { packageTarball, type RawEntry, rawTarball } from './tarballs.ts';

export interface WorldOptions {
  /** Folders under fixtures/packages to publish, each in the registry it names; none by default. */
  readonly packages?: readonly string[] | 'all';
  /** Whether `public` has the sentinel packages with their true times. True by default. */
  readonly sentinels?: boolean;
  /** Added before every answer, in milliseconds. */
  readonly latencyMs?: number;
  /**
   * `localhost` keeps the world apart from a gate on 127.0.0.1, so that a client may reach the one directly and
   * the other only through its proxy.
   */
  readonly hostname?: '127.0.0.1' | 'localhost';
  /** How many registries besides `public`, and foreign hosts, a test may open: each has its own port. */
  readonly ports?: number;
}

/**
 * The loopback internet of one test. Every server listens on 127.0.0.1 only.
 *
 * site.ts is a port and the router on it; a service (http.ts) is mounted there: registry.ts (a test's hand on it),
 * registry-routes.ts (its URLs), shelf.ts (what it keeps), publish.ts and packument.ts (documents); foreign.ts.
 * failures.ts says what goes wrong for whom, damage.ts does it. journal.ts is the record of it all.
 */
export interface World extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/`, where the registry `public` answers. */
  readonly url: string;
  /** An address of this machine where nobody listens: a true "connection refused". */
  readonly nowhere: string;
  readonly key: SigningKey;
  /** A file as NPQ_TRUSTED_ROOT takes it: it vouches for the keys of `public` and for the world's sigstore. */
  readonly trustFile: string;
  /** Attests a version that `public` has, as registry and CI do; the answer may be damaged and served again. */
  attest(published: Published, build?: BuildSpec, certified?: BuildSpec): Promise<AttestationsAnswer>;
  readonly requests: readonly WorldRequest[];
  /** The requests that carry this secret, plain or encoded, in address, headers or body. */
  carrying(secret: string): readonly WorldRequest[];
  /** What no fixture serves, with what to do about it. A test's afterEach holds it against []. */
  readonly errors: readonly string[];
  /** Names that were asked for and that nobody published, declared or not. */
  readonly unknownPackages: readonly string[];
  /** Declares that these names may be asked for in vain. */
  allowMissing(...names: readonly string[]): void;
  /**
   * The registry of this name, `public` by default; any other is opened at first use, on a port of its own, and
   * below `path` (`/` by default, begins and ends with a slash), as company registries have it.
   */
  registry(name?: string, path?: string): RegistryHandle;
  /** Of every registry that was opened so far. */
  readonly registryUrls: readonly string[];
  /** Publishes folders of fixtures/packages, each in the registry it names. */
  publishFixtures(...folders: readonly string[]): readonly Published[];
  /** A new stranger's host, on a port of its own. */
  foreign(): ForeignHost;
  /** Below it every service besides registries answers, by its id: what NPQ_SERVICES takes. */
  readonly servicesUrl: string;
  /** OSV's dump, mounted and empty. */
  readonly osvDump: OsvDump;
  /** Puts a service of this world at `<servicesUrl><id>/`, in the place of one that was there. */
  mountService(id: ServiceId, service: Service): void;
  /** IANA's list of RDAP servers and the server behind it: every domain is in order until a test says otherwise. */
  readonly rdap: RdapHandle;
  /** OSV, which knows of nothing until a test publishes it. */
  readonly osv: OsvHandle;
  setLatency(milliseconds: number): void;
  close(): Promise<void>;
}

const servicesPath = '/-services/';

/**
 * Of a protocol that nobody uses any more, and below the ports that a system hands out: one of those could be another
 * world's a moment later, which then counts a request that is no business of its test.
 */
const nowhere = 'http://127.0.0.1:2/';

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const log = journal();
  const key = createSigningKey();
  let latencyMs = options.latencyMs ?? 0;
  const { hostname = '127.0.0.1' } = options;
  const open = () => openSite({ journal: log, latencyMs: () => latencyMs, hostname });
  // Opened ahead, so that registry() and foreign() need no await.
  const [main, ...spare] = await Promise.all([open(), ...Array.from({ length: options.ports ?? 4 }, open)]);
  const sites = [main, ...spare];

  const nextSite = (): Site => {
    const site = spare.shift();
    if (site === undefined) throw new Error('this world has no port left: createWorld({ ports: … })');
    return site;
  };
  const vouching = createVouching(main.url, key);
  const registries = new Map<string, RegistryHandle>();
  const openRegistry = (name: string, site: Site, path: string): RegistryHandle => {
    const { handle, service } = createRegistry({ name, url: site.url + path.slice(1), key, journal: log });
    site.mount(path, service);
    registries.set(name, handle);
    return handle;
  };
  let strangers = 0;
  const servicesUrl = `${main.url}${servicesPath.slice(1)}`;
  const rdap = createRdap(`${servicesUrl}rdap-bootstrap/`);
  const osv = createOsv();
  const world: World = {
    ...{ url: main.url, nowhere, key, requests: log.requests, trustFile: vouching.trustFile },
    async attest(published, build, certified) {
      const answer = await vouching.attest(published, build, certified);
      publicRegistry.serveAttestations(published.name, published.version, answer);
      return answer;
    },
    osv: osv.handle,
    get errors() {
      return log.errors();
    },
    get registryUrls() {
      return [...registries.values()].map(({ url }) => url);
    },
    get unknownPackages() {
      return log.unknownPackages();
    },
    allowMissing: (...names) => log.allowMissing(names),
    registry: (name = 'public', path = '/') => registries.get(name) ?? openRegistry(name, nextSite(), path),
    carrying: (secret) => log.requests.filter((request) => carries(request, secret)),
    publishFixtures: (...folders) =>
      folders
        .map(readFixture)
        .flatMap(({ registry, specs }) => specs.map((spec) => world.registry(registry).publish(spec))),
    foreign() {
      const site = nextSite();
      strangers += 1;
      const { host, service } = createForeignHost(site.url, strangers);
      site.mount('/', service);
      return host;
    },
    servicesUrl,
    rdap: rdap.handle,
    osvDump: createOsvDump(),
    mountService: (id, service) => main.mount(`${servicesPath}${id}/`, service),
    setLatency(milliseconds) {
      latencyMs = milliseconds;
    },
    async close() {
      vouching.remove();
      await Promise.all(sites.map((site) => site.close()));
    },
    [Symbol.asyncDispose]: () => world.close(),
  };
  world.mountService('rdap-bootstrap', rdap.service);
  world.mountService('osv-dump', world.osvDump.service);
  const publicRegistry = openRegistry('public', main, '/');
  // Nobody downloads anything here, until a test says otherwise.
  world.mountService('downloads', downloadsService({}).service);
  world.mountService('osv', osv.service);
  if (options.sentinels !== false) publishSentinels(publicRegistry);
  world.publishFixtures(...(options.packages === 'all' ? fixtureNames() : (options.packages ?? [])));
  return world;
}
