import { sep } from 'node:path';
import type ArboristClass from '@npmcli/arborist';
import type { Node } from '@npmcli/arborist';
import { hasCode } from '../errors.ts';
import type { Plan, ScriptRules, WantedTags } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { loadAllowScripts } from './allow-scripts.ts';
import { type LoadedArborist, loadArborist } from './arborist.ts';
import { removedFrom } from './change.ts';
import { createChoices, type MaybeLater } from './choices.ts';
import { GUARD_OPTION } from './guard.ts';
import { type HoldBack, TooYoungError } from './held-back.ts';
import { createLooker, type Looker } from './looker.ts';
import { lookingOptions } from './looking.ts';
import type { NpmConfig } from './npm.ts';
import { specOf } from './origin.ts';
import { packagesOf } from './packages.ts';
import type { PackumentStore } from './packuments.ts';
import { shortestPaths } from './paths.ts';
import { createPrefetch, type Prefetch } from './prefetch.ts';
import { isNetworkError, resolveError } from './resolve-error.ts';
import { wantedTags } from './tags.ts';
import { nothing, record, type Today } from './today.ts';
import { exactlyTyped, typedSpecs, verbOptions } from './verb-options.ts';

type Options = Readonly<Record<string, unknown>>;

export interface ResolveInput {
  readonly config: NpmConfig;
  readonly request: Request;
  /** Texts of the git and remote specs whose addresses the user permitted. */
  readonly permits: ReadonlySet<string>;
  /** Undefined where the registry's publish times are not believed: nothing is held back then. */
  readonly holdBack: MaybeLater<HoldBack | undefined>;
  readonly packuments: PackumentStore;
  /** Besides npm's own: registries that the user says are public. */
  readonly publicRegistries?: ReadonlySet<string>;
  /** Whether a tarball may be unpacked for what it bundles (evidence/unpackable). */
  isUnpackable?(address: string, options: Options): Promise<boolean>;
  /** Called with the number of packages whose manifest is known so far. */
  onProgress?(resolved: number): void;
  /** Called, once or more, with a version that the plan is likely to have. */
  onChosen?(name: string, version: string): void;
  /** Laid over npm's options; see connection.ts. */
  readonly connection?: Options;
  /** Whether to run ahead of arborist; true by default. The plan is the same. */
  readonly prefetch?: boolean;
}

export interface ResolvedPlan {
  readonly plan: Plan;
  /** Absolute folders of the root project and its workspaces; none for a global install. */
  readonly projectFolders: readonly string[];
  readonly wantedTags: WantedTags;
  readonly scriptRules: ScriptRules;
}

/** Works out the tree that npm would install, without running or writing anything. */
export async function resolvePlan(input: ResolveInput): Promise<ResolvedPlan> {
  const { config, request, packuments } = input;
  const typed = typedSpecs(request);
  const defaultRegistry = npmsOwnRegistry(config);
  const choices = createChoices(packuments, input.holdBack);
  const looker = createLooker({
    ...{ permitted: [...typed, ...input.permits], choices, packuments, defaultRegistry },
    ...(input.onProgress ? { onProgress: input.onProgress } : {}),
    ...(input.isUnpackable ? { isUnpackable: input.isUnpackable } : {}),
    ...(input.onChosen ? { onChosen: input.onChosen } : {}),
  });
  const options: Options = {
    ...lookingOptions(config),
    ...input.connection,
    ...verbOptions(request, config),
    path: config.installPath,
    workspaces: config.workspaces,
    packumentCache: packuments.cache,
    // What packages bundle or shrinkwrap is part of the tree: their tarballs are opened for it.
    complete: true,
    [GUARD_OPTION]: looker,
    // npm 12 would load the project's .npm-extension file: looking runs nothing.
    ignoreExtension: true,
  };
  const prefetch = input.prefetch === false ? undefined : createPrefetch(choices, options);
  prefetch?.typed(typed);
  const allowScripts = await loadAllowScripts(config, request.verb);
  const { tree, today, notes, inPlace } = await built(options, config, request, looker, prefetch).finally(
    () => prefetch?.stop(),
  );
  const found = packagesOf({
    ...{ tree, today, looker, options, defaultRegistry, allowScripts },
    publicRegistries: new Set([defaultRegistry, ...(input.publicRegistries ?? [])]),
    paths: shortestPaths(tree),
    registryFor: packuments.registryFor,
    exact: exactlyTyped(typed),
  });
  const plan: Plan = {
    path: config.installPath,
    global: config.global,
    packages: found.packages,
    removed: removedFrom(today.places.values(), found.packages),
    heldBack: looker.heldBack.filter(({ name, chosen }) =>
      found.packages.some((one) => one.name === name && one.version === chosen && !one.locked),
    ),
    registries: registriesOf(found.packages),
    notes: [...notes, ...allowScripts.notes, ...found.notes, ...looker.closed.map(closedNote)],
  };
  const projectFolders = config.global || !inPlace ? [] : foldersOf(tree);
  return {
    ...{ plan, projectFolders, wantedTags: wantedTags(tree, looker.tags) },
    scriptRules: allowScripts.rules,
  };
}

interface Built {
  readonly tree: Node;
  readonly today: Today;
  readonly notes: readonly string[];
  /** False where npm would make the folder first, and an empty one stood in for it. */
  readonly inPlace: boolean;
}

