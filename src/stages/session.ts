import type { Check } from '../checks/define.ts';
import { checks } from '../checks/index.ts';
import { isCi } from '../cli/nobody-asked.ts';
import { readRequest } from '../cli/npm-argv.ts';
import { type AcceptedAbsences, loadAcceptedAbsences } from '../config/accepted-absences.ts';
import { type Folders, ownFolders } from '../config/folders.ts';
import type { UserSettings } from '../config/user-settings.ts';
import type { OsvRecord } from '../evidence/advisories/osv-record.ts';
import { readOwnAdvisories } from '../evidence/advisories/own-feed.ts';
import { type AskRegistry, createAskRegistry } from '../evidence/ask-registry.ts';
import { type AskedTally, createAskedTally } from '../evidence/asked.ts';
import { type Cache, openCache } from '../evidence/cache.ts';
import { openContentCache } from '../evidence/content-cache.ts';
import { openDomainCache } from '../evidence/domains/cache.ts';
import { createDomainLookUp, type DomainStanding } from '../evidence/domains/look-up.ts';
import { createHttp, type Http } from '../evidence/http.ts';
import { type Ledger, loadLedger } from '../evidence/ledger.ts';
import { loadProfiles, type Profiles } from '../evidence/profile.ts';
import { loadPinnedKeys, type PinnedKeys } from '../evidence/registry-keys.ts';
import { createTarballReads, type TarballReads } from '../evidence/tarball-reads.ts';
import { plainOptions, type ReadSetup, threadedReads } from '../evidence/threaded-reads.ts';
import { openTrustStore, type TrustStore } from '../evidence/trust-store.ts';
import type { Host } from '../host/host.ts';
import type { Request } from '../model/request.ts';
import { sharedConnection } from '../plan/connection.ts';
import { lookingOptions } from '../plan/looking.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { installSpecs, type LoadedNpmConfig } from '../plan/npm-config.ts';
import { createPackumentStore, type PackumentStore } from '../plan/packuments.ts';
import { npmsOwnRegistry } from '../plan/resolve.ts';
import { takesSpecs } from '../plan/verb-options.ts';
import { type LoadedAgreements, loadAgreements } from '../trust/agreements.ts';
import { npqVersion } from '../version.ts';
import { openBase } from './base.ts';
import type { BaseTree } from './base-git.ts';
import { loadOwnWord, type OwnWord, type ProjectWord, type Settled, settle } from './settings.ts';

/**
 * What stays the same from reading the command line to the receipt. What the project says of policy, options and
 * waivers is in it only after the trust stage.
 */
export interface Session extends Settled {
  readonly host: Host;
  readonly npm: NpmInstallation;
  readonly config: LoadedNpmConfig;
  readonly request: Request;
  /** Nobody is asked: no terminal, CI, or the user's own wish. */
  readonly interactive: boolean;
  readonly startedAt: Date;
  readonly folders: Folders;
  readonly settings: UserSettings;
  /** Who else but the project said what. */
  readonly ownWord: OwnWord;
  /** What the project says, as far as it counts; absent before the trust stage and where it says nothing. */
  readonly projectWord?: ProjectWord;
  readonly absences: AcceptedAbsences;
  readonly agreements: LoadedAgreements;
  readonly ledger: Ledger;
  readonly checks: readonly Check[];
  /** What `--base` names. */
  readonly base?: BaseTree;
  /** The install is for a program that runs next, to which stdout belongs. */
  readonly runsAfterwards?: true;
}

export async function openSession(
  host: Host,
  npm: NpmInstallation,
  args: readonly string[],
): Promise<Session> {
  const startedAt = host.clock.now();
  const { request: typed, config } = await readRequest(host, npm, args);
  const asInstall = takesSpecs(typed.verb) || (typed.verb === 'check' && !config.global);
  const specs = asInstall ? installSpecs(host, config, typed.specs) : typed.specs;
  const request = { ...typed, specs };
  const base = await openBase(host, request, config);
  const folders = await ownFolders(host, config.localPrefix);
  const [ownWord, agreements, ledger] = await Promise.all([
    loadOwnWord(host, npm, folders, request.own),
    loadAgreements(host, folders),
    loadLedger(host, folders),
  ]);
  const { settings } = ownWord;
  const absences = await loadAcceptedAbsences(host, folders, settings);
  return {
    ...{ host, npm, config, request, startedAt, folders, settings, ownWord, absences, agreements, ledger },
    interactive: host.terminal.interactive && !request.own.nonInteractive && !isCi(host.env.vars),
    ...{ checks, ...settle(ownWord) },
    ...(base ? { base } : {}),
  };
}

