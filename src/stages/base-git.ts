import { dirname, join, relative, sep } from 'node:path';
import { isInside } from '../config/folders.ts';
import { NpqError } from '../errors.ts';
import type { Host, SpawnResult } from '../host/host.ts';
import { findGit } from '../plan/find-git.ts';

type Ports = Pick<Host, 'env' | 'files' | 'spawner'>;

/** A commit of the repository that the project lies in. */
export interface BaseTree {
  /** As it was typed. */
  readonly ref: string;
  readonly commit: string;
  /** The repository's folder, links resolved. */
  readonly top: string;
  /**
   * The texts of those of these files (absolute paths) that are plain files there; another content than text, or one
   * that is too large, is refused.
   */
  texts(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const sizeLimitBytes = 16 * 1024 * 1024;
/** A command line holds so many paths on every system. */
const pathsAtOnce = 100;

/**
 * Reads through git's plumbing alone, which looks into objects and starts nothing: no hook, no filter, no pager, and
 * no program that the configuration of the repository names.
 */
export async function openBaseTree(host: Ports, project: string, ref: string): Promise<BaseTree> {
  const { files } = host;
  const top = await repositoryAbove(files, (await files.realPath(project)) ?? project);
  if (top === undefined) {
    throw refused(
      `Expected ${project} to lie in a git repository, because of --base, found none.`,
      'Check out the project with git, or leave --base out to have everything looked at.',
    );
  }
  await refuseBranchesOfSubmodule(host, top, ref);
  const git = await gitFor(host, top);
  const commit = await commitOf(git, ref);

  const texts: BaseTree['texts'] = async (paths) => {
    const inside = paths.filter((path) => isInside(path, top));
    const wanted = new Map(inside.map((path) => [relative(top, path).split(sep).join('/'), path]));
    const found = new Map<string, string>();
    const names = [...wanted.keys()];
    for (let at = 0; at < names.length; at += pathsAtOnce) {
      const listed = await git(
        ...['ls-tree', '-z', '--long', '--full-tree', commit, '--'],
        ...names.slice(at, at + pathsAtOnce),
      );
      if (listed.code !== 0) throw unreadable(ref, listed);
      for (const { path, object, size } of plainFiles(listed.stdout)) {
        if (!Number.isSafeInteger(size)) throw missing(ref, path);
        const asked = wanted.get(path);
        if (asked !== undefined) found.set(asked, await textOf(git, ref, { path, object, size }));
      }
    }
    return found;
  };
  return { ref, commit, top, texts };
}

type Git = (...args: readonly string[]) => Promise<SpawnResult>;

/** Only a folder or file of this name makes one: a folder that merely looks like a repository is somebody's content. */
async function repositoryAbove(files: Host['files'], folder: string): Promise<string | undefined> {
  if ((await files.info(join(folder, '.git'))) !== undefined) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryAbove(files, above);
}

const wholeHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * A pull request can put a submodule where the project was: a repository of a stranger's, whose main branch says
 * whatever the pull request needs. A commit's own hash is the same everywhere.
 */
async function refuseBranchesOfSubmodule(host: Ports, top: string, ref: string): Promise<void> {
  const around = dirname(top) === top ? undefined : await repositoryAbove(host.files, dirname(top));
  if (around === undefined || wholeHash.test(ref)) return;
  const git = await gitFor(host, around);
  const listed = await git('ls-files', '--stage', '-z', '--', relative(around, top).split(sep).join('/'));
  if (listed.code !== 0) throw unreadable(ref, listed);
  if (!/^160000 /.test(listed.stdout)) return;
  throw refused(
    `Expected --base to name a ref of the repository that is checked, found that ${top} is a submodule of ${around}, whose branches are its own.`,
    'Name the commit by its whole hash, one that you know: npq check --base <40 hexadecimal digits>',
  );
}

async function gitFor({ env, files, spawner }: Ports, top: string): Promise<Git> {
  const program = await findGit({ env, files }, [top]);
  if (program === undefined) {
    throw new NpqError('system-refused', {
      message: 'Expected git on the PATH, outside of this project, because of --base, found none.',
      hint: 'Install git, or leave --base out to have everything looked at.',
    });
  }
  const options = {
    cwd: top,
    env: plumbingEnv(env.vars, dirname(top)),
    stdio: 'capture',
    aside: true,
  } as const;
  return (...args) => spawner.run(program, [...settings, ...args], options);
}

/** The repository's own configuration is read before these, and is as much a stranger's as its files are. */
const settings = [
  '--no-pager',
  '--literal-pathspecs',
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'core.warnAmbiguousRefs=true', '-c', 'safe.bareRepository=explicit'],
];

/**
 * A missing object may name a server to fetch it from, and with it a program that speaks to that server: nothing is
 * fetched, and no way of fetching is allowed. A replaced object would not be what the commit says.
 */
function plumbingEnv(vars: Host['env']['vars'], ceiling: string): Record<string, string | undefined> {
  const others = Object.entries(vars).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return {
    ...Object.fromEntries(others),
    ...{ GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_NO_REPLACE_OBJECTS: '1' },
    ...{ GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_CEILING_DIRECTORIES: ceiling },
    LC_ALL: 'C',
  };
}

async function commitOf(git: Git, ref: string): Promise<string> {
  if (ref.startsWith('-')) {
    throw refused(
      `Expected --base to name a git ref, found ${JSON.stringify(ref)}.`,
      'npq check --base origin/main',
    );
  }
  const found = await git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`);
  // A tag or branch of a stranger's may bear the name of another: git takes one of them and warns.
  if (/is ambiguous/.test(found.stderr)) {
    throw refused(
      `Expected --base to mean one thing, found ${JSON.stringify(ref)}, which several refs are called.`,
      `Write it in full: --base refs/remotes/${ref}, or refs/heads/… or refs/tags/….`,
    );
  }
  const commit = found.stdout.trim();
  if (found.code === 0 && wholeHash.test(commit)) return commit;
  if (!/single revision/.test(found.stderr)) throw unreadable(ref, found);
  const shallow = (await git('rev-parse', '--is-shallow-repository')).stdout.trim() === 'true';
  throw refused(
    `Expected --base to name a commit of this repository, found ${JSON.stringify(ref)}, which it does not have${shallow ? ': it is a shallow clone' : ''}.`,
    shallow
      ? 'Fetch it too: `fetch-depth: 0` for actions/checkout, GIT_DEPTH: 0 for GitLab, or git fetch --unshallow.'
      : 'See `git branch --all` for what there is; a branch of the server is called origin/main.',
  );
}

interface Listed {
  readonly path: string;
  readonly object: string;
  /** Not a number where the clone does not have the object. */
  readonly size: number;
}

/** Of a link, a folder or a submodule there is no text. */
function plainFiles(listing: string): readonly Listed[] {
  return listing.split('\0').flatMap((line) => {
    const [, object, size, path] = /^100\d{3} blob ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line) ?? [];
    return object === undefined || path === undefined ? [] : [{ path, object, size: Number(size) }];
  });
}

async function textOf(git: Git, ref: string, { path, object, size }: Listed): Promise<string> {
  const where = `${path} at ${ref}`;
  if (size > sizeLimitBytes) {
    throw refused(
      `Expected ${where} to have at most ${sizeLimitBytes} bytes, found ${size}.`,
      'Leave --base out to have everything looked at.',
    );
  }
  const { code, stdout, stderr, signal, unwritten } = await git('cat-file', 'blob', object);
  if (code !== 0) throw unreadable(ref, { code, stdout, stderr, signal, unwritten });
  if (Buffer.byteLength(stdout) === size && !stdout.includes('\uFFFD')) return stdout;
  throw refused(`Expected ${where} to be text, found other bytes.`, 'Look at it with git show.');
}

function missing(ref: string, path: string): NpqError {
  return new NpqError('system-refused', {
    message: `Expected this clone to have ${path} at ${JSON.stringify(ref)}, found that it was left out (a partial clone); npq has git fetch nothing.`,
    hint: 'Clone without --filter, or fetch what is missing first: git fetch --refetch --no-filter.',
  });
}

function unreadable(ref: string, { stderr, code }: SpawnResult): NpqError {
  const [said = ''] = stderr.split('\n').filter((line) => line.trim() !== '');
  return new NpqError('system-refused', {
    message: `Expected git to read ${JSON.stringify(ref)}, it ended with ${code ?? 'a signal'}: ${said.slice(0, 300)}`,
    hint: 'Mend what git says, then repeat the command.',
  });
}

function refused(message: string, hint: string): NpqError {
  return new NpqError('usage', { message, hint });
}
