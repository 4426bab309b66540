import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type NpmOptions, type NpmResult, runNpm } from './run-npm.ts';
import { sweptLater } from './sweep.ts';

/** A project in a temporary folder, with a home of its own beside it. Gone after dispose. */
export interface TempProject extends AsyncDisposable {
  /** The project's folder, symlinks resolved. */
  readonly dir: string;
  /** HOME of everything run here; npm's cache is `cache` in it, its user configuration `userconfig.npmrc`. */
  readonly home: string;
  path(...parts: readonly string[]): string;
  exists(path: string): boolean;
  read(path: string): string;
  /** Parsed JSON; the caller says what it is. */
  readJson<T = Record<string, unknown>>(path: string): T;
  write(path: string, content: string | object): void;
  /** Plain npm in this project, with this home. */
  npm(args: readonly string[], options?: Partial<NpmOptions>): Promise<NpmResult>;
  dispose(): void;
}

/** `files`: path to content; objects become JSON. A package.json is added where none is given. */
export function tempProject(files: Readonly<Record<string, string | object>> = {}): TempProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-project-')));
  const dir = join(root, 'project');
  const home = join(root, 'home');
  mkdirSync(dir);
  mkdirSync(home);
  const project: TempProject = {
    ...{ dir, home },
    path: (...parts) => join(dir, ...parts),
    exists: (path) => existsSync(join(dir, path)),
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    readJson: (path) => JSON.parse(readFileSync(join(dir, path), 'utf8')),
    write(path, content) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(
        join(dir, path),
        typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`,
      );
    },
    npm: (args, options) => runNpm(args, { cwd: dir, home, ...options }),
    dispose: () => removeFolder(root),
    async [Symbol.asyncDispose]() {
      project.dispose();
    },
  };
  const all = { 'package.json': { name: 'a-project', version: '1.0.0', private: true }, ...files };
  for (const [path, content] of Object.entries(all)) project.write(path, content);
  return project;
}

const mostAttempts = 5;

/**
 * Something that a test has left behind may still write into the cache below: Node tries an unempty folder again,
 * but not what has come into it meanwhile.
 */
export function removeFolder(path: string): void {
  sweptLater(path);
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 1 });
      return;
    } catch (error) {
      if (attempt === mostAttempts) throw error;
    }
  }
}
