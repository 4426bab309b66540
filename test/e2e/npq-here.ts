import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import type { Spawner } from '../../src/host/host.ts';
import type { nodeHost } from '../../src/host/node-host.ts';
import type { main } from '../../src/main.ts';
import { projectRoot } from '../meta/sources.ts';
import { nodeFor } from '../world/newer-node.ts';
import { npmCli } from '../world/npm.ts';
import type { TempProject } from '../world/project.ts';
import type { World } from '../world/world.ts';
import { type NpqOptions, type NpqResult, npqEnv, runNpq } from './npq.ts';

/** What a process of its own lends npq, as far as npq asks for it. */
type Lent = Pick<
  NodeJS.Process,
  'argv' | 'arch' | 'env' | 'execPath' | 'platform' | 'version' | 'cwd' | 'exit' | 'on' | 'off' | 'stdin'
> & { readonly stdout: Writable; readonly stderr: Writable };

export type HereOptions = Pick<NpqOptions, 'cwd' | 'env' | 'npm' | 'onlyEnv' | 'stdin'>;

/** Two at once would take the folder and the environment away from each other. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The built npq from its command line to its exit code as `runNpq` starts it, but in this process: its modules, which
 * take most of the time of a short run, are loaded once a file. Folder and environment are the run's own. For what
 * npq says and decides; how it starts, is interrupted and ends is for a process of its own to show.
 */
export function runNpqHere(
  args: readonly string[],
  project: TempProject,
  world: World | undefined,
  options: HereOptions = {},
): Promise<NpqResult> {
  // npq runs on the Node that somebody's npm wants.
  if (nodeFor(options.npm ?? npmCli()).path !== process.execPath) {
    return runNpq(args, project, world, options);
  }
  const run = last.then(() => runAlone(args, project, world, options));
  last = run.catch(() => undefined);
  return run;
}

async function runAlone(
  args: readonly string[],
  project: TempProject,
  world: World | undefined,
  options: HereOptions,
): Promise<NpqResult> {
  const env = options.onlyEnv ?? {
    ...npqEnv(project, world),
    ...(options.npm === undefined ? {} : { npm_execpath: options.npm }),
    ...options.env,
  };
  const cwd = options.cwd ?? project.dir;
  const before = { cwd: process.cwd(), env: process.env };
  const out = { stdout: '', stderr: '' };
  let exit: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    exit = resolve;
  });
  const signals = new EventEmitter();
  const lent: Lent = {
    ...{ arch: process.arch, platform: process.platform, version: process.version },
    ...{ argv: [process.execPath, join(projectRoot, 'bin', 'npq.js'), ...args], execPath: process.execPath },
    ...{ env, cwd: () => cwd, exit: (code) => exit(Number(code)) as never },
    // Those of this process are the test runner's.
    ...{ on: signals.on.bind(signals) as Lent['on'], off: signals.off.bind(signals) as Lent['off'] },
    stdin: (options.stdin === 'open' ? new PassThrough() : Readable.from([])) as unknown as Lent['stdin'],
    ...{ stdout: collecting(out, 'stdout'), stderr: collecting(out, 'stderr') },
  };
  const load = createRequire(import.meta.url);
  const dist = join(projectRoot, 'dist');
  const built = {
    ...(load(join(dist, 'node-host.cjs')) as { readonly nodeHost: typeof nodeHost }),
    ...(load(join(dist, 'main.cjs')) as { readonly main: typeof main }),
  };
  // What the packages that npq uses read of the process is what it has alone: no proxies, no settings of another npm.
  process.env = { ...env };
  process.chdir(cwd);
  try {
    const host = built.nodeHost(lent as NodeJS.Process, dist);
    await built.main({ ...host, spawner: spawnerOf(host.spawner, out) });
    return { code: await ended, signal: null, ...out };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
  }
}

type Out = Record<'stdout' | 'stderr', string>;

function collecting(out: Out, name: keyof Out): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string | Buffer, _encoding, done) {
      out[name] += text.toString();
      done();
    },
  });
}

/** What a child would write to the terminal that it has from npq comes between what npq writes itself. */
function spawnerOf(real: Spawner, out: Out): Spawner {
  return {
    async run(command, args, options) {
      if (options.stdio === 'capture') return real.run(command, args, options);
      const ended = await real.run(command, args, { ...options, stdio: 'capture' });
      out[options.stdio === 'inherit' ? 'stdout' : 'stderr'] += ended.stdout;
      out.stderr += ended.stderr;
      return { ...ended, stdout: '', stderr: '' };
    },
    // Started anew instead, as where it is gone: most of these runs never come to npm.
    loadNpm: () => ({ run: async () => undefined, drop: () => undefined }),
    becomeNpm() {
      throw new Error('npq would become npm: start it as a process of its own');
    },
  };
}
