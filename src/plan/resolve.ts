import { sep } from 'node:path';
import type { Node } from '@npmcli/arborist';
import { hasCode } from '../errors.ts';
import type { PackageId } from '../model/package-id.ts';
import type { Plan, ScriptRules, WantedTags } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { loadAllowScripts } from './allow-scripts.ts';
import { loadArborist } from './arborist.ts';
import { type BuiltTree, buildTree } from './build-tree.ts';
import { removedFrom } from './change.ts';
import { createChoices, type MaybeLater } from './choices.ts';
import { GUARD_OPTION } from './guard.ts';
import type { HoldBack } from './held-back.ts';
import { createLooker, type Looker } from './looker.ts';
import { lookingOptions } from './looking.ts';
import type { NpmConfig } from './npm.ts';
import { isPrivateName, packagesOf } from './packages.ts';
import type { PackumentStore } from './packuments.ts';
import { shortestPaths } from './paths.ts';
import { createPrefetch, type Prefetch } from './prefetch.ts';
import { resolveError } from './resolve-error.ts';
import { wantedTags } from './tags.ts';
import type { Today } from './today.ts';
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
  /** What npm will ask the registry about, to find out what an audit has to mend: what stands there today. */
  readonly audited: readonly AuditedPackage[];
}

interface AuditedPackage extends PackageId {
  /** Only the user's own registry may know its name. */
  readonly private: boolean;
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
    path: config.installPath,
    workspaces: config.workspaces,
    ...verbOptions(request, config),
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
  const { tree, today, only, notes, inPlace } = await built(
    options,
    config,
    request,
    looker,
    prefetch,
  ).finally(() => prefetch?.stop());
  const publicRegistries = new Set([defaultRegistry, ...(input.publicRegistries ?? [])]);
  const found = packagesOf({
    ...{ tree, today, looker, options, defaultRegistry, allowScripts, publicRegistries },
    ...(only === undefined ? {} : { only }),
    paths: shortestPaths(tree),
    registryFor: packuments.registryFor,
    exact: exactlyTyped(typed),
  });
  const plan: Plan = {
    path: config.installPath,
    global: config.global,
    ...(only === undefined ? {} : { asItLies: true as const }),
    packages: found.packages,
    removed: only === undefined ? removedFrom(today.places.values(), found.packages) : [],
    heldBack: looker.heldBack.filter(({ name, chosen }) =>
      found.packages.some((one) => one.name === name && one.version === chosen && !one.locked),
    ),
    registries: registriesOf(found.packages),
    notes: [...notes, ...allowScripts.notes, ...found.notes, ...looker.closed.map(closedNote)],
  };
  const isPrivate = (name: string) =>
    isPrivateName(name, packuments.registryFor(name), options, publicRegistries);
  const projectFolders = config.global || !inPlace ? [] : foldersOf(tree);
  return {
    ...{ plan, projectFolders, wantedTags: wantedTags(tree, looker.tags) },
    scriptRules: allowScripts.rules,
    audited: request.verb === 'audit' ? auditedOf(today, isPrivate) : [],
  };
}

interface Built extends BuiltTree {
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
    const input = { options: { ...options, ...over }, request, npm: config.npm, prefetch };
    const tree = await buildTree(Arborist, input);
    if (careful === undefined || looker.failures === 0) return tree;
    return buildTree(careful, input);
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

const blamesVersions = new Set(['ERESOLVE', 'ETARGET', 'E404']);

function isMissing(error: unknown, path: string): boolean {
  if (!hasCode(error) || error.code !== 'ENOENT' || !('path' in error)) return false;
  return error.path === path || path.startsWith(`${error.path}${sep}`);
}

function foldersOf(tree: Node): readonly string[] {
  const workspaces = [...tree.inventory.values()].filter((node) => node.isLink && node.target.isWorkspace);
  return [...new Set([tree.realpath, ...workspaces.map((node) => node.realpath)])];
}

/** Of git, folders and files no registry has a document. */
function auditedOf({ places }: Today, isPrivate: (name: string) => boolean): readonly AuditedPackage[] {
  return [...places.values()].flatMap(({ name, version, resolved }) =>
    resolved === undefined || /^https?:/.test(resolved) ? [{ name, version, private: isPrivate(name) }] : [],
  );
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
