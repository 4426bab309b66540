import { join, posix } from 'node:path';
import type { Files } from '../../host/host.ts';
import type { ForeignManager } from '../../model/plan.ts';
import { type Fields, fieldsOf, malformed, parsed, shown, textIn, textsOf } from './decode.ts';
import type { Catalogs } from './lock.ts';
import { readPlain } from './plain-file.ts';
import { workspaceFolders } from './workspaces.ts';

/** A folder of the project with a package.json: the root, or a workspace. */
export interface ProjectFolder {
  /** `.` for the root, with forward slashes. */
  readonly path: string;
  readonly name: string | undefined;
  readonly version: string;
  readonly wants: readonly Want[];
}

export interface Want {
  readonly alias: string;
  readonly spec: string;
  readonly kind: 'prod' | 'dev' | 'optional' | 'peer';
}

export interface ForeignProject {
  readonly folders: readonly ProjectFolder[];
  /** Names for which the project wants something else than what is asked for. */
  readonly overridden: ReadonlySet<string>;
}

export type ProjectFiles = Pick<Files, 'readText' | 'info' | 'realPath' | 'list'>;

const manifestBytes = 4 * 1024 * 1024;

/** What the project itself asks for, by its own package.json files: a lockfile only claims to know. */
export async function readProject(
  files: ProjectFiles,
  root: string,
  manager: ForeignManager,
): Promise<ForeignProject> {
  const manifest = await readManifest(files, root, '.');
  if (manifest === undefined) throw malformed('package.json', 'found none');
  const settings = await settingsOf(files, root, manager);
  const patterns =
    manager === 'pnpm' ? listOf(settings?.get('packages')) : patternsOf(manifest.get('workspaces'));
  const paths = await workspaceFolders(files, root, patterns);
  const others = await Promise.all(
    paths.map(async (path) => {
      const found = await readManifest(files, root, path);
      return found === undefined ? [] : [folderOf(path, found)];
    }),
  );
  const overridden = overridesOf(manager, manifest, settings).flatMap((one) =>
    [...fieldsOf(one, 'package.json').keys()].map(overriddenName),
  );
  // yarn writes what a catalog says into its lockfile, and not that it was one; the others write both.
  const catalogs = manager === 'yarn' && settings !== undefined ? catalogsOf(settings) : undefined;
  const folders = [folderOf('.', manifest), ...others.flat()];
  return {
    folders: catalogs === undefined ? folders : folders.map((folder) => fromCatalogs(folder, catalogs)),
    overridden: new Set(overridden),
  };
}

/** Undefined where there is no such file. */
export async function readManifest(
  files: ProjectFiles,
  root: string,
  folder: string,
): Promise<Fields | undefined> {
  const file = posix.join(folder, 'package.json');
  const text = await readPlain(files, join(root, file), file, manifestBytes);
  if (text === undefined) return undefined;
  return fieldsOf(
    parsed(file, () => JSON.parse(text.replace(/^\uFEFF/, ''))),
    file,
  );
}

/** Where this manager looks for them; what another one would read excuses nothing. */
function overridesOf(
  manager: ForeignManager,
  manifest: Fields,
  settings: Fields | undefined,
): readonly unknown[] {
  const resolutions = manifest.get('resolutions');
  switch (manager) {
    case 'yarn':
      return [resolutions];
    case 'bun':
      return [resolutions, manifest.get('overrides')];
    case 'pnpm': {
      const own = fieldsOf(manifest.get('pnpm'), 'package.json').get('overrides');
      return [resolutions, own, settings?.get('overrides')];
    }
  }
}

async function settingsOf(
  files: ProjectFiles,
  root: string,
  manager: ForeignManager,
): Promise<Fields | undefined> {
  if (manager === 'bun') return undefined;
  const file = manager === 'pnpm' ? 'pnpm-workspace.yaml' : '.yarnrc.yml';
  const text = await readPlain(files, join(root, file), file, manifestBytes);
  if (text === undefined) return undefined;
  const { FAILSAFE_SCHEMA, load } = await import('js-yaml');
  return fieldsOf(
    parsed(file, () => load(text, { schema: FAILSAFE_SCHEMA })),
    file,
  );
}

function catalogsOf(settings: Fields): Catalogs {
  const file = '.yarnrc.yml';
  const named = [...fieldsOf(settings.get('catalogs'), file)];
  return new Map([
    ['default', textsOf(settings.get('catalog'), file)],
    ...named.map(([name, ranges]) => [name, textsOf(ranges, file)] as const),
  ]);
}

function fromCatalogs(folder: ProjectFolder, catalogs: Catalogs): ProjectFolder {
  const wants = folder.wants.map((want) => {
    const catalog = /^catalog:(.*)$/s.exec(want.spec)?.[1];
    const spec = catalog === undefined ? undefined : catalogs.get(catalog || 'default')?.get(want.alias);
    return spec === undefined ? want : { ...want, spec };
  });
  return { ...folder, wants };
}

function patternsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return listOf(value);
  return listOf(fieldsOf(value, 'package.json').get('packages'));
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

const kinds = [
  ['peerDependencies', 'peer'],
  ['devDependencies', 'dev'],
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
] as const;

function folderOf(path: string, manifest: Fields): ProjectFolder {
  const file = posix.join(path, 'package.json');
  const wants = new Map<string, Want>();
  for (const [key, kind] of kinds) {
    for (const [alias, spec] of textsOf(manifest.get(key), file)) wants.set(alias, { alias, spec, kind });
  }
  const version = textIn(manifest, 'version', file) ?? '0.0.0';
  return { path, name: textIn(manifest, 'name', file), version, wants: [...wants.values()] };
}

/** `a>b@1`, `a/b`, `**` before a name, `b@npm:1`: all of them override b. */
export function overriddenName(key: string): string {
  const last = key.split('>').at(-1)?.trim() ?? '';
  const found = /((?:@[^/@]+\/)?[^/@]+)(?:@.*)?$/s.exec(last)?.[1];
  if (found === undefined) throw malformed('package.json', `found the override ${shown(key)}`);
  return found;
}
