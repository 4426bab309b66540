import { join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { VerifiedPlace } from '../model/verified.ts';
import { type LockedPlace, type LockedPlaces, lockedPlaces } from '../plan/locked-places.ts';
import { noProject } from './nothing-installed.ts';
import { pnpmPlaces } from './verify-pnpm.ts';

/** What should lie in node_modules, by whoever installed it. */
export interface InstalledTree {
  /** From which the places were read. */
  readonly lockfile: string;
  readonly places: ReadonlyMap<string, LockedPlace>;
  readonly refused: readonly { readonly place: string; readonly why: string }[];
  readonly manager: 'npm' | 'pnpm';
  /** What is known of places without a look at them. */
  readonly told: readonly VerifiedPlace[];
  readonly notes: readonly string[];
  /** Why none of it can be compared. */
  readonly cannot?: string;
}

export type TreeFiles = Pick<Files, 'info' | 'list' | 'readText' | 'realPath'>;

/** Rejects where nothing says what should be there. */
export async function installedTree(files: TreeFiles, project: string): Promise<InstalledTree> {
  const isThere = async (path: string) => (await files.info(join(project, path))) !== undefined;
  const hasRecord = await isThere(lockfiles[0]);
  if (!hasRecord && (await isThere('node_modules/.pnpm'))) return pnpmPlaces(files, project);
  const { lockfile, locked: recorded, notes } = await readLockfile(files, project);
  const of = ({ places, refused }: Locked): InstalledTree => {
    return { lockfile, places, refused, manager: 'npm', told: [], notes };
  };
  if (!(await isThere('node_modules/.store'))) return of(recorded);
  // Where the linked strategy put packages only npm's own record says.
  if (lockfile !== lockfiles[0]) {
    const cannot = `it has packages in a store, and ${lockfile} does not say where in it`;
    return { ...of(recorded), cannot };
  }
  return of(withHashes(recorded, (await firstOf(lockfiles.slice(1), files, project)).locked));
}

type Locked = Extract<LockedPlaces, { readonly kind: 'read' }>;

const lockfiles = ['node_modules/.package-lock.json', 'npm-shrinkwrap.json', 'package-lock.json'] as const;
/** Nobody's tree has more to say. */
export const mostBytes = 256 * 1024 * 1024;

interface ReadLockfile {
  readonly lockfile: string;
  readonly locked: Locked;
  readonly notes: readonly string[];
}

/** npm's own record of what it installed comes first; without it the lockfile says what should be there. */
async function readLockfile(
  files: Pick<TreeFiles, 'info' | 'readText'>,
  project: string,
): Promise<ReadLockfile> {
  const { lockfile, locked, notes } = await firstOf(lockfiles, files, project);
  if (lockfile !== undefined && locked !== undefined) return { lockfile, locked, notes };
  throw noProject(notes.length > 0 ? notes.join(' ') : 'no lockfile of npm, nor its record in node_modules');
}

async function firstOf(
  names: readonly string[],
  files: Pick<TreeFiles, 'info' | 'readText'>,
  project: string,
): Promise<Partial<ReadLockfile> & Pick<ReadLockfile, 'notes'>> {
  const notes: string[] = [];
  for (const lockfile of names) {
    const info = await files.info(join(project, lockfile));
    if (info === undefined) continue;
    const isPlain = info.kind === 'file' && info.size <= mostBytes;
    const text = isPlain ? await files.readText(join(project, lockfile)) : undefined;
    const locked: LockedPlaces =
      text === undefined ? { kind: 'unreadable', why: 'it is no file of bearable size' } : lockedPlaces(text);
    if (locked.kind === 'read') return { lockfile, locked, notes };
    notes.push(`${lockfile} could not be read: ${locked.why}.`);
  }
  return { notes };
}

/** npm does not always record the hashes of what lies in a store; the project's lockfile has them by name and version. */
function withHashes(recorded: Locked, beside: Locked | undefined): Locked {
  const known = new Map<string, LockedPlace | 'several'>();
  for (const one of beside?.places.values() ?? []) {
    if (one.kind !== 'package' || one.integrity === undefined) continue;
    const id = `${one.name}@${one.version}`;
    const other = known.get(id);
    const agrees = other === undefined || (other !== 'several' && other.integrity === one.integrity);
    known.set(id, agrees ? one : 'several');
  }
  const mended = [...recorded.places].map(([place, one]) => {
    const found = known.get(`${one.name}@${one.version}`);
    const lacks = one.kind === 'package' && one.integrity === undefined;
    return [
      place,
      lacks && typeof found === 'object' ? { ...found, ...one, integrity: found.integrity } : one,
    ] as const;
  });
  return { ...recorded, places: new Map(mended) };
}
