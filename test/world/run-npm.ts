import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { nodeFor, withNode } from './newer-node.ts';

export interface NpmResult {
  /** Null where the process was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface NpmOptions {
  readonly cwd: string;
  /** Laid over the isolated environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** HOME, cache, prefix and rc files live here, so that runs can share a cache. A new one for this run by default. */
  readonly home?: string;
  /** After this many milliseconds (150,000) npm is killed and the promise rejects. */
  readonly timeoutMs?: number;
  /** Path of the npm-cli.js to run; `npmCli()` by default. */
  readonly npm?: string;
}

/**
 * The machine's npm, by its JavaScript. NPQ_TEST_NPM, the path of another npm-cli.js, lets the same tests run
 * against another version. node_modules/.bin is passed over, since vitest puts the project's own in front.
 */
export function npmCli(): string {
  const named = process.env['NPQ_TEST_NPM'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((one) => !one.includes('node_modules'));
  const bins = folders.map((folder) => join(folder, 'npm')).filter(existsSync);
  const candidates = [
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...bins.map((bin) => realpathSync(bin)),
  ];
  const found = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path));
  if (found === undefined) throw new Error('no npm on this machine; set NPQ_TEST_NPM to its npm-cli.js');
  return found;
}

/** Runs plain npm on the Node that it wants, cut off from the person's home, cache, configuration, proxies and the parent npm's settings. */
export async function runNpm(args: readonly string[], options: NpmOptions): Promise<NpmResult> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'npq-home-'));
  try {
    return await run(args, { ...isolatedEnv(home), ...options.env }, options);
  } finally {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  }
}

/**
 * The environment of an isolated npm. Only PATH and what the system needs is taken from ours; retries stay on,
 * but wait milliseconds instead of a minute.
 */
export function isolatedEnv(home: string): Record<string, string> {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT', 'LANG'];
  for (const name of ['userconfig', 'globalconfig']) {
    const file = join(home, `${name}.npmrc`);
    if (!existsSync(file)) writeFileSync(file, '');
  }
  return {
    ...Object.fromEntries(
      kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    ...{ HOME: home, USERPROFILE: home },
    npm_config_userconfig: join(home, 'userconfig.npmrc'),
    npm_config_globalconfig: join(home, 'globalconfig.npmrc'),
    npm_config_cache: join(home, 'cache'),
    npm_config_prefix: join(home, 'prefix'),
    npm_config_update_notifier: 'false',
    npm_config_fetch_retry_mintimeout: '50',
    npm_config_fetch_retry_maxtimeout: '100',
  };
}

function run(args: readonly string[], env: Record<string, string>, options: NpmOptions): Promise<NpmResult> {
  const limit = options.timeoutMs ?? 150_000;
  const cli = options.npm ?? npmCli();
  const node = nodeFor(cli);
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, [cli, ...args], {
      ...{ cwd: options.cwd, env: withNode(node, env) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        out[stream] += text;
      });
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`npm ${args.join(' ')} ran for over ${limit} ms\n${out.stdout}${out.stderr}`));
    }, limit);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...out });
    });
  });
}
