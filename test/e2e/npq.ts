import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../meta/sources.ts';
import { nodeFor, withNode } from '../world/newer-node.ts';
import { isolatedEnv, npmCli } from '../world/npm.ts';
import type { TempProject } from '../world/project.ts';
import type { World } from '../world/world.ts';

/** In milliseconds. It then hangs, however busy the machine is; shorter than a test's own time, which tells nothing. */
const most = 150_000;

const binOf = ({ bin = 'npq' }: NpqOptions) => join(projectRoot, 'bin', `${bin}.js`);

export interface NpqResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface NpqOptions {
  /** The npm-cli.js of the person's npm, who has the Node that it wants; this machine's by default. */
  readonly npm?: string;
  readonly bin?: 'npq' | 'npqx';
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the process runs, to interrupt it for instance. */
  readonly whileRunning?: (kill: (signal: NodeJS.Signals) => void) => void | Promise<void>;
  readonly cwd?: string;
  /** `open`: somebody could answer, and never does; without it there is nobody. */
  readonly stdin?: 'open';
  /** In place of the usual environment. */
  readonly onlyEnv?: Readonly<Record<string, string>>;
  /** Runs it as another user; only root may. */
  readonly uid?: number;
}

/** The environment of one user with an own npq folder, whose registry is the world's. */
export function npqEnv(project: TempProject, world: World | undefined): Record<string, string> {
  return {
    ...isolatedEnv(project.home),
    NPQ_HOME: join(project.home, 'npq'),
    ...(world ? worldVars(world) : {}),
    NO_COLOR: '1',
  };
}

function named({ npm }: NpqOptions): Record<string, string> {
  return npm === undefined ? {} : { npm_execpath: npm };
}

/** The world's registry is a mirror of the public one, as far as its user says. */
export function worldVars(world: World): Record<string, string> {
  return {
    npm_config_registry: world.url,
    NPQ_PUBLIC_REGISTRIES: world.url,
    NPQ_SERVICES: world.servicesUrl,
    NPQ_TRUSTED_ROOT: world.trustFile,
  };
}

/** The built npq as a process of its own, with no terminal. Needs `npm run build` before. */
export function runNpq(
  args: readonly string[],
  project: TempProject,
  world: World | undefined,
  options: NpqOptions = {},
): Promise<NpqResult> {
  const node = nodeFor(options.npm ?? npmCli());
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, [binOf(options), ...args], {
      cwd: options.cwd ?? project.dir,
      env:
        options.onlyEnv ?? withNode(node, { ...npqEnv(project, world), ...named(options), ...options.env }),
      stdio: [options.stdin === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    const out = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        out[stream] += text;
      });
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`npq ${args.join(' ')} took over ${most} ms\n${out.stdout}${out.stderr}`));
    }, most);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...out });
    });
    Promise.resolve(options.whileRunning?.((signal) => void child.kill(signal))).catch((error: unknown) => {
      child.kill('SIGKILL');
      reject(error);
    });
  });
}

/** What a test waits for is seen to, since no time is long enough on a busy machine. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 60_000) throw new Error(`waited a minute for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface TypedKeys {
  /** Typed once this text is on the screen. */
  readonly when: string | RegExp;
  readonly keys: string;
  /** Kills npq there instead. */
  readonly kill?: boolean;
  /** Happens while the question stands there, before anything is typed. */
  readonly meanwhile?: () => void;
}

/** `script` has one child, which is npq. */
function killOnlyChild(pid: number | undefined): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  process.kill(Number(children), 'SIGKILL');
}

/**
 * The built npq in a real pseudo-terminal (util-linux `script`), with keys typed when the screen shows what they
 * answer. The result is everything that the terminal got.
 */
export function runNpqInTerminal(
  args: readonly string[],
  project: TempProject,
  world: World | undefined,
  typing: readonly TypedKeys[],
  options: NpqOptions & { readonly columns?: number } = {},
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const node = nodeFor(options.npm ?? npmCli());
  const line = [node.path, binOf(options), ...args]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ');
  const sized = `stty cols ${options.columns ?? 80} rows 40; exec ${line}`;
  return new Promise((resolve, reject) => {
    const child = spawn(
      'script',
      ['--quiet', '--return', '--echo', 'never', '--command', sized, '/dev/null'],
      {
        cwd: options.cwd ?? project.dir,
        env: withNode(node, {
          ...{ ...npqEnv(project, world), ...named(options) },
          ...{ TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env },
        }),
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    let screen = '';
    const waiting = [...typing];
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const next = waiting[0];
      if (!next) return;
      const fresh = screen.slice(seen);
      const shown = typeof next.when === 'string' ? fresh.includes(next.when) : next.when.test(fresh);
      if (!shown) return;
      waiting.shift();
      seen = screen.length;
      // The prompt listens only after it has drawn itself.
      setTimeout(() => {
        next.meanwhile?.();
        if (next.kill) killOnlyChild(child.pid);
        else child.stdin.write(next.keys);
      }, 150);
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`npq ${args.join(' ')} took over ${most} ms; the screen:\n${screen}`));
    }, most);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, screen });
    });
  });
}
