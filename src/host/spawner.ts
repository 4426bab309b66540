import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { deeper } from './depth.ts';
import type { Signals, Spawner, SpawnOptions, SpawnResult } from './host.ts';
import { npmAtHand } from './npm-at-hand.ts';
import { listenerPath, listenTo } from './npm-listener.ts';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A captured child that talks without end must not fill our memory. */
const captureLimitBytes = 16 * 1024 * 1024;

export interface Running {
  /** How many children run that signals belong to. */
  children: number;
  /** Whether there ever was one. */
  any: boolean;
}

export function nodeSpawner(nodeProcess: NodeJS.Process, running: Running): Spawner {
  return {
    run(command, args, options) {
      const child = start(command, args, options);
      return options.aside ? ended(nodeProcess, child) : follow(nodeProcess, child, running);
    },
    loadNpm: (cli, options) => npmAtHand(nodeProcess, running, cli, options),
    async becomeNpm(npmRoot, args) {
      // npm reads process.argv itself; requiring its cli module is what its own bin file does.
      const cli = join(npmRoot, 'bin', 'npm-cli.js');
      nodeProcess.argv = [nodeProcess.execPath, cli, ...args];
      Object.assign(nodeProcess.env, deeper(nodeProcess.env));
      const load = createRequire(cli);
      await (load('../lib/cli.js') as (p: NodeJS.Process) => Promise<void>)(nodeProcess);
    },
  };
}

function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const capture = options.stdio === 'capture';
  const listen = options.listenToNpm === true;
  return spawn(command, [...(listen ? ['--require', listenerPath] : []), ...args], {
    cwd: options.cwd,
    env: { ...options.env, ...deeper(options.env) },
    stdio: [
      ...(capture
        ? (['ignore', 'pipe', 'pipe'] as const)
        : (['inherit', options.stdio === 'inherit' ? 'inherit' : 2, 'inherit'] as const)),
      ...(listen ? (['ipc'] as const) : []),
    ],
  });
}

/** From here on signals are the child's, until it has ended. */
export async function follow(
  nodeProcess: NodeJS.Process,
  child: ChildProcess,
  running: Running,
): Promise<SpawnResult> {
  running.children += 1;
  running.any = true;
  try {
    return await ended(nodeProcess, child);
  } finally {
    running.children -= 1;
  }
}

function ended(nodeProcess: NodeJS.Process, child: ChildProcess): Promise<SpawnResult> {
  return new Promise((resolve, reject) => {
    const unwritten = child.channel ? listenTo(child) : () => undefined;
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', collector(stdout));
    child.stderr?.on('data', collector(stderr));

    // A Ctrl-C at the terminal reaches the whole group: then npm has it already, and npq only must not die
    // before npm has cleaned up. A kill aimed at npq alone has to be passed on. Sending SIGINT twice is
    // harmless to npm, which counts only the first.
    const handlers = passedOn.map((signal) => {
      const handler = () => {
        if (signal !== 'SIGINT' || !nodeProcess.stdin.isTTY) child.kill(signal);
      };
      nodeProcess.on(signal, handler);
      return () => nodeProcess.off(signal, handler);
    });
    const finish = () => {
      for (const off of handlers) off();
    };
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code, signal) => {
      finish();
      resolve({ code, signal, stdout: text(stdout), stderr: text(stderr), unwritten: unwritten() });
    });
  });
}

function collector(chunks: Buffer[]): (chunk: Buffer) => void {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    if (bytes <= captureLimitBytes) chunks.push(chunk);
  };
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

export function nodeSignals(nodeProcess: NodeJS.Process, running: Running): Signals {
  return {
    onInterrupt(handler) {
      let called = false;
      const once = (signal: NodeJS.Signals) => {
        // While npm runs, a signal is npm's: it cleans up and ends, and npq ends after it with its exit code.
        if (called || running.children > 0) return;
        called = true;
        handler(signal, { childRan: running.any });
      };
      for (const signal of passedOn) nodeProcess.on(signal, once);
      return () => {
        for (const signal of passedOn) nodeProcess.off(signal, once);
      };
    },
  };
}
