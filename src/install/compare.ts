import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { TarballFile } from '../evidence/needs.ts';
import type { Files, Unwritten } from '../host/host.ts';
import type { Plan } from '../model/plan.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { comparePlaceOnDisk, comparePlaceRecorded, isAboutAPart, mayBeAbsent } from './compare-place.ts';
import { cutOffDifferences } from './cut-off.ts';
import { decodeRecorded, type RecordedEntry } from './recorded.ts';
import type { VettedPackage } from './vetted.ts';

export interface CompareInput {
  readonly files: Files;
  readonly plan: Plan;
  readonly config: Pick<NpmConfig, 'get' | 'workspaces'>;
  readonly vetted: readonly VettedPackage[];
  /** The vetted files by `PlannedPackage.key`; needed where npm records no integrity (git). */
  readonly contents: ReadonlyMap<string, ReadonlyMap<string, TarballFile>>;
  /** Whatever its options say, this command of npm's writes nothing. */
  readonly tried?: boolean;
  /** Nothing is installed: the plan is what lies there, or a part of it, whatever npm has recorded. */
  readonly asItLies?: boolean;
  /** What npm had recorded before it ran, where it may leave some of it as it was. */
  readonly before?: ReadonlyMap<string, RecordedEntry>;
  /** What npm said that it could not write, although it ended well. */
  readonly unwritten?: readonly Unwritten[] | undefined;
}

const hiddenLockfile = 'node_modules/.package-lock.json';

/** For `CompareInput.before`; to be called before npm runs. */
export async function recordedBefore(
  files: Files,
  { path }: Pick<Plan, 'path'>,
): Promise<ReadonlyMap<string, RecordedEntry>> {
  const text = await files.readText(join(path, hiddenLockfile));
  const recorded = text === undefined ? undefined : decodeRecorded(text);
  return recorded?.kind === 'tree' ? recorded.places : new Map();
}

export type Comparison =
  | {
      readonly kind: 'compared';
      readonly against: 'hidden-lockfile' | 'lockfile' | 'disk';
      /** Places of the tree that were compared. */
      readonly compared: number;
      /** Full sentences; may hold foreign text. */
      readonly differences: readonly string[];
    }
  /** npm had nothing to install, or recorded it in a form that cannot be compared. */
  | { readonly kind: 'not-compared'; readonly why: string; readonly tried?: boolean };

/**
 * Holds what npm did against the plan. npm's own record comes first; where that is silent (git, links,
 * bundled packages, global installs) the tree on disk is read. Exit code 0 alone does not mean installed.
 */
export async function compareInstalled(input: CompareInput): Promise<Comparison> {
  const comparison = await compareTree(input);
  const cut = cutOffDifferences(input.plan, input.unwritten ?? []);
  if (comparison.kind === 'compared') {
    return { ...comparison, differences: [...cut, ...comparison.differences] };
  }
  return { ...comparison, why: [...cut, comparison.why].join(' ') };
}

async function compareTree(input: CompareInput): Promise<Comparison> {
  const { plan, config, files } = input;
  if (input.tried === true || config.get('dry-run') === true)
    return { kind: 'not-compared', why: 'npm only tried it (--dry-run).', tried: true };
  if (config.get('install-strategy') === 'linked') {
    return {
      kind: 'not-compared',
      why: 'The linked install strategy lays the tree out otherwise than planned. To compare it file by file: npq verify.',
    };
  }
  if (config.get('package-lock-only') === true) return compareLockfile(input);
  const hasNoRecord = plan.global || input.asItLies === true;
  const text = hasNoRecord ? undefined : await files.readText(join(plan.path, hiddenLockfile));
  if (text === undefined) return compareDisk(input);
  const recorded = decodeRecorded(text);
  if (recorded.kind === 'unreadable') {
    const difference = `node_modules/.package-lock.json cannot be read: ${recorded.why}.`;
    return { kind: 'compared', against: 'hidden-lockfile', compared: 0, differences: [difference] };
  }
  return compareRecorded(input, recorded.places, 'hidden-lockfile');
}

