import { posix, win32 } from 'node:path';
import { hasCode, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { NpmInstallation } from './npm.ts';

const oldestMajor = 10;

type Ports = Pick<Host, 'env' | 'files'>;

/** A place where an npm may be, and why it did not count. */
export interface Miss {
  readonly place: string;
  readonly why: string;
}

/**
 * The npm that the user has. Never one from the project's folders: a cloned repository that brings its own
 * npm, or a `node_modules/.bin` on the PATH, would otherwise run before anything was looked at.
 */
export async function findNpm(host: Ports, projectFolder: string): Promise<NpmInstallation> {
  return (await searchNpm(host, projectFolder)).npm;
}

/** The same, with the place that led to it and those before it that did not count. */
export async function searchNpm(
  host: Ports,
  projectFolder: string,
): Promise<{
  readonly npm: NpmInstallation;
  readonly place: string;
  readonly passedOver: readonly Miss[];
}> {
  const path = host.env.platform === 'win32' ? win32 : posix;
  const project = await projectFolders(host, path, [projectFolder, host.env.cwd]);
  const misses: Miss[] = [];
  for await (const { place, root, reason } of candidates(host, path)) {
    if (root === undefined) {
      misses.push({ place, why: reason });
      continue;
    }
    if (project.some((folder) => isInside(path, root, folder))) {
      misses.push({ place, why: 'lies in the project' });
      continue;
    }
    const version = await npmVersionIn(host, path.join(root, 'package.json'));
    const cli = path.join(root, 'bin', 'npm-cli.js');
    if (version === undefined || (await host.files.info(cli))?.kind !== 'file') {
      const back = await leadsBack(host.files, place);
      misses.push({
        place,
        why: back ? 'leads back to npq itself' : 'does not belong to a package called npm',
      });
      continue;
    }
    const major = Number.parseInt(version, 10);
    if (major < oldestMajor) {
      throw new NpqError('npm-unsupported', {
        message: `Expected npm ${oldestMajor} or newer, found npm ${version} in ${root}.`,
        hint: `Update it with: npm install -g npm@${oldestMajor}`,
      });
    }
    return { npm: { root, version, major, cli }, place, passedOver: misses };
  }
  throw notFound(misses);
}

interface Candidate {
  readonly place: string;
  /** Real path of the package folder; undefined where there is none. */
  readonly root: string | undefined;
  readonly reason: string;
}

/** In the order in which they count: the npm that started us, the PATH, the npm that came with this node. */
async function* candidates(host: Ports, path: typeof posix): AsyncGenerator<Candidate> {
  const { env, files } = host;
  const windows = env.platform === 'win32';

  const started = env.vars['npm_execpath'];
  // Other package managers set it too, to their own program.
  if (started !== undefined && path.isAbsolute(started) && /[\\/]np[mx]-cli\.js$/.test(started)) {
    yield candidate(started, folderAbove(path, await reached(files, started)));
  }
  for (const folder of pathEntries(env, path)) {
    const program = path.join(folder, windows ? 'npm.cmd' : 'npm');
    const real = await reached(files, program);
    if (real === undefined) continue;
    if (/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder)) {
      yield { place: program, root: undefined, reason: 'node_modules/.bin belongs to a project' };
    } else if (windows) {
      yield candidate(program, await besideShim(files, path, folder, program));
    } else {
      yield candidate(program, folderAbove(path, real));
    }
  }
  const nodeFolder = path.dirname(env.execPath);
  const beside = windows
    ? path.join(nodeFolder, 'node_modules', 'npm')
    : path.join(nodeFolder, '..', 'lib', 'node_modules', 'npm');
  yield candidate(beside, await reached(files, beside));
}

/** A folder of the PATH that we may not enter (`sudo -u` keeps root's) has no npm for us, as for a shell. */
export async function reached(files: Ports['files'], path: string): Promise<string | undefined> {
  try {
    return await files.realPath(path);
  } catch (error) {
    if (hasCode(error) && (error.code === 'EACCES' || error.code === 'EPERM')) return undefined;
    throw error;
  }
}

/** No program of npm's for the command line is longer. */
const longestShim = 16 * 1024;

