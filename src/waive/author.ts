import { dirname } from 'node:path';
import type { Host } from '../host/host.ts';
import { findGit } from '../plan/find-git.ts';

type Ports = Pick<Host, 'env' | 'files' | 'spawner'>;

/**
 * `Ann Example <ann@mail.example>`, as the user's own git configuration has it; undefined where it has none. The
 * project's is not read: it may name anybody, or include a file that never ends.
 */
export async function gitAuthor(host: Ports, project: string): Promise<string | undefined> {
  const git = await findGit(host, [project, host.env.cwd]);
  if (git === undefined) return undefined;
  const name = await globalValue(host, git, 'user.name');
  const email = await globalValue(host, git, 'user.email');
  const shown = [name, email && `<${email}>`].filter(Boolean).join(' ').slice(0, 200);
  return shown === '' ? undefined : shown;
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
