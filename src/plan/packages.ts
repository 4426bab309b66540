import type { Node } from '@npmcli/arborist';
import { hasCode } from '../errors.ts';
import { binsOf } from '../model/bins.ts';
import type {
  Disagreement,
  Origin,
  Permit,
  PlanEntry,
  PlannedPackage,
  RecordedPlace,
} from '../model/plan.ts';
import { permitFor } from './addresses.ts';
import type { AllowScripts } from './allow-scripts.ts';
import { changeOf } from './change.ts';
import type { Looker } from './looker.ts';
import { type FoundOrigin, type OriginContext, originOf } from './origin.ts';
import type { ShortestPaths } from './paths.ts';
import { recordedPlace } from './recorded-place.ts';
import { isLocked, recordedOf, type Today } from './today.ts';

type Options = Readonly<Record<string, unknown>>;

export interface PackagesInput {
  readonly tree: Node;
  /** The places that count; absent: all. */
  readonly only?: ReadonlySet<Node>;
  readonly today: Today;
  readonly looker: Looker;
  readonly options: Options;
  readonly defaultRegistry: string;
  /** Registries whose names everybody may know. */
  readonly publicRegistries: ReadonlySet<string>;
  readonly paths: ShortestPaths;
  readonly allowScripts: AllowScripts;
  registryFor(name: string): string;
  /** Exact versions that the user typed, as `name@version`. */
  readonly exact: ReadonlySet<string>;
}

export interface Packages {
  readonly packages: readonly PlannedPackage[];
  readonly notes: readonly string[];
}

type Draft = Omit<PlannedPackage, 'entries' | 'locked' | 'private'> & {
  readonly entries: PlanEntry[];
  locked: boolean;
  private: boolean;
};

/** Every place of the tree that npm would fill, gathered by what would fill it. */
export function packagesOf(input: PackagesInput): Packages {
  const { tree, today } = input;
  const drafts = new Map<string, Draft>();
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  const notes: string[] = [];
  const found = new Map<Node, FoundOrigin>();
  const context: OriginContext = {
    options: input.options,
    defaultRegistry: input.defaultRegistry,
    registryFor: input.registryFor,
    isLocked: (node) => isLocked(node, today) || node.inShrinkwrap === true,
    keyOf: (node) => keyOf(node),
  };
  const leftOutNames = new Map<string, readonly string[]>();
  const originAt = (node: Node): FoundOrigin => {
    const known = found.get(node) ?? originOf(node, context);
    found.set(node, known);
    return known;
  };
  const keyOf = (node: Node): string => {
    const { origin, name } = originAt(node);
    const id = `${name}@${node.version}${suffix(origin)}`;
    const bytes = JSON.stringify([id, integrityOf(node, origin) ?? '', binsIn(node, name) ?? '']);
    // Two places that promise different bytes, or commands, under one name and version are two packages.
    const key = keys.get(bytes) ?? (taken.has(id) ? `${id} (${node.location})` : id);
    keys.set(bytes, key);
    taken.add(key);
    return key;
  };

  for (const node of nodesOf(tree)) {
    if (input.only?.has(node) === false) continue;
    const at = originAt(node);
    const leftOut = whyLeftOut(node, at);
    if (leftOut !== undefined) {
      leftOutNames.set(leftOut, [...(leftOutNames.get(leftOut) ?? []), at.name]);
      continue;
    }
    const key = keyOf(node);
    const draft = drafts.get(key) ?? draftOf(node, at, key, input);
    drafts.set(key, draft);
    draft.locked &&= context.isLocked(node);
    const recorded = recordedPlace(node, at.disagreement, today);
    if (at.disagreement && !recorded) notes.push(disagreementNote(node, at.disagreement));
    draft.entries.push(entryOf(node, at.name, key, recorded, input));
  }
  // What a public tarball holds is public too, whatever name it claims; of a private one nobody is told.
  for (const draft of drafts.values()) draft.private = isPrivatelyHeld(draft, drafts);
  return { packages: [...drafts.values()], notes: [...notes, ...leftOutNotes(leftOutNames)] };
}

/**
 * Arborist keeps a nameless node for an optional dependency that failed to load. npm leaves it out, and so
 * does the plan; but not one from git or a URL, which may answer npm differently in a moment.
 */
function whyLeftOut(node: Node, at: FoundOrigin): string | undefined {
  const [error] = node.errors;
  if (node.version !== '' || error === undefined) return undefined;
  const code = hasCode(error) ? error.code : 'no code';
  if (at.spec !== undefined && !code.startsWith('EALLOW')) return undefined;
  return code;
}

/** One sentence for all that failed alike: native builds of other platforms come by the dozen. */
function leftOutNotes(byCode: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...byCode].map(([code, names]) =>
    names.length === 1
      ? `The optional dependency ${names[0]} cannot be had (${code}) and is left out, as npm does.`
      : `${names.length} optional dependencies cannot be had (${code}) and are left out, as npm does: ${names.join(', ')}.`,
  );
}

