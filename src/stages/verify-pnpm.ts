import { join, relative, sep } from 'node:path';
import type { VerifiedPlace } from '../model/verified.ts';
import { lockLimits } from '../plan/foreign/decode.ts';
import type { ForeignLock, LockedPackage } from '../plan/foreign/lock.ts';
import { readPlain } from '../plan/foreign/plain-file.ts';
import { type ProjectFolder, readProject } from '../plan/foreign/project.ts';
import { readForeign } from '../plan/foreign/read.ts';
import type { LockedPlace } from '../plan/locked-places.ts';
import { noProject } from './nothing-installed.ts';
import type { InstalledTree, TreeFiles } from './verify-tree.ts';

const virtual = 'node_modules/.pnpm';
/** pnpm's own record of what it installed comes first. */
const lockfiles = [`${virtual}/lock.yaml`, 'pnpm-lock.yaml'];

/** What lies in pnpm's folder of folders, in the words of a lockfile of npm's: one package each, and links. */
export async function pnpmPlaces(files: TreeFiles, project: string): Promise<InstalledTree> {
  for (const lockfile of lockfiles) {
    const text = await readPlain(files, join(project, lockfile), lockfile, lockLimits.bytes);
    if (text === undefined) continue;
    const lock = await readForeign('pnpm-lock.yaml', text);
    const { folders } = await readProject(files, project, 'pnpm');
    const places = new Map<string, LockedPlace>();
    const told: VerifiedPlace[] = [];
    const tree: Tree = { files, project, lock, byId: byId(lock), places, told };
    await addStore(tree);
    for (const folder of folders) await addFolder(folder, tree);
    dropOrphans(tree);
    addMissing(tree);
    return { lockfile, places, refused: [], manager: 'pnpm', told, notes: [] };
  }
  throw noProject('packages of pnpm, and no lockfile of it');
}

interface Tree {
  readonly files: TreeFiles;
  readonly project: string;
  readonly lock: ForeignLock;
  readonly byId: ReadonlyMap<string, readonly LockedPackage[]>;
  readonly places: Map<string, LockedPlace>;
  readonly told: VerifiedPlace[];
}

function idOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}

/** The same version stands there once for each set of peers. */
function byId(lock: ForeignLock): ReadonlyMap<string, readonly LockedPackage[]> {
  const found = new Map<string, LockedPackage[]>();
  for (const one of lock.packages.values()) {
    if (one.source.kind !== 'registry') continue;
    found.set(idOf(one), [...(found.get(idOf(one)) ?? []), one]);
  }
  return found;
}

async function addStore(tree: Tree): Promise<void> {
  const { files, project, places } = tree;
  places.set(virtual, holder(virtual));
  const inside = (await files.list(join(project, virtual))).filter((name) => !isOwnFile(name));
  for (const name of inside) places.set(`${virtual}/${name}`, holder(`${virtual}/${name}`));
  for (const name of inside) await addPackages(name, tree);
  // Links come last: what they lead to is known by now.
  for (const name of inside) {
    const from = tree.byId.get(idIn(name));
    const edges = from?.flatMap((one) => one.edges) ?? [];
    const wanted = (alias: string) =>
      edges.flatMap(({ alias: own, to = '' }) => (own === alias ? (tree.lock.packages.get(to) ?? []) : []));
    await addLinks(`${virtual}/${name}/node_modules`, wanted, tree);
  }
  await addLinks(`${virtual}/node_modules`, undefined, tree);
}

function isOwnFile(name: string): boolean {
  return name === 'node_modules' || name === 'lock.yaml' || name.startsWith('.');
}

