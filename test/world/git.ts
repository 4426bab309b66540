import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Files = Readonly<Record<string, string | object>>;

/** A git repository in a temporary folder, untouched by the person's git configuration. */
export interface GitRepo extends AsyncDisposable {
  /** The working folder. */
  readonly dir: string;
  /** `git+file:///…`, as npm takes it; add `#sha` or `#branch`. */
  readonly url: string;
  /** The commit that main stood at when the repository was made, 40 hex digits. */
  readonly sha: string;
  /** Writes files over those there and commits them on the current branch; the new commit's sha. */
  commit(files: Files, message?: string): string;
  /** Makes a branch at the current commit and goes there. */
  branch(name: string): void;
  checkout(ref: string): void;
  /** Any git command in this repository; its output, trimmed. */
  git(...args: readonly string[]): string;
  dispose(): void;
}

export interface GitRepoOptions {
  /** Where to make it, instead of a new temporary folder. It is not removed on dispose. */
  readonly dir?: string;
}

/** Times are fixed and signatures off, so that equal files give equal commits. Objects become JSON. */
export function createGitRepo(files: Files, options: GitRepoOptions = {}): GitRepo {
  const dir = options.dir ?? realpathSync(mkdtempSync(join(tmpdir(), 'npq-git-')));
  mkdirSync(dir, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: dir,
      env: environment(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const commit = (changed: Files, message = 'change'): string => {
    for (const [path, content] of Object.entries(changed)) write(join(dir, path), content);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  const sha = commit(files, 'first');
  const dispose = () => {
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  return {
    ...{ dir, url: `git+${pathToFileURL(dir).href}`, sha, commit, git, dispose },
    branch: (name) => void git('checkout', '--quiet', '-b', name),
    checkout: (ref) => void git('checkout', '--quiet', ref),
    async [Symbol.asyncDispose]() {
      dispose();
    },
  };
}

function write(path: string, content: string | object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  if (typeof content === 'string' && content.startsWith('#!')) chmodSync(path, 0o755);
}

/** GIT_DIR and friends are left out too: tests may themselves run within a git hook. */
function environment(): Record<string, string> {
  const person = { NAME: 'ada', EMAIL: 'ada@mail.example', DATE: '2024-01-15T12:00:00Z' };
  const roles = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
  );
  const none = process.platform === 'win32' ? 'NUL' : '/dev/null';
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    ...{ GIT_CONFIG_GLOBAL: none, GIT_CONFIG_SYSTEM: none, GIT_CONFIG_NOSYSTEM: '1' },
    ...Object.fromEntries(roles),
  };
}