/** In the order of their places, so that keys and reports are the same every time. */
function nodesOf(tree: Node): readonly Node[] {
  return [...tree.inventory.values()]
    .filter((node) => node.parent !== null)
    .sort((a, b) => (a.location < b.location ? -1 : 1));
}

function draftOf(node: Node, at: FoundOrigin, key: string, input: PackagesInput): Draft {
  const { origin, name } = at;
  const permit = at.spec && missingPermit(at, input);
  const bins = binsIn(node, name);
  const failed = node.version === '' && node.errors.length > 0;
  return {
    key,
    name,
    version: node.version,
    origin,
    integrity: integrityOf(node, origin),
    ...(bins === undefined ? {} : { bins }),
    entries: [],
    exactlyRequested: origin.kind === 'registry' && input.exact.has(`${name}@${node.version}`),
    locked: true,
    looked: permit === undefined && !failed,
    ...(permit === undefined ? {} : { permit }),
    private: isPrivate(name, origin, input),
    ...(origin.kind === 'registry' && hasOwnScope(name, input.options) ? { ownScope: true as const } : {}),
  };
}

function missingPermit({ spec }: FoundOrigin, { looker, options }: PackagesInput): Permit | undefined {
  if (spec === undefined || looker.mayContact(spec, options)) return undefined;
  return permitFor(spec);
}

function entryOf(
  node: Node,
  name: string,
  packageKey: string,
  recorded: RecordedPlace | undefined,
  input: PackagesInput,
): PlanEntry {
  const path = input.paths.get(node) ?? [node];
  return {
    place: node.location,
    alias: node.name,
    packageKey,
    change: changeOf({ ...recordedOf(node) }, input.today.places.get(node.location)),
    dev: node.dev,
    optional: node.optional,
    peer: node.peer,
    // npm 10 finds out only while it installs.
    inert: node.inert === true,
    direct: [...node.edgesIn].some(({ from }) => from !== null && (from.isProjectRoot || from.isWorkspace)),
    path: path.map((one) => `${one === node ? name : (one.packageName ?? one.name)}@${one.version}`),
    ...(recorded === undefined ? {} : { recorded }),
    ...input.allowScripts.of(node),
  };
}

/** No lockfile says so: `npm link` did it, or the registry's own document. */
function disagreementNote({ location }: Node, { asked, found }: Disagreement): string {
  return `${location} is asked for as ${asked}, but recorded as ${found}.`;
}

/** Where a lockfile names the package, its word is what npm links. */
function binsIn(node: Node, name: string): string | undefined {
  return binsOf(name, node.package['bin']);
}

/**
 * Git has a commit and links have nothing. SHA-1 binds no bytes any more, so an entry that has only that is
 * like one that has none.
 */
function integrityOf(node: Node, origin: Origin): string | undefined {
  if (node.integrity === null || !['registry', 'remote', 'file'].includes(origin.kind)) return undefined;
  return /(?:^|\s)sha(?:256|384|512)-[A-Za-z0-9+/=]+/.test(node.integrity) ? node.integrity : undefined;
}

function isPrivatelyHeld(draft: Draft, drafts: ReadonlyMap<string, Draft>): boolean {
  const by = draft.origin.kind === 'bundled' ? drafts.get(draft.origin.by) : undefined;
  return by === undefined || by === draft ? draft.private : isPrivatelyHeld(by, drafts);
}

function isPrivate(name: string, origin: Origin, input: PackagesInput): boolean {
  switch (origin.kind) {
    case 'registry':
      return isPrivateName(name, origin.registry, input.options, input.publicRegistries);
    default:
      // Names of git, remote and local packages need not exist anywhere public.
      return true;
  }
}

/** True for names that only a registry of the user's own may know. */
export function isPrivateName(
  name: string,
  registry: string,
  options: Options,
  publicRegistries: ReadonlySet<string>,
): boolean {
  return hasOwnScope(name, options) || !publicRegistries.has(registry);
}

/** True where npm is told a registry for the scope of this name. */
export function hasOwnScope(name: string, options: Options): boolean {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;
  return scope !== undefined && options[`${scope}:registry`] !== undefined;
}

function suffix(origin: Origin): string {
  switch (origin.kind) {
    case 'registry':
      return '';
    case 'git':
      return ` (${origin.spec}${origin.commit === undefined ? '' : ` at ${origin.commit}`})`;
    case 'remote':
      return ` (${origin.url})`;
    case 'bundled':
      return ` (bundled by ${origin.by})`;
    case 'file':
    case 'directory':
    case 'workspace':
      return ` (${origin.kind} ${origin.path})`;
  }
}
