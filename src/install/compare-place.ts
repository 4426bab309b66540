import { join } from 'node:path';
import ssri from 'ssri';
import type { PlanEntry, PlannedPackage } from '../model/plan.ts';
import type { NpmConfig } from '../plan/npm.ts';
import type { CompareInput } from './compare.ts';
import { compareFiles, readPlace } from './disk.ts';
import { nameByPlace, type RecordedEntry } from './recorded.ts';

type EntryFlags = Pick<PlanEntry, 'inert' | 'optional' | 'dev' | 'peer'>;

/**
 * Of another platform, optional (npm takes it away when it fails), left out by `--omit`, or needed only by
 * workspaces that the user did not select.
 */
export function mayBeAbsent(entry: EntryFlags, config: Pick<NpmConfig, 'get' | 'workspaces'>): boolean {
  if (isAboutAPart(config)) return true;
  const omitted = omittedKinds(config);
  return (
    entry.inert || entry.optional || (entry.dev && omitted.has('dev')) || (entry.peer && omitted.has('peer'))
  );
}

/** npm then plans the whole tree, and touches only what some workspaces, or only the root, need of it. */
export function isAboutAPart({ get, workspaces }: Pick<NpmConfig, 'get' | 'workspaces'>): boolean {
  return workspaces.length > 0 || get('workspaces') === false;
}

function omittedKinds(config: Pick<NpmConfig, 'get'>): ReadonlySet<unknown> {
  const list = (key: string): readonly unknown[] => {
    const value = config.get(key);
    return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  };
  const kinds = new Set(list('omit'));
  if (
    config.get('production') === true ||
    list('only').some((one) => one === 'prod' || one === 'production')
  ) {
    kinds.add('dev');
  }
  for (const kind of list('include')) kinds.delete(kind);
  return kinds;
}

export interface PlaceFindings {
  readonly differences: readonly string[];
  /** npm's record says too little: look at the files. */
  readonly readDisk: boolean;
}

/** One place of npm's record against the plan. */
export function comparePlaceRecorded(
  pkg: PlannedPackage,
  place: string,
  recorded: RecordedEntry,
  vettedIntegrity: string | undefined,
): PlaceFindings {
  const kind = pkg.origin.kind;
  const isFolder = kind === 'workspace' || kind === 'directory';
  if (recorded.link !== isFolder && recorded.link) {
    return found(`${place} is a link to ${recorded.resolved ?? 'somewhere'}, planned was ${kind}.`);
  }
  if (isFolder) return { differences: [], readDisk: true };
  const differences: string[] = [];
  const name = recorded.name ?? nameByPlace(place);
  if (name !== pkg.name) differences.push(`${place} is ${name}, planned was ${pkg.name}.`);
  if (recorded.version !== pkg.version) {
    differences.push(`${place} is version ${recorded.version ?? 'unknown'}, planned was ${pkg.version}.`);
  }
  const expected = vettedIntegrity ?? pkg.integrity;
  const isSilent = recorded.integrity === undefined || expected === undefined;
  if (!isSilent && !sameIntegrity(recorded.integrity, [expected, pkg.integrity])) {
    differences.push(`${place} has the integrity ${recorded.integrity}, vetted was ${expected}.`);
  }
  // npm takes the integrity of a URL dependency from its first download: there the files decide.
  return { differences, readDisk: isSilent || kind === 'remote' };
}

function found(difference: string): PlaceFindings {
  return { differences: [difference], readDisk: false };
}

/** Old packages are recorded by sha1, while we computed a sha512: then what was promised decides. */
function sameIntegrity(recorded: string, expected: readonly (string | undefined)[]): boolean {
  return expected.some((one) => one !== undefined && Boolean(ssri.parse(one)?.match(recorded)));
}

/** One place on disk: name and version, and where the vetted files are known, each of them. */
export async function comparePlaceOnDisk(
  { files, plan, config, contents }: CompareInput,
  pkg: PlannedPackage,
  place: string,
  entry: EntryFlags,
  isLeft = false,
): Promise<readonly string[]> {
  const folder = join(plan.path, place);
  const there = await readPlace(files, folder);
  const isFolder = pkg.origin.kind === 'workspace' || pkg.origin.kind === 'directory';
  if (there.kind === 'absent') {
    return mayBeAbsent(entry, config) ? [] : [`${place} was planned, and nothing is there.`];
  }
  if (isFolder) return [];
  if (there.kind === 'unreadable') return [`${place} cannot be compared: ${there.why}.`];
  if (there.link) return [`${place} is a link, planned was ${pkg.origin.kind}.`];
  const { name, version } = there.id;
  const differences: string[] = [];
  if (name !== pkg.name) differences.push(`${place} is ${name}, planned was ${pkg.name}.`);
  if (version !== pkg.version)
    differences.push(`${place} is version ${version}, planned was ${pkg.version}.`);
  // Only git and URL dependencies are compared before their scripts run; afterwards a package's own scripts
  // may have changed its files, and npm has held the bytes of the others to their integrity.
  const vetted =
    pkg.origin.kind === 'git' || pkg.origin.kind === 'remote' ? contents.get(pkg.key) : undefined;
  if (vetted === undefined) return differences;
  // What npm left there has been built before, and its scripts have left files behind.
  const changed = await compareFiles(files, folder, vetted, { mayHaveMore: isLeft });
  return [...differences, ...changed.map((what) => `${place}: ${what}.`)];
}
