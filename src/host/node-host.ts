import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { messageOf, NpqError } from '../errors.ts';
import { nodeFiles } from './files.ts';
import type { Host, Thread } from './host.ts';
import { nodeNetwork } from './network.ts';
import { randomBytes } from './random.ts';
import { nodeSignals, nodeSpawner } from './spawner.ts';
import { nodeTerminal } from './terminal.ts';

/** The one place where npq takes hold of the real world. `dist` is the folder that npq was built into. */
export function nodeHost(nodeProcess: NodeJS.Process, dist?: string): Host {
  const running = { children: 0, any: false };
  return {
    clock: {
      now: () => new Date(),
      monotonicMs: () => performance.now(),
      every(ms, tick) {
        const timer = setInterval(tick, ms);
        timer.unref();
        return () => clearInterval(timer);
      },
    },
    env: {
      args: nodeProcess.argv.slice(2),
      get cwd() {
        return cwdOf(nodeProcess);
      },
      // npm's configuration reader writes into process.env (npm_config_user_agent), which npm would then take for
      // the user's word. On Windows names ignore case, and only the live object does so too.
      vars: nodeProcess.platform === 'win32' ? nodeProcess.env : { ...nodeProcess.env },
      platform: nodeProcess.platform,
      arch: nodeProcess.arch,
      nodeVersion: nodeProcess.version,
      execPath: nodeProcess.execPath,
      home: homeOf(nodeProcess),
      get accountHome() {
        return accountHome();
      },
      tmp: tmpdir(),
      randomToken: () => randomBytes(24).toString('base64url'),
    },
    files: nodeFiles,
    spawner: nodeSpawner(nodeProcess, running),
    network: nodeNetwork,
    terminal: nodeTerminal(nodeProcess),
    signals: nodeSignals(nodeProcess, running),
    startThread: (name, setup) =>
      dist === undefined ? undefined : threadOf(join(dist, `${name}.cjs`), setup),
    exit: (code) => {
      // A write callback comes when everything before it is out; a pipe would lose the end of a long report.
      nodeProcess.stdout.write('', () => nodeProcess.stderr.write('', () => nodeProcess.exit(code)));
    },
  };
}

/** Few runs need one. */
function threadOf(file: string, setup: unknown): Thread {
  const thread = import('./threads.ts').then(({ startThread }) => startThread(file, setup));
  return { ask: async (question) => (await thread).ask(question) };
}

/** Asked for while errors are caught: the folder may have been deleted under the shell. */
function cwdOf(nodeProcess: NodeJS.Process): string {
  try {
    return nodeProcess.cwd();
  } catch (error) {
    throw new NpqError('usage', {
      message: `Expected to be in a folder, found that it is gone: ${messageOf(error)}`,
      hint: 'cd to the project again and repeat the command.',
      cause: error,
    });
  }
}

function homeOf(nodeProcess: NodeJS.Process): string | undefined {
  if (nodeProcess.env['HOME']) return nodeProcess.env['HOME'];
  try {
    return homedir() || undefined;
  } catch {
    // A user id without an account has no home; everything that npq keeps is then kept for this run only.
    return undefined;
  }
}

function accountHome(): string | undefined {
  try {
    return userInfo().homedir || undefined;
  } catch {
    // A user id without an account.
    return undefined;
  }
}