async function compareLockfile(input: CompareInput): Promise<Comparison> {
  for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const text = await input.files.readText(join(input.plan.path, name));
    if (text === undefined) continue;
    const recorded = decodeRecorded(text);
    if (recorded.kind === 'tree') return compareRecorded(input, recorded.places, 'lockfile');
    return { kind: 'not-compared', why: `${name} cannot be compared with the plan: ${recorded.why}.` };
  }
  return { kind: 'not-compared', why: 'npm wrote no lockfile.' };
}

async function compareRecorded(
  input: CompareInput,
  places: ReadonlyMap<string, RecordedEntry>,
  against: 'hidden-lockfile' | 'lockfile',
): Promise<Comparison> {
  const differences: string[] = [];
  const seen = new Set<string>();
  const isLeft = (place: string) => {
    const before = input.before?.get(place);
    return before !== undefined && isDeepStrictEqual(before, places.get(place));
  };
  const wasSo = (place: string) => isAboutAPart(input.config) && isLeft(place);
  const vetted = new Map(input.vetted.map((one) => [one.package.key, one]));
  for (const pkg of input.plan.packages) {
    for (const { place, ...entry } of pkg.entries) {
      seen.add(place);
      const recorded = places.get(place);
      if (recorded === undefined) {
        const absent = against === 'hidden-lockfile' && mayBeAbsent(entry, input.config);
        const linked = pkg.origin.kind === 'workspace' || pkg.origin.kind === 'directory';
        if (!absent && !linked) differences.push(`${place} was planned, and npm recorded nothing there.`);
        continue;
      }
      if (wasSo(place)) continue;
      const found = comparePlaceRecorded(pkg, place, recorded, vetted.get(pkg.key)?.integrity);
      differences.push(...found.differences);
      // Not from the gate: npm's cache hands out what a lockfile names by its hash.
      if (against === 'hidden-lockfile' && pkg.origin.kind === 'registry' && !vetted.has(pkg.key)) {
        differences.push(`${place} was installed, and no bytes of it were vetted.`);
      }
      if (found.readDisk && against === 'hidden-lockfile')
        differences.push(...(await comparePlaceOnDisk(input, pkg, place, entry, isLeft(place))));
    }
  }
  const touched = new Map([...places].filter(([place]) => !wasSo(place)));
  const compared = [...touched.keys()].filter((place) => seen.has(place)).length;
  return {
    kind: 'compared',
    against,
    compared,
    differences: [...differences, ...extras(touched, seen, input.plan)],
  };
}

/** What npm recorded and nobody planned. Folders that links lead to stand outside node_modules. */
function extras(
  places: ReadonlyMap<string, RecordedEntry>,
  planned: ReadonlySet<string>,
  plan: Plan,
): readonly string[] {
  const folders = new Set(
    plan.packages.flatMap(({ origin }) =>
      origin.kind === 'workspace' || origin.kind === 'directory' ? [origin.path] : [],
    ),
  );
  const isFolder = (path: string) => folders.has(path) || folders.has(join(plan.path, path));
  return [...places].flatMap(([place, { link, resolved, version }]) => {
    if (planned.has(place)) return [];
    if (link && resolved !== undefined && (planned.has(resolved) || isFolder(resolved))) return [];
    if (isFolder(place)) return [];
    return [`${place} (${version ?? 'a link'}) was not planned.`];
  });
}

async function compareDisk(input: CompareInput): Promise<Comparison> {
  const differences: string[] = [];
  let compared = 0;
  for (const pkg of input.plan.packages) {
    for (const { place, ...entry } of pkg.entries) {
      compared += 1;
      differences.push(...(await comparePlaceOnDisk(input, pkg, place, entry)));
    }
  }
  return { kind: 'compared', against: 'disk', compared, differences };
}
