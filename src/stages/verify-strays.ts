import { join, posix, sep } from 'node:path';
import type { TarballContent } from '../evidence/needs.ts';
import type { Files } from '../host/host.ts';
import type { VerifiedPlace } from '../model/verified.ts';
import type { LockedPlace } from '../plan/locked-places.ts';

interface StraysInput {
  readonly files: Files;
  readonly project: string;
  readonly places: ReadonlyMap<string, LockedPlace>;
  readonly contents: ReadonlyMap<string, TarballContent>;
  readonly platform: NodeJS.Platform;
  /** npm makes links in node_modules/.bin, pnpm writes scripts there. */
  readonly manager: 'npm' | 'pnpm';
}

/** What lies where Node.js and npm look for packages and commands, and no lockfile says so. */
export async function findStrays(input: StraysInput): Promise<readonly VerifiedPlace[]> {
  const holders = [
    '',
    ...[...input.places.values()]
      .filter(({ kind }) => kind !== 'link' && kind !== 'outside')
      .map(({ place }) => place),
  ];
  const found: VerifiedPlace[] = [];
  for (const holder of holders) {
    const modules = holder === '' ? 'node_modules' : `${holder}/node_modules`;
    // A link is told as such where it is recorded, and followed nowhere.
    if (!(await isFolder(input, holder, modules))) continue;
    for (const name of await input.files.list(join(input.project, modules))) {
      if (name === '.bin') found.push(...(await strayCommands(`${modules}/.bin`, input)));
      // Nothing is found by such a name: tools keep their caches so.
      if (name.startsWith('.')) continue;
      if (!name.startsWith('@')) found.push(...(await stray(`${modules}/${name}`, holder, input)));
      else {
        const scope = `${modules}/${name}`;
        if ((await kindOf(input, scope)) !== 'directory')
          found.push(told(scope, 'nothing that npm put there'));
        else
          for (const inner of await input.files.list(join(input.project, scope)))
            found.push(...(await stray(`${scope}/${inner}`, holder, input)));
      }
    }
  }
  return found;
}

async function stray(place: string, holder: string, input: StraysInput): Promise<readonly VerifiedPlace[]> {
  if (input.places.has(place)) return [];
  const inside = `${place.slice(holder.length + 1)}/`;
  // It is one of the files of the package that brings it, and compared as such.
  const brought = [...(input.contents.get(holder)?.files.keys() ?? [])].some((path) =>
    path.startsWith(inside),
  );
  if (brought) return [];
  const kind = await kindOf(input, place);
  const isEmpty = kind === 'directory' && (await input.files.list(join(input.project, place))).length === 0;
  return isEmpty
    ? []
    : [told(place, `a ${kind === 'directory' ? 'folder' : kind} that the lockfile does not have`)];
}

/** npm links there what `bin` of the packages beside it says; scripts of the project run it by its name. */
async function strayCommands(folder: string, input: StraysInput): Promise<readonly VerifiedPlace[]> {
  if (input.manager === 'pnpm') {
    const why = 'scripts that start commands, which npq does not compare';
    return (await kindOf(input, folder)) === undefined ? [] : [{ ...told(folder, why), standing: 'unknown' }];
  }
  // There npm writes small scripts in place of links.
  if (input.platform === 'win32' || (await kindOf(input, folder)) !== 'directory') return [];
  const { expected, own } = await commandsBeside(folder.slice(0, -'.bin'.length), input);
  const found: VerifiedPlace[] = [];
  for (const name of await input.files.list(join(input.project, folder))) {
    const place = `${folder}/${name}`;
    const to = await input.files.realPath(join(input.project, place));
    if ((await kindOf(input, place)) !== 'link') found.push(told(place, 'no link that npm made'));
    // One that leads nowhere starts nothing.
    else if (to !== undefined && !expected.get(name)?.has(to) && !own.some((one) => to.startsWith(one)))
      found.push(told(place, 'a command that leads to where no package beside it says'));
  }
  return found;
}

interface Commands {
  /** By name; absolute paths without links. */
  readonly expected: ReadonlyMap<string, ReadonlySet<string>>;
  /** Linked folders of the user's own, where everything may be a command. */
  readonly own: readonly string[];
}

async function commandsBeside(
  modules: string,
  { files, project, places, contents }: StraysInput,
): Promise<Commands> {
  const expected = new Map<string, Set<string>>();
  const own: string[] = [];
  for (const one of places.values()) {
    const { place, kind, target } = one;
    const { bins } = (target === undefined ? one : places.get(target)) ?? one;
    if (!place.startsWith(modules) || place.slice(modules.length).includes('/node_modules/')) continue;
    if (kind === 'link' && target === undefined)
      own.push(`${await files.realPath(join(project, place))}${sep}`);
    for (const [command, path] of [...pairs(bins), ...published(contents.get(target ?? place))]) {
      const to = await files.realPath(join(project, place, path));
      if (to !== undefined) expected.set(command, (expected.get(command) ?? new Set()).add(to));
    }
  }
  return { expected, own };
}

type Pairs = readonly (readonly [command: string, path: string])[];

function pairs(bins: string | undefined): Pairs {
  return JSON.parse(bins ?? '[]') as Pairs;
}

/** Not every lockfile repeats what package.json says in `bin`, and none what it says in `directories`. */
function published(content: TarballContent | undefined): Pairs {
  if (content === undefined) return [];
  const { bins, binFolder } = content.manifest;
  const folder = binFolder === undefined ? undefined : posix.join('/', binFolder, '/').slice(1);
  const inFolder = [...content.files.keys()].filter(
    (path) => folder !== undefined && path.startsWith(folder),
  );
  return [...pairs(bins), ...inFolder.map((path) => [posix.basename(path), path] as const)];
}

async function isFolder(input: StraysInput, holder: string, modules: string): Promise<boolean> {
  for (const path of [holder, modules]) {
    if (path !== '' && (await kindOf(input, path)) !== 'directory') return false;
  }
  return true;
}

async function kindOf({ files, project }: StraysInput, path: string): Promise<string | undefined> {
  return (await files.info(join(project, path)))?.kind;
}

function told(place: string, why: string): VerifiedPlace {
  return { place, standing: 'differs', why, files: [] };
}
