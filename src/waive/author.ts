import { dirname, posix, win32 } from 'node:path';
import { isInside } from '../config/folders.ts';
import { hasCode } from '../errors.ts';
import type { Host } from '../host/host.ts';

type Ports = Pick<Host, 'env' | 'files' | 'spawner'>;

/**
 * `Ann Example <ann@mail.example>`, as the user's own git configuration has it; undefined where it has none. The
 * project's is not read: it may name anybody, or include a file that never ends.
 */
export async function gitAuthor(host: Ports, project: string): Promise<string | undefined> {
  const git = await findGit(host, project);
  if (git === undefined) return undefined;
  const name = await globalValue(host, git, 'user.name');
  const email = await globalValue(host, git, 'user.email');
  const shown = [name, email && `<${email}>`].filter(Boolean).join(' ').slice(0, 200);
  return shown === '' ? undefined : shown;
}

/** On the PATH, and nothing that a project brings under this name. */
async function findGit({ env, files }: Ports, project: string): Promise<string | undefined> {
  const windows = env.platform === 'win32';
  const path = windows ? win32 : posix;
  const key = Object.keys(env.vars).find((name) => (windows ? name.toUpperCase() : name) === 'PATH');
  const folders = (key === undefined ? '' : (env.vars[key] ?? '')).split(path.delimiter);
  const places = await Promise.all([project, env.cwd].map(async (one) => (await files.realPath(one)) ?? one));
  for (const folder of folders.filter((one) => path.isAbsolute(one))) {
    const program = await reached(files, path.join(folder, windows ? 'git.exe' : 'git'));
    if (program === undefined || folder.split(/[\\/]/).includes('node_modules')) continue;
    if (places.every((place) => !isInside(program, place, path))) return program;
  }
  return undefined;
}

/** A folder of the PATH that we may not enter has no git for us, as for a shell. */
async function reached(files: Host['files'], program: string): Promise<string | undefined> {
  try {
    return await files.realPath(program);
  } catch (error) {
    if (hasCode(error)) return undefined;
    throw error;
  }
}

/** In git's own folder, so that no repository is near; a variable of git's could name one, or another file. */
async function globalValue({ env, spawner }: Ports, git: string, key: string): Promise<string> {
  const vars = Object.entries(env.vars).filter(([name]) => !/^GIT_/i.test(name));
  const { code, stdout } = await spawner.run(
    git,
    ['--no-pager', 'config', '--global', '--includes', '--get', key],
    { cwd: dirname(git), env: { ...Object.fromEntries(vars), LC_ALL: 'C' }, stdio: 'capture' },
  );
  return code === 0 ? stdout.replace(/[\s\p{Cc}]+/gu, ' ').trim() : '';
}
