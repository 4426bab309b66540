import { join, resolve } from 'node:path';
import { exitCodes } from '../cli/exit-codes.ts';
import type { Files, Host } from '../host/host.ts';
import { standings, type Verified, type VerifiedPlace } from '../model/verified.ts';
import { findNpm } from '../plan/find-npm.ts';
import type { LockedPlace } from '../plan/locked-places.ts';
import { renderVerified, renderVerifiedJson } from '../report/verified.ts';
import { npqVersion } from '../version.ts';
import { noProject } from './nothing-installed.ts';
import { openRegistry, openSession, type Registry, type Session } from './session.ts';
import { trustProject } from './trust.ts';
import { comparePlaces } from './verify-places.ts';
import { findStrays } from './verify-strays.ts';
import { installedTree, mostBytes } from './verify-tree.ts';
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
  const tree = await installedTree(files, project);
  const { lockfile, places: expected, refused, manager, notes } = tree;
  const told = { project, lockfile, manager, notes: [...notes, ...ledger.notes] };
  const whole = (standing: VerifiedPlace['standing'], why: string): Verified => ({
    ...told,
    places: [{ place: 'node_modules', standing, why, files: [] }],
  });
  if (modules.kind !== 'directory')
    return whole('differs', `it is a ${modules.kind}, which npq does not follow`);
  if (tree.cannot !== undefined) return whole('unknown', tree.cannot);

  const bytes = vettedBytes(session, registry);
  const compared = await comparePlaces({
    ...{ files, project, places: expected, contentOf: bytes.contentOf },
    isVetted: (one) => ledger.isVetted(bytes.vettable(one), policyId),
    ownFolder: await ownFolders(files, project, expected),
  });
  const strays = await findStrays({
    ...{ files, project, places: expected, contents: compared.contents },
    ...{ platform: host.env.platform, manager },
  });
  const impossible = refused.map(
    ({ place, why }): VerifiedPlace => ({
      ...{ place, standing: 'differs', files: [] },
      why: `the lockfile names it, but ${why}`,
    }),
  );
  const places = [...compared.places, ...strays, ...impossible, ...tree.told];
  return { ...told, places: places.sort(worstFirst) };
}

function worstFirst(one: VerifiedPlace, other: VerifiedPlace): number {
  const byStanding = standings.indexOf(one.standing) - standings.indexOf(other.standing);
  return byStanding || (one.place < other.place ? -1 : 1);
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
