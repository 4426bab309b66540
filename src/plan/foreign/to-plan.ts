import { resolve } from 'node:path';
import npa from 'npm-package-arg';
import semver from 'semver';
import type { Origin, Permit, PlanEntry, PlannedPackage, RecordedPlace } from '../../model/plan.ts';
import { addressKey, hostOf, isAtRegistry, permitFor } from '../addresses.ts';
import { hasOwnScope, isPrivateName } from '../packages.ts';
import { isPackageName, malformed, shown } from './decode.ts';
import { disagreementOf, type Found, wordsFor } from './disagree.ts';
import type { ForeignLock, LockedPackage } from './lock.ts';
import type { ForeignProject, ProjectFolder } from './project.ts';
import type { Reach, Reached } from './reach.ts';
import { askedOf } from './specs.ts';

type Options = Readonly<Record<string, unknown>>;

export interface ToPlanInput {
  /** The project's folder: what lies in it is told by its whole path, as in npm's plans. */
  readonly root: string;
  readonly lock: ForeignLock;
  readonly project: ForeignProject;
  readonly reach: Reach;
  readonly berry: boolean;
  readonly options: Options;
  readonly defaultRegistry: string;
  readonly publicRegistries: ReadonlySet<string>;
  /** Texts of the specs whose addresses the user permitted. */
  readonly permits: ReadonlySet<string>;
  registryFor(name: string): string;
}

type Draft = Omit<PlannedPackage, 'entries'> & { readonly entries: PlanEntry[] };