async function shimText(files: Ports['files'], program: string): Promise<string | undefined> {
  const real = await reached(files, program);
  const info = real === undefined ? undefined : await files.info(real);
  if (real === undefined || info?.kind !== 'file' || info.size > longestShim) return undefined;
  return files.readText(real);
}

/** An alias in the form of a program: where it is taken for npm, npq would start itself for ever. */
async function leadsBack(files: Ports['files'], program: string): Promise<boolean> {
  const text = await shimText(files, program);
  return text !== undefined && /\bnpqx?(?:\.js|\.cmd)?\b/.test(text);
}

/** npm's own npm.cmd has it beside itself; one that npm or a version manager wrote says where it lies. */
async function besideShim(
  files: Ports['files'],
  path: typeof posix,
  folder: string,
  program: string,
): Promise<string | undefined> {
  const beside = await reached(files, path.join(folder, 'node_modules', 'npm'));
  if (beside !== undefined) return beside;
  const text = await shimText(files, program);
  const [, relative, absolute] =
    text?.match(/"(?:(?:%~dp0|%dp0%)\\?([^"%]*npm-cli\.js)|([a-z]:\\[^"%]*npm-cli\.js))"/i) ?? [];
  const cli = relative === undefined ? absolute : path.join(folder, relative);
  return cli === undefined ? undefined : folderAbove(path, await reached(files, cli));
}

function candidate(place: string, root: string | undefined): Candidate {
  return { place, root, reason: 'is not there' };
}

/** `<root>` of `<root>/bin/npm-cli.js`. */
function folderAbove(path: typeof posix, program: string | undefined): string | undefined {
  return program === undefined ? undefined : path.dirname(path.dirname(program));
}

/** Without relative entries: they mean a folder below the cwd, which is the project's. */
export function pathEntries(env: Host['env'], path: typeof posix): readonly string[] {
  const key = Object.keys(env.vars).find((name) =>
    env.platform === 'win32' ? name.toUpperCase() === 'PATH' : name === 'PATH',
  );
  const text = key === undefined ? '' : (env.vars[key] ?? '');
  return text.split(path.delimiter).filter((entry) => path.isAbsolute(entry));
}

/**
 * The given folders, and every folder above them that npm could take for the project. A home folder is not
 * something that was cloned, and many users keep npm below it: of it only `node_modules` counts.
 */
export async function projectFolders(
  { env, files }: Ports,
  path: typeof posix,
  starts: readonly string[],
): Promise<readonly string[]> {
  const home = env.home === undefined ? undefined : await files.realPath(env.home);
  const folders = new Set<string>();
  for (const start of starts) {
    const first = (await files.realPath(start)) ?? start;
    for (let folder = first; ; folder = path.dirname(folder)) {
      const holdsHome = home !== undefined && isInside(path, home, folder);
      if (holdsHome || path.dirname(folder) === folder) {
        folders.add(path.join(folder, 'node_modules'));
        break;
      }
      const marks = await Promise.all(
        ['package.json', 'node_modules'].map((name) => files.info(path.join(folder, name))),
      );
      if (folder === first || marks.some(Boolean)) folders.add(folder);
    }
  }
  return [...folders];
}

export function isInside(path: typeof posix, inner: string, outer: string): boolean {
  const steps = path.relative(outer, inner);
  return steps === '' || (steps !== '..' && !steps.startsWith(`..${path.sep}`) && !path.isAbsolute(steps));
}

async function npmVersionIn(host: Ports, manifestPath: string): Promise<string | undefined> {
  const text = await host.files.readText(manifestPath);
  if (text === undefined) return undefined;
  const manifest = parseJson(text);
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  if (!('name' in manifest) || manifest.name !== 'npm') return undefined;
  if (!('version' in manifest) || typeof manifest.version !== 'string') return undefined;
  // To load semver for this takes as long as all the rest of npq before npm starts.
  return /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.exec(manifest.version)?.[0];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A package.json that is no JSON is not npm's.
    return undefined;
  }
}

function notFound(misses: readonly Miss[]): NpqError {
  const looked = misses.map(({ place, why }) => `${place} ${why}`).join('; ');
  return new NpqError('npm-not-found', {
    message: `Expected npm ${oldestMajor} or newer on this machine, found none: ${looked}.`,
    hint: 'Install Node.js with npm, or put the folder of npm on the PATH.',
  });
}