async function built(
  options: Options,
  config: NpmConfig,
  request: Request,
  looker: Looker,
  prefetch: Prefetch | undefined,
): Promise<Built> {
  const { Arborist, careful, fellBack } = await loadArborist(config.npm);
  const told = fellBack === undefined ? [] : [fellBack];
  const attempt = async (over: Options) => {
    const tree = await build(Arborist, { ...options, ...over }, request.verb, prefetch);
    if (careful === undefined || looker.failures === 0) return tree;
    return build(careful, { ...options, ...over }, request.verb, prefetch);
  };
  try {
    return { ...(await attempt({})), notes: told, inPlace: true };
  } catch (error) {
    try {
      if (isMissing(error, config.installPath)) {
        const cache = String(config.flat['cache']);
        const { default: cacache } = await import('cacache');
        const apart = await cacache.tmp.withTmp(cache, {}, (path) => attempt({ path }));
        return { ...apart, notes: told, inPlace: false };
      }
      // A stand-in's version is nobody's: what fails for it says nothing, and must not keep from asking.
      if (hasCode(error) && blamesVersions.has(error.code) && looker.placeholders > 0) {
        return { ...(await attempt({ force: true })), notes: [...told, conflictNote], inPlace: true };
      }
    } catch (second) {
      throw resolveError(second);
    }
    throw resolveError(error);
  }
}

async function build(
  Arborist: LoadedArborist['Arborist'],
  given: Options,
  verb: string,
  prefetch: Prefetch | undefined,
): Promise<{ readonly tree: Node; readonly today: Today }> {
  // Arborist writes into the options that it gets.
  const options = { ...given };
  let today = nothing;
  /** Arborist loads lockfile or disk on its way, and makes the new tree out of that very one. */
  class Recording extends Arborist {
    override async loadVirtual(how?: Options): Promise<Node> {
      return this.#recorded(await super.loadVirtual(how), how, 'lockfile');
    }
    override async loadActual(how?: Options): Promise<Node> {
      return this.#recorded(await super.loadActual(how), how, 'disk');
    }
    #recorded(tree: Node, how: Options | undefined, from: Today['from']): Node {
      // It opens packages that bundle with the same class, elsewhere.
      if (how?.['root'] === undefined || this.path !== arborist.path) return tree;
      today = record(tree, from);
      // Without a lockfile it goes on to the disk.
      if (from === 'disk' || tree.meta?.loadedFromDisk === true) prefetch?.startFrom(tree);
      return tree;
    }
  }
  const arborist = new Recording(options);
  const apart = () => new Arborist({ ...given });
  if (verb === 'ci' || verb === 'install-ci-test') await apart().loadVirtual();
  const tree = await arborist.buildIdealTree(options);
  failLoudly(tree);
  if (options['global'] === true) {
    const filter = (node: Node, kid: string) => !node.isProjectRoot || tree.target.edgesOut.has(kid);
    today = { ...record(await apart().loadActual({ filter, global: true }), 'disk'), nodes: new Set() };
  } else if (options['update'] === true) {
    today = { ...record(await loadedToday(apart()), 'disk'), nodes: new Set() };
  }
  return { tree, today };
}

async function loadedToday(arborist: Pick<ArboristClass, 'loadVirtual' | 'loadActual'>): Promise<Node> {
  try {
    return await arborist.loadVirtual();
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOLOCK') return arborist.loadActual();
    throw error;
  }
}

/**
 * Arborist leaves out an optional dependency that it cannot load. That is right for one that does not exist;
 * one that is too young or whose registry does not answer would vanish without a word.
 */
function failLoudly(tree: Node): void {
  for (const { errors, edgesIn } of tree.inventory.values()) {
    // A stranger's host may be down for ever; what it was to serve stays in the plan, not looked at.
    if (![...edgesIn].every((edge) => specOf(edge)?.registry)) continue;
    const serious = errors.find((error) => error instanceof TooYoungError || isNetworkError(error));
    if (serious) throw serious;
  }
}

const blamesVersions = new Set(['ERESOLVE', 'ETARGET', 'E404']);

function isMissing(error: unknown, path: string): boolean {
  if (!hasCode(error) || error.code !== 'ENOENT' || !('path' in error)) return false;
  return error.path === path || path.startsWith(`${error.path}${sep}`);
}

function foldersOf(tree: Node): readonly string[] {
  const workspaces = [...tree.inventory.values()].filter((node) => node.isLink && node.target.isWorkspace);
  return [...new Set([tree.realpath, ...workspaces.map((node) => node.realpath)])];
}

function registriesOf(packages: Plan['packages']): readonly string[] {
  return [
    ...new Set(packages.flatMap(({ origin }) => (origin.kind === 'registry' ? [origin.registry] : []))),
  ];
}

export function npmsOwnRegistry({ layers }: Pick<NpmConfig, 'layers'>): string {
  const own = layers.find(({ name }) => name === 'default')?.data.get('registry');
  return `${String(own).replace(/\/+$/, '')}/`;
}

function closedNote(address: string): string {
  return `What the package from ${address} bundles was not looked at: its address is no registry's, or it unpacks to too much.`;
}

const conflictNote =
  'Some git or remote packages are not looked at yet, and others ask for versions of them; the plan is a guess until then.';
