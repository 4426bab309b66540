import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from '../../src/host/host.ts';
import type { NpmInstallation } from '../../src/plan/npm.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const oracle = fileURLToPath(new URL('./npm-oracle.cjs', import.meta.url));

/** The npm that belongs to the running node, and npm 10 and 12 where they are among the devDependencies. */
export function npmsAtHand(): readonly NpmInstallation[] {
  const besideNode = join(dirname(realpathSync(process.execPath)), '..', 'lib', 'node_modules', 'npm');
  return [besideNode, ...['npm-10', 'npm-12'].map((name) => join(repository, 'node_modules', name))]
    .filter((root) => existsSync(join(root, 'bin', 'npm-cli.js')))
    .map((root) => installationAt(realpathSync(root)));
}

export function installationAt(root: string): NpmInstallation {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, version, major: Number.parseInt(version, 10), cli: join(root, 'bin', 'npm-cli.js') };
}

/** This machine's environment without anybody's npm settings, at home in a folder of the test. */
export function testEnv(cwd: string, home: string, more: Readonly<Record<string, string>> = {}): Env {
  const inherited = Object.entries(process.env).filter(([key]) => !/^npm_|^INIT_CWD$/i.test(key));
  return {
    args: [],
    cwd,
    vars: {
      ...Object.fromEntries(inherited),
      HOME: home,
      npm_config_cache: join(home, 'cache'),
      npm_config_logs_max: '0',
      npm_config_registry: 'https://registry.example/',
      ...more,
    },
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.version,
    execPath: process.execPath,
    home,
    accountHome: home,
    tmp: home,
    randomToken: () => 'token',
  };
}

export type Answer =
  | { readonly answer: 'version' | 'usage' }
  | { readonly answer: 'refused'; readonly message: string; readonly code?: string }
  | {
      readonly answer: 'read';
      readonly verb: string;
      readonly positionals: readonly string[];
      readonly settings: Readonly<Record<string, unknown>>;
      readonly flat: Readonly<Record<string, unknown>>;
      readonly localPrefix: string;
      readonly global: boolean;
      readonly asked?: {
        readonly path: string;
        readonly add: readonly string[];
        readonly workspaces: readonly string[];
      };
    };

export interface Question {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How the real npm reads these command lines. */
export function askNpm(npm: NpmInstallation, env: Env, questions: readonly Question[]): readonly Answer[] {
  const child = spawnSync(process.execPath, [oracle, npm.root], {
    cwd: env.cwd,
    env: { ...env.vars },
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`npm's own reading failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as readonly Answer[];
}
