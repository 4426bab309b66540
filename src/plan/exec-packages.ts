import { createHash } from 'node:crypto';
import { join, posix, win32 } from 'node:path';
import npa, { type Spec } from 'npm-package-arg';
import semver from 'semver';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Request } from '../model/request.ts';
import { loadArborist } from './arborist.ts';
import type { NpmConfig } from './npm.ts';
import { resolveError } from './resolve-error.ts';

type Ports = Pick<Host, 'env' | 'files'>;
type Config = Pick<NpmConfig, 'get' | 'flat' | 'npm' | 'localPrefix' | 'globalPrefix'>;

/** What npm would fetch before it runs a program. */
export type ExecWish =
  /** Only what is installed runs, or a shell opens. */
  | { readonly kind: 'nothing-fetched' }
  /** npm links the project itself, for the sake of its own program. */
  | { readonly kind: 'own-program' }
  /** The user forbids to fetch, and npm would have to, or to run what it once fetched. */
  | { readonly kind: 'forbidden' }
  | {
      readonly kind: 'fetched';
      /** For `npm install`. */
      readonly specs: readonly string[];
      /** npm's own folder for exactly these packages. */
      readonly folder: string;
    };

/** npm's own rules (libnpmexec of npm 10 to 12) for which packages a command line means, and which are here already. */
export async function execWish(
  host: Ports,
  config: Config,
  { verb, specs }: Pick<Request, 'verb' | 'specs'>,
): Promise<ExecWish> {
  const words = verb === 'init' ? [initializer(specs[0] ?? ''), ...specs.slice(1)] : specs;
  const given = verb === 'init' ? [] : listOf(config.get('package'));
  const [program] = words;
  if (given.length === 0) {
    // `npm exec` opens a shell, `npm exec -c` runs a line of the user's in the project.
    if (program === undefined) return { kind: 'nothing-fetched' };
    if (await hasOwnProgram(host, config, program)) return { kind: 'own-program' };
    if (await isInstalledProgram(host, config, program, verb)) return { kind: 'nothing-fetched' };
  }
  const packages = given.length > 0 ? given : [program ?? ''];
  const parsed = packages.map((text) => parse(text, host.env.cwd));
  for (const spec of parsed) refuseElsewhere(spec);
  const here = await satisfiedLocally(config, parsed);
  const missing = parsed.filter((_spec, index) => here[index] !== true);
  if (missing.length === 0) return { kind: 'nothing-fetched' };
  const yes = config.get('yes');
  if (yes === false) return { kind: 'forbidden' };
  return { kind: 'fetched', specs: missing.map(installable), folder: npxFolder(config, packages, parsed) };
}

/** `foo` → `create-foo`, `@scope` → `@scope/create`: npm's own rule. */
export function initializer(word: string): string {
  if (/^@[^/]+$/.test(word)) {
    const [, scope, version] = word.split('@');
    return `@${scope}/create${version ? `@${version}` : ''}`;
  }
  const spec = parse(word, '.');
  if (!spec.registry || spec.name === null || spec.name === undefined) {
    refuseElsewhere(spec);
    throw new NpqError('usage', {
      message: `Expected the name of an initializer, found ${JSON.stringify(word)}.`,
      hint: 'To run a program of a package: npq exec <package>',
    });
  }
  return `${spec.name.replace(/^(@[^/]+\/)?/, '$1create-')}@${spec.rawSpec}`;
}

function parse(text: string, where: string): Spec {
  try {
    return npa(text, where);
  } catch (error) {
    throw resolveError(error);
  }
}

/** npm looks such an address up again each time it runs it, and prepares a repository with its scripts for that. */
function refuseElsewhere(spec: Spec): void {
  if (spec.type !== 'git' && spec.type !== 'remote') return;
  throw new NpqError('usage', {
    message: `npq runs no program straight from ${spec.raw}: npm fetches it past every registry each time, and nobody could vet that.`,
    hint: `Install it, which is looked at, and run it then: npq install ${spec.raw}, npq exec <its program>`,
  });
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String).filter((text) => text !== '') : [];
}

/** What npm hands to its installer: of an alias the package itself, of a folder its place. */
function installable(spec: Spec): string {
  if (spec.type === 'directory' || spec.type === 'file') return `${spec.fetchSpec}`;
  return spec.subSpec?.raw ?? spec.raw;
}

function npxFolder({ flat }: Config, packages: readonly string[], parsed: readonly Spec[]): string {
  const texts = packages.map((text, index) => {
    const spec = parsed[index];
    return spec?.type === 'directory' ? `${spec.fetchSpec}` : text;
  });
  const sorted = texts.sort((a, b) => a.localeCompare(b, 'en')).join('\n');
  const hash = createHash('sha512').update(sorted).digest('hex').slice(0, 16);
  return join(String(flat['npxCache']), hash);
}

async function hasOwnProgram({ files }: Ports, { localPrefix }: Config, program: string): Promise<boolean> {
  const text = await files.readText(join(localPrefix, 'package.json'));
  if (text === undefined) return false;
  const manifest = manifestOf(text);
  const bin = manifest?.['bin'];
  const folders = manifest?.['directories'];
  // A whole folder of programs: npm may find it there.
  if (bin === undefined && folders !== null && typeof folders === 'object' && Object.hasOwn(folders, 'bin'))
    return true;
  // One program without a name has that of the package.
  if (typeof bin === 'string') return String(manifest?.['name']).replace(/^@[^/]+\//, '') === program;
  return bin !== null && typeof bin === 'object' && Object.hasOwn(bin, program);
}

function manifestOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return read !== null && typeof read === 'object' ? (read as Record<string, unknown>) : undefined;
  } catch {
    // npm takes no program from a manifest that it cannot read.
    return undefined;
  }
}

/** In `node_modules/.bin` of the project or of a folder above it, or among the global programs. */
async function isInstalledProgram(
  { env, files }: Ports,
  { localPrefix, globalPrefix }: Config,
  program: string,
  verb: string,
): Promise<boolean> {
  const path = env.platform === 'win32' ? win32 : posix;
  for (let folder = localPrefix; ; folder = path.dirname(folder)) {
    if (await isFile(files, path.resolve(folder, 'node_modules', '.bin', program))) return true;
    if (path.dirname(folder) === folder) break;
  }
  // npm init, and a --prefix, know no global programs.
  if (verb === 'init' || localPrefix === globalPrefix) return false;
  const globals = env.platform === 'win32' ? globalPrefix : path.join(globalPrefix, 'bin');
  return isFile(files, `${globals}/${program}`);
}

async function isFile(files: Ports['files'], path: string): Promise<boolean> {
  const real = await files.realPath(path);
  return real !== undefined && (await files.info(real))?.kind === 'file';
}

/** By what lies in the project's node_modules; a tag is never, since only the registry knows what it is today. */
async function satisfiedLocally(
  { npm, flat, localPrefix }: Config,
  specs: readonly Spec[],
): Promise<readonly boolean[]> {
  const { Arborist } = await loadArborist(npm);
  const tree = await new Arborist({ ...flat, path: localPrefix }).loadActual();
  const nodes = [...tree.inventory.values()];
  return specs.map((spec) => {
    if (!spec.registry || spec.type === 'tag') return false;
    return nodes.some(({ packageName, version }) => {
      if (packageName !== spec.name) return false;
      if (spec.rawSpec === '*') return true;
      if (spec.type === 'version') return `${packageName}@${version}` === spec.raw;
      return semver.satisfies(version, spec.rawSpec);
    });
  });
}
