import type { Env, Host, NpmAtHand, SpawnOptions, Unwritten } from '../host/host.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { insertFlags } from './gate-flags.ts';

export interface NpmRunInput {
  readonly host: Pick<Host, 'spawner' | 'env'>;
  readonly config: Pick<NpmConfig, 'npm'>;
  /** The user's own command line for npm, verb included. */
  readonly npmArgs: readonly string[];
  /** Gate flags and others, such as --ignore-scripts. */
  readonly flags: readonly string[];
  readonly stdio: SpawnOptions['stdio'];
  /** One that is loaded already; for the first run. */
  readonly atHand?: NpmAtHand | undefined;
  /** Laid over the user's environment, for what scripts start; see nested-vars. */
  readonly vars?: Env['vars'];
}

export interface NpmRun {
  /** npm's own exit code; 128 + n where signal n ended it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  /** Empty unless captured. */
  readonly stdout: string;
  /** Undefined where nothing was heard of npm. */
  readonly unwritten: readonly Unwritten[] | undefined;
}

/** Those that end an npm in practice, by the numbers that every Unix gives them. */
const signalNumbers = new Map<NodeJS.Signals | null, number>([
  ...([
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGQUIT', 3],
    ['SIGILL', 4],
    ['SIGABRT', 6],
  ] as const),
  ...([
    ['SIGKILL', 9],
    ['SIGSEGV', 11],
    ['SIGPIPE', 13],
    ['SIGTERM', 15],
  ] as const),
]);

/** Runs the user's npm by its JavaScript through our own node, in the user's folder and environment. */
export async function runNpm(input: NpmRunInput): Promise<NpmRun> {
  const { env, spawner } = input.host;
  const vars = { ...env.vars, ...input.vars };
  const args = insertFlags(input.npmArgs, input.flags);
  const { npm } = input.config;
  const result =
    (await input.atHand?.run(args, vars)) ??
    (await spawner.run(env.execPath, [npm.cli, ...args], {
      ...{ cwd: env.cwd, env: vars, stdio: input.stdio, listenToNpm: true },
    }));
  return {
    exitCode: result.code ?? 128 + (signalNumbers.get(result.signal) ?? 0),
    signal: result.signal ?? undefined,
    stdout: result.stdout,
    unwritten: result.unwritten,
  };
}