/** The same conversation with another command line: what was agreed to at its beginning holds on. */
export async function reopenSession(before: Session, args: readonly string[]): Promise<Session> {
  const { host, npm, projectWord } = before;
  const session = await openSession(host, npm, args);
  return projectWord === undefined
    ? session
    : { ...session, projectWord, ...settle(session.ownWord, projectWord) };
}

/** What the registry is asked with, once the project's own settings are agreed to. */
export interface Registry {
  readonly options: Readonly<Record<string, unknown>>;
  /** The part of them that is not npm's own. */
  readonly connection: Readonly<Record<string, unknown>>;
  readonly packuments: PackumentStore;
  readonly profiles: Profiles;
  readonly tarballs: TarballReads;
  /** For what a registry says of its packages besides documents and tarballs. */
  readonly ask: AskRegistry;
  readonly pinned: PinnedKeys;
  readonly trustStore: TrustStore;
  /** To all other services. */
  readonly http: Http;
  /** Each domain is asked about once in a run. */
  lookUpDomain(domain: string): Promise<DomainStanding>;
  /** What they answered before. */
  readonly answers: Cache;
  /** What was asked so far, and how long it took. */
  readonly asked: AskedTally;
  /** From the user's own files. */
  readonly ownAdvisories: readonly OsvRecord[];
}

export async function openRegistry({ host, config, folders, settings }: Session): Promise<Registry> {
  const looking = lookingOptions(config);
  const connection = await sharedConnection(host, config.flat);
  const options = { ...looking, ...connection };
  const { clock, network } = host;
  const asked = createAskedTally(clock, options['offline'] === true);
  const ask = asked.registry(createAskRegistry({ npm: options, now: () => clock.now() }));
  const http = asked.http(createHttp({ npm: options, userAgent: `npq/${npqVersion}`, clock }));
  const service = settings.services.tuf;
  const [profiles, pinned, trustStore] = await Promise.all([
    loadProfiles(host, folders, options),
    loadPinnedKeys(host, folders, ask),
    openTrustStore({ host, folders, http, service, npmsOwn: npmsOwnRegistry(config) }),
  ]);
  const { cache } = folders;
  const contents = openContentCache(host.files, folders);
  const setup = { options: plainOptions(looking), vars: { ...host.env.vars }, cache } satisfies ReadSetup;
  return {
    ...{ options, connection, profiles, pinned, trustStore, ask, http, asked },
    packuments: createPackumentStore(options, undefined, {
      ...{ monotonicMs: clock.monotonicMs, onRead: asked.document },
    }),
    tarballs: threadedReads(
      () => host.startThread('reading-thread', setup),
      createTarballReads({ options, contents }),
    ),
    lookUpDomain: createDomainLookUp({
      ...{ http, network: asked.network(network), clock, services: settings.services },
      offline: options['offline'] === true,
      cache: asked.domains(openDomainCache(folders, host)),
    }),
    answers: asked.answers(openCache(folders)),
    ownAdvisories: await readOwnAdvisories(host.files, settings.advisoryFiles),
  };
}

/** What the user changed in the consent loop. */
export interface Edits {
  /** Specs of git and remote dependencies whose addresses may be contacted. */
  readonly permits: ReadonlySet<string>;
  /** No scripts of dependencies but those that are approved one by one. */
  readonly withoutScripts: boolean;
  /** Keys of the packages whose install scripts the user approved in this conversation. */
  readonly approvedScripts: ReadonlySet<string>;
}

/** What the command line itself permits; the conversation adds to it. */
export function firstEdits({ own }: Request): Edits {
  return { permits: new Set(own.permit), withoutScripts: false, approvedScripts: new Set() };
}