/** `@acme+tool@1.0.0_react@18.2.0` is called after the package in it. A long name is cut, and then says nothing. */
function idIn(folder: string): string {
  const [, name = '', version = ''] = /^(@[^+@]+\+[^@]+|[^@]+)@([^_(]+)/.exec(folder) ?? [];
  return `${name.replace('+', '/')}@${version}`;
}

async function addPackages(folder: string, tree: Tree): Promise<void> {
  const modules = `${virtual}/${folder}/node_modules`;
  for (const name of await namesIn(modules, tree)) {
    const place = `${modules}/${name}`;
    if ((await kindOf(place, tree)) === 'link') continue;
    const id = idIn(folder);
    const [first, ...others] = id.startsWith(`${name}@`) ? (tree.byId.get(id) ?? []) : [];
    const { integrity, version = '' } = first ?? {};
    const patch = first?.patches[0];
    const agree = others.every((other) => other.integrity === integrity);
    tree.places.set(place, {
      ...{ place, name, version, dispensable: false },
      ...{ integrity: agree ? integrity : undefined, kind: patch === undefined ? 'package' : 'store' },
    });
    if (patch === undefined) continue;
    const why = `${patch} changes it, and npq does not compare what comes of that`;
    tree.told.push({ ...{ place, package: id, standing: 'unknown', files: [] }, why });
  }
}

/** What the project's own folder, or a workspace, has been given. */
async function addFolder({ path, wants }: ProjectFolder, tree: Tree): Promise<void> {
  const own = path === '.' ? '' : path;
  if (own !== '') tree.places.set(own, { ...holder(own), kind: 'folder' });
  const wanted = (alias: string) =>
    wants.flatMap((want) => {
      const key = want.alias === alias ? tree.lock.find(path, alias, want.spec, true) : undefined;
      return (key === undefined ? undefined : tree.lock.packages.get(key)) ?? [];
    });
  await addLinks(own === '' ? 'node_modules' : `${own}/node_modules`, wanted, tree);
}

type Wanted = ((alias: string) => readonly LockedPackage[]) | undefined;

/** Without `wanted` a link is to have the name of the package that it leads to, as all that pnpm hoists. */
async function addLinks(modules: string, wanted: Wanted, tree: Tree): Promise<void> {
  for (const alias of await namesIn(modules, tree)) {
    const place = `${modules}/${alias}`;
    if ((await kindOf(place, tree)) !== 'link') continue;
    const target = await targetOf(place, tree);
    const to = target === undefined ? undefined : tree.places.get(target);
    const isMeant =
      to !== undefined &&
      (wanted === undefined ? to.name === alias : wanted(alias).some((one) => idOf(one) === idOf(to)));
    tree.places.set(place, {
      ...{ place, name: alias, version: '', integrity: undefined, kind: 'link', dispensable: true },
      ...(target === undefined || !isMeant ? {} : { target }),
    });
  }
}

async function targetOf(place: string, { files, project }: Tree): Promise<string | undefined> {
  const to = await files.realPath(join(project, place));
  const inside = to === undefined ? '' : relative(project, to).split(sep).join('/');
  return inside.startsWith(`${virtual}/`) ? inside : undefined;
}

/** For a week pnpm keeps what is not installed any more; nobody finds what no link leads to. */
function dropOrphans({ byId: known, places }: Tree): void {
  const reached = new Set([...places.values()].flatMap(({ target }) => target ?? []));
  const isOrphan = (folder: string) =>
    !known.has(idIn(folder)) && ![...reached].some((target) => target.startsWith(`${virtual}/${folder}/`));
  const folders = new Map<string, boolean>();
  for (const place of [...places.keys()]) {
    const folder = place.startsWith(`${virtual}/`) ? (place.split('/')[2] ?? '') : '';
    if (folder === '' || folder === 'node_modules') continue;
    const orphan = folders.get(folder) ?? isOrphan(folder);
    folders.set(folder, orphan);
    if (orphan) places.delete(place);
  }
}

/** pnpm leaves out what is for other platforms or for development, and nobody finds what is not there. */
function addMissing({ byId: known, places }: Tree): void {
  const there = new Set([...places.values()].map(idOf));
  for (const [id, [one]] of known) {
    if (one === undefined || there.has(id)) continue;
    const { name, version, integrity } = one;
    const place = `${virtual}/${id.replace('/', '+')}/node_modules/${name}`;
    places.set(place, { place, name, version, integrity, kind: 'package', dispensable: true });
  }
}

function holder(place: string): LockedPlace {
  return { place, name: '', version: '', integrity: undefined, kind: 'store', dispensable: true };
}

/** With those in folders of scopes; what begins with a dot is found by nobody. */
async function namesIn(modules: string, tree: Tree): Promise<readonly string[]> {
  if ((await kindOf(modules, tree)) !== 'directory') return [];
  const found: string[] = [];
  for (const name of await tree.files.list(join(tree.project, modules))) {
    if (name.startsWith('.')) continue;
    const scope = `${modules}/${name}`;
    if (!name.startsWith('@') || (await kindOf(scope, tree)) !== 'directory') found.push(name);
    else for (const inner of await tree.files.list(join(tree.project, scope))) found.push(`${name}/${inner}`);
  }
  return found;
}

async function kindOf(path: string, { files, project }: Tree): Promise<string | undefined> {
  return (await files.info(join(project, path)))?.kind;
}
