import { NpqError } from '../../errors.ts';
import { plain } from '../npm-config-errors.ts';
import { lockLimits, tooLarge } from './decode.ts';
import type { ForeignLock, LockedPackage, Wanted } from './lock.ts';
import type { ForeignProject, ProjectFolder, Want } from './project.ts';

/** How one entry of the lockfile is come by. */
export interface Reached {
  readonly alias: string;
  readonly direct: boolean;
  readonly dev: boolean;
  readonly optional: boolean;
  /** A shortest way from the root's dependency, itself last. */
  readonly path: readonly LockedPackage[];
  /** The workspace that the way begins at, where that is not the root. */
  readonly from: ProjectFolder | undefined;
  /** Everything that leads there asks for this. */
  readonly asked: readonly Wanted[];
}

export type Reach = ReadonlyMap<string, Reached>;

interface Start {
  readonly want: Want;
  readonly place: string;
  readonly folder: ProjectFolder;
}

/** What the project's package.json files reach in the lockfile. */
export function reachedFrom(project: ForeignProject, lock: ForeignLock): Reach {
  const starts: Start[] = [];
  const missing: string[] = [];
  const own = new Map(project.folders.map((folder) => [folder.name, folder]));
  for (const folder of project.folders) {
    for (const want of folder.wants) {
      const { alias, spec, kind } = want;
      const place = lock.find(folder.path, alias, spec, project.overridden.has(alias));
      if (place !== undefined) starts.push({ want, place, folder });
      // yarn 1 writes nothing of the project's own folders; peers are another's to bring.
      else if (!own.has(alias) && kind !== 'peer') missing.push(`${alias}@${spec} (${folder.path})`);
    }
  }
  for (const { name, edges } of lock.packages.values()) {
    for (const { alias, spec = '', to, optional } of edges) {
      const isTaken = to !== undefined || optional || own.has(alias) || project.overridden.has(alias);
      if (!isTaken) missing.push(`${alias}@${spec} (${name})`);
    }
  }
  if (missing.length > 0) throw outOfDate(lock, missing);
  const all = walk(lock, starts);
  const needed = walk(
    lock,
    starts.filter(({ want }) => want.kind !== 'dev'),
  ).seen;
  const firm = walk(
    lock,
    starts.filter(({ want }) => want.kind !== 'optional'),
    false,
  ).seen;
  const asked = askedFor(lock, starts, project.overridden);
  const direct = new Set([...starts.map(({ place }) => place), ...lock.alsoDirect]);
  const places = new Map<string, Reached>();
  for (const [place, pkg] of lock.packages) {
    const way = all.ways.get(place);
    const isNeeded = !all.seen.has(place) || needed.has(place);
    places.set(place, {
      alias: way?.alias ?? pkg.asked[0]?.alias ?? pkg.name,
      direct: direct.has(place),
      dev: !isNeeded,
      optional: all.seen.has(place) && !firm.has(place),
      path: pathTo(place, pkg, lock, all.ways),
      from: way?.folder.path === '.' ? undefined : way?.folder,
      asked: asked.get(place) ?? [],
    });
  }
  return places;
}

interface Way {
  readonly alias: string;
  /** The place before, undefined where the project itself asks. */
  readonly by: string | undefined;
  readonly folder: ProjectFolder;
}

function walk(lock: ForeignLock, starts: readonly Start[], optional = true) {
  const ways = new Map<string, Way>();
  const queue: string[] = [];
  const go = (place: string, way: Way) => {
    if (ways.has(place)) return;
    ways.set(place, way);
    queue.push(place);
  };
  for (const { want, place, folder } of starts) go(place, { alias: want.alias, by: undefined, folder });
  for (const place of queue) {
    const way = ways.get(place);
    for (const { alias, to, optional: isOptional } of lock.packages.get(place)?.edges ?? []) {
      if (to === undefined || way === undefined || (isOptional && !optional)) continue;
      go(to, { alias, by: place, folder: way.folder });
    }
  }
  return { ways, seen: new Set(ways.keys()) };
}

function pathTo(
  place: string,
  pkg: LockedPackage,
  { packages }: ForeignLock,
  ways: ReadonlyMap<string, Way>,
): readonly LockedPackage[] {
  const path = [pkg];
  for (let way = ways.get(place); way?.by !== undefined; way = ways.get(way.by)) {
    const before = packages.get(way.by);
    if (before !== undefined) path.unshift(before);
  }
  return path;
}

/** What the project overrides is not what was asked for, and says so openly. */
function askedFor(
  lock: ForeignLock,
  starts: readonly Start[],
  overridden: ReadonlySet<string>,
): ReadonlyMap<string, readonly Wanted[]> {
  const asked = new Map<string, Map<string, Wanted>>();
  let count = 0;
  const add = (place: string, wanted: Wanted) => {
    if (overridden.has(wanted.alias)) return;
    count += 1;
    if (count > lockLimits.edges) throw tooLarge(lock.file, `${lockLimits.edges} dependencies`);
    const there = asked.get(place) ?? new Map<string, Wanted>();
    asked.set(place, there.set(`${wanted.alias}@${wanted.spec}`, wanted));
  };
  for (const { want, place } of starts) add(place, want);
  for (const pkg of lock.packages.values()) {
    for (const wanted of pkg.asked) add(pkg.place, wanted);
    for (const { alias, spec, to } of pkg.edges) {
      if (to !== undefined && spec !== undefined) add(to, { alias, spec });
    }
  }
  return new Map([...asked].map(([place, wanted]) => [place, [...wanted.values()]]));
}

function outOfDate({ manager, file }: ForeignLock, missing: readonly string[]): NpqError {
  const [first, second, ...rest] = missing;
  const some = [first, second].filter((one) => one !== undefined).join(', ');
  const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
  return new NpqError('config-invalid', {
    message: plain(
      `Expected ${file} to have all that is asked for, found no entry made for ${some.slice(0, 300)}${more}: ${manager} would choose it anew.`,
    ),
    hint: `Run ${manager} install, then check what it wrote.`,
  });
}
