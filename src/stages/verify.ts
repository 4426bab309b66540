import { join, resolve } from 'node:path';
import { exitCodes } from '../cli/exit-codes.ts';
import { NpqError } from '../errors.ts';
import type { Files, Host } from '../host/host.ts';
import { standings, type Verified, type VerifiedPlace } from '../model/verified.ts';
import { findNpm } from '../plan/find-npm.ts';
import { type LockedPlace, type LockedPlaces, lockedPlaces } from '../plan/locked-places.ts';
import { renderVerified, renderVerifiedJson } from '../report/verified.ts';
import { npqVersion } from '../version.ts';
import { openRegistry, openSession, type Registry, type Session } from './session.ts';
import { trustProject } from './trust.ts';
import { comparePlaces } from './verify-places.ts';
import { findStrays } from './verify-strays.ts';
import { vettedBytes } from './vetted-bytes.ts';

/** `npq verify`: what lies in node_modules against the bytes that the user's ledger vouches for. */
export async function verify(
  host: Host,
  look: { readonly json: boolean; readonly verbose: boolean },
): Promise<number> {
  const npm = await findNpm(host, host.env.cwd);
  const { session } = await trustProject(await openSession(host, npm, ['install']));
  const verified = await verifyTree(session, await openRegistry(session));
  const exitCode = exitCodeOf(verified);
  const { terminal, env } = host;
  const view = { columns: terminal.columns, color: 0, verbose: look.verbose, home: env.home } as const;
  terminal.out(
    look.json ? renderVerifiedJson(verified, npqVersion, exitCode) : renderVerified(verified, view),
  );
  return exitCode;
}

/** What differs weighs more than what nobody knows. */
function exitCodeOf({ places }: Verified): number {
  const found = new Set(places.map(({ standing }) => standing));
  if (found.has('differs')) return exitCodes.differs.code;
  if (found.has('not-vetted')) return exitCodes.needsDecision.code;
  return found.has('unknown') ? exitCodes.incomplete.code : exitCodes.passed.code;
}

async function verifyTree(session: Session, registry: Registry): Promise<Verified> {
  const { host, config, ledger, policyId } = session;
  const { files } = host;
  if (config.global) throw noProject('a global folder, which has no lockfile to go by');
  const project = (await files.realPath(config.localPrefix)) ?? config.localPrefix;
  const modules = await files.info(join(project, 'node_modules'));
  if (modules === undefined) throw noProject('no node_modules');
  const { lockfile, locked: recorded, notes } = await readLockfile(files, project);
  const told = { project, lockfile, notes: [...notes, ...ledger.notes] };
  const whole = (standing: VerifiedPlace['standing'], why: string): Verified => ({
    ...told,
    places: [{ place: 'node_modules', standing, why, files: [] }],
  });
  if (modules.kind !== 'directory')
    return whole('differs', `it is a ${modules.kind}, which npq does not follow`);
  // Where the linked strategy put packages only npm's own record says.
  const isLinked = (await files.info(join(project, 'node_modules/.store'))) !== undefined;
  if (isLinked && lockfile !== lockfiles[0])
    return whole('unknown', `it has packages in a store, and ${lockfile} does not say where in it`);
  const locked = isLinked
    ? withHashes(recorded, (await firstOf(lockfiles.slice(1), files, project)).locked)
    : recorded;

  const bytes = vettedBytes(session, registry);
  const compared = await comparePlaces({
    ...{ files, project, places: locked.places, contentOf: bytes.contentOf },
    isVetted: (one) => ledger.isVetted(bytes.vettable(one), policyId),
    ownFolder: await ownFolders(files, project, locked.places),
  });
  const strays = await findStrays({
    ...{ files, project, places: locked.places, contents: compared.contents },
    platform: host.env.platform,
  });
  const refused = locked.refused.map(
    ({ place, why }): VerifiedPlace => ({
      ...{ place, standing: 'differs', files: [] },
      why: `the lockfile names it, but ${why}`,
    }),
  );
  const places = [...compared.places, ...strays, ...refused];
  return { ...told, places: places.sort(worstFirst) };
}

function worstFirst(one: VerifiedPlace, other: VerifiedPlace): number {
  const byStanding = standings.indexOf(one.standing) - standings.indexOf(other.standing);
  return byStanding || (one.place < other.place ? -1 : 1);
}

type Locked = Extract<LockedPlaces, { readonly kind: 'read' }>;

const lockfiles = ['node_modules/.package-lock.json', 'npm-shrinkwrap.json', 'package-lock.json'];
/** Nobody's tree has more to say. */
const mostBytes = 256 * 1024 * 1024;

interface ReadLockfile {
  readonly lockfile: string;
  readonly locked: Locked;
  readonly notes: readonly string[];
}

/** npm's own record of what it installed comes first; without it the lockfile says what should be there. */
async function readLockfile(files: LockfileFiles, project: string): Promise<ReadLockfile> {
  const { lockfile, locked, notes } = await firstOf(lockfiles, files, project);
  if (lockfile !== undefined && locked !== undefined) return { lockfile, locked, notes };
  throw noProject(notes.length > 0 ? notes.join(' ') : 'no lockfile of npm, nor its record in node_modules');
}

type LockfileFiles = Pick<Files, 'info' | 'readText'>;

async function firstOf(
  names: readonly string[],
  files: LockfileFiles,
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

function noProject(found: string): NpqError {
  return new NpqError('usage', {
    message: `Expected a project whose packages npm has installed, found ${found}`.replace(/\.?$/, '.'),
    hint: 'Install it first (npq ci), or go to its folder. Trees of yarn, pnpm and bun are not compared.',
  });
}

/** Workspaces, and folders that a package.json of this project names by `file:` or `link:`. */
async function ownFolders(
  files: Pick<Files, 'readText' | 'realPath' | 'info'>,
  project: string,
  places: ReadonlyMap<string, LockedPlace>,
): Promise<(one: LockedPlace) => Promise<{ readonly own: boolean; readonly to: string }>> {
  const named = new Set<string>();
  const inside = [...places.values()].flatMap(({ kind, place }) => (kind === 'folder' ? [place] : []));
  for (const folder of ['', ...inside]) {
    const from = join(project, folder);
    if (folder !== '') named.add((await files.realPath(from)) ?? from);
    for (const spec of await fileSpecs(files, join(from, 'package.json'))) {
      const to = resolve(from, spec.replace(/^(?:file|link):/, ''));
      named.add((await files.realPath(to)) ?? to);
    }
  }
  return async (one) => {
    const to = (await files.realPath(join(project, one.place))) ?? 'nowhere';
    return { own: named.has(to) && !/[\\/]node_modules[\\/]/.test(to.slice(project.length)), to };
  };
}

async function fileSpecs(files: Pick<Files, 'readText' | 'info'>, path: string): Promise<readonly string[]> {
  const info = await files.info(path);
  if (info?.kind !== 'file' || info.size > mostBytes) return [];
  const text = (await files.readText(path)) ?? '';
  return [...text.matchAll(/"((?:file|link):[^"\\\n]{1,1000})"/g)].map(([, spec = '']) => spec);
}