/** Every entry of the lockfile, those of other platforms too, gathered by what would be fetched for it. */
export function foreignPackages(input: ToPlanInput): readonly PlannedPackage[] {
  const { lock, project, reach } = input;
  const permitted = new Set([...input.permits].flatMap(keyOf));
  const drafts = new Map<string, Draft>();
  const bytes = new Map<string, string>();
  const put = (draft: Draft, entry: Omit<PlanEntry, 'packageKey'>) => {
    const id = JSON.stringify([draft.key, draft.integrity ?? '', draft.bins ?? '']);
    // Two entries that promise different bytes, or commands, under one name and version are two packages.
    const key = bytes.get(id) ?? (drafts.has(draft.key) ? `${draft.key} (${entry.place})` : draft.key);
    bytes.set(id, key);
    const known = drafts.get(key) ?? { ...draft, key };
    drafts.set(key, known);
    known.entries.push({ ...entry, packageKey: key });
  };
  const own = new Map(project.folders.map((folder) => [folder.path, folder]));
  for (const folder of project.folders) if (folder.path !== '.') put(...workspaceOf(folder, input.root));
  for (const [place, reached] of reach) {
    const pkg = lock.packages.get(place);
    if (pkg === undefined) continue;
    const folder =
      pkg.source.kind === 'workspace' || pkg.source.kind === 'directory'
        ? own.get(pkg.source.path)
        : undefined;
    // Its own package.json is what counts of it.
    if (folder !== undefined && (folder.path === '.' || folder.name === pkg.name)) continue;
    put(...planned(pkg, reached, input, permitted));
  }
  return [...drafts.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function planned(
  pkg: LockedPackage,
  reached: Reached,
  input: ToPlanInput,
  permitted: ReadonlySet<string>,
): [Draft, Omit<PlanEntry, 'packageKey'>] {
  const { lock, options, publicRegistries } = input;
  const origin = originOf(pkg, input);
  const { name, version } = pkg;
  const isRegistrys = origin.kind === 'registry';
  if (isRegistrys && (!isPackageName(name) || semver.valid(version) === null)) {
    throw malformed(
      lock.file,
      `found ${shown(`${name}@${version}`)} at ${shown(pkg.place)}, which no registry has`,
    );
  }
  const made = pkg.source.kind === 'made' ? { madeBy: pkg.source.script } : {};
  const permit = permitNeeded(origin, input, permitted);
  const bound = /(?:^|\s)sha(?:256|384|512)-[A-Za-z0-9+/=]+/.test(pkg.integrity ?? '')
    ? pkg.integrity
    : undefined;
  const draft: Draft = {
    key: `${name}@${version}${suffix(origin)}`,
    ...{
      name,
      version,
      origin,
      integrity: bound,
      entries: [],
      exactlyRequested: false,
      locked: true,
      ...made,
      ...(pkg.bins === undefined ? {} : { bins: pkg.bins }),
    },
    looked: permit === undefined && pkg.source.kind !== 'made',
    ...(permit === undefined ? {} : { permit }),
    private: isRegistrys ? isPrivateName(name, origin.registry, options, publicRegistries) : true,
    ...(isRegistrys && hasOwnScope(name, options) ? { ownScope: true as const } : {}),
  };
  const { alias, direct, dev, optional, from } = reached;
  const way = [...(from === undefined ? [] : [`${from.name ?? from.path}@${from.version}`])];
  const path = [...way, ...reached.path.map((one) => `${one.name}@${one.version}`)];
  const recorded = recordedOf(pkg, reached, origin, input);
  const change = { kind: 'unchanged' } as const;
  return [
    draft,
    { place: pkg.place, alias, change, dev, optional, peer: false, inert: false, direct, path, recorded },
  ];
}

function recordedOf(
  pkg: LockedPackage,
  { asked }: Reached,
  origin: Origin,
  { lock, berry, registryFor }: ToPlanInput,
): RecordedPlace {
  const { name, version, integrity } = pkg;
  const resolved = addressOf(pkg, registryFor(name));
  const kind = pkg.source.kind === 'made' ? 'made' : origin.kind === 'bundled' ? 'directory' : origin.kind;
  const address = origin.kind === 'git' ? origin.spec : origin.kind === 'remote' ? origin.url : undefined;
  const found: Found = { kind, words: wordsFor(origin), ...(address === undefined ? {} : { address }) };
  const wishes = asked.map((one) => askedOf(one, { berry, catalogs: lock.catalogs }));
  const disagreement = disagreementOf(pkg, found, wishes);
  return {
    ...{ by: 'lockfile', name, version, resolved, integrity },
    ...(pkg.ownArchive === undefined ? {} : { ownArchive: true as const }),
    ...(disagreement === undefined ? {} : { disagreement }),
  };
}

/** The name under which yarn 1 writes npm's own registry. */
const yarnsName = /^https?:\/\/registry\.yarnpkg\.com\//;

/** What a lockfile names for a registry's package and is no registry's is what its manager would fetch. */
function originOf(pkg: LockedPackage, { root, options, defaultRegistry, registryFor }: ToPlanInput): Origin {
  const { source } = pkg;
  switch (source.kind) {
    case 'registry': {
      const registry = registryFor(pkg.name);
      const address = addressOf(pkg, registry)?.replace(yarnsName, defaultRegistry);
      // Of 1,300 packages all but one or two lie where their registry is.
      const isThere = address === undefined || address.startsWith(registry);
      if (!isThere && !isAtRegistry(address, options, defaultRegistry)) return remote(address);
      return { kind: 'registry', registry };
    }
    case 'git': {
      const { spec, commit } = source;
      const host = specHost(spec);
      return { kind: 'git', spec, host, ...(commit === undefined ? {} : { commit }) };
    }
    case 'remote':
      return remote(source.url);
    case 'made':
      return { kind: 'file', path: resolve(root, source.script) };
    // What claims to be a workspace and is none of the project's own folders is any folder.
    case 'workspace':
      return { kind: 'directory', path: resolve(root, source.path) };
    case 'file':
    case 'directory':
      return { kind: source.kind, path: resolve(root, source.path) };
  }
}

/** As managers read it, for which `//evil.example/a.tgz` is as much of an address as `a/-/a-1.0.0.tgz`. */
function addressOf({ resolved }: LockedPackage, registry: string): string | undefined {
  if (resolved === undefined || /^[a-z][a-z+.-]*:/.test(resolved)) return resolved;
  return URL.canParse(resolved, registry) ? new URL(resolved, registry).href : resolved;
}

function remote(url: string): Origin {
  return { kind: 'remote', url, host: specHost(url) };
}

function specHost(text: string): string {
  try {
    return hostOf(npa(text));
  } catch {
    return URL.canParse(text) ? new URL(text).host : 'an unknown host';
  }
}

function permitNeeded(
  origin: Origin,
  { options, defaultRegistry }: ToPlanInput,
  permitted: ReadonlySet<string>,
): Permit | undefined {
  if (origin.kind !== 'git' && origin.kind !== 'remote') return undefined;
  const text = origin.kind === 'git' ? origin.spec : origin.url;
  if (keyOf(text).some((key) => permitted.has(key))) return undefined;
  if (origin.kind === 'remote' && isAtRegistry(text, options, defaultRegistry)) return undefined;
  const { kind, host } = origin;
  try {
    return permitFor(npa(text)) ?? { spec: text, kind, host };
  } catch {
    return { spec: text, kind, host };
  }
}

function keyOf(text: string): readonly string[] {
  try {
    return [addressKey(npa(text))];
  } catch {
    return [];
  }
}

function workspaceOf(
  { path, name, version }: ProjectFolder,
  root: string,
): [Draft, Omit<PlanEntry, 'packageKey'>] {
  const id = name ?? path;
  const origin = { kind: 'workspace', path: resolve(root, path) } as const;
  return [
    {
      key: `${id}@${version}${suffix(origin)}`,
      ...{ name: id, version, origin, integrity: undefined, entries: [] },
      ...{ exactlyRequested: false, locked: true, looked: true, private: true },
    },
    {
      ...{ place: path, alias: id, change: { kind: 'unchanged' }, path: [`${id}@${version}`] },
      ...{ dev: false, optional: false, peer: false, inert: false, direct: true },
    },
  ];
}

function suffix(origin: Origin): string {
  switch (origin.kind) {
    case 'registry':
      return '';
    case 'git':
      return ` (${origin.spec})`;
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
