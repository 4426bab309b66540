import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { cliOptions, layerOf } from '../install/command-lines.ts';
import { runNpm } from '../install/delegate.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { openSession, type Session } from './session.ts';
import { trustProject } from './trust.ts';

export interface FirstStep {
  /** npm's own. */
  readonly exitCode: number;
  /**
   * The command line, npq's options included, of what installs or runs scripts: it goes by plan. Undefined where
   * the user left it out himself.
   */
  readonly next: readonly string[] | undefined;
}

/**
 * `npm edit`, and `npm init` and `npm version` of workspaces: npm does its own part with scripts and install left
 * out, and what is left out is a command of npm's that npq plans.
 */
export async function firstStep(
  host: Host,
  npm: NpmInstallation,
  args: readonly string[],
): Promise<FirstStep> {
  const { session } = await trustProject(await openSession(host, npm, args));
  const { config, request } = session;
  const [without, next] =
    request.verb === 'edit'
      ? (['--ignore-scripts', rebuildOf(session)] as const)
      : (['--no-workspaces-update', ['install']] as const);
  const { exitCode } = await runNpm({
    ...{ host, config, npmArgs: request.npmArgs, flags: [without], stdio: 'inherit' },
  });
  const leftOut = request.verb !== 'edit' && config.get('workspaces-update') === false;
  if (leftOut) return { exitCode, next: undefined };
  const own = ownWords(args, request.npmArgs);
  const options = cliOptions({ ...config, layers: [{ ...cliLayer(session) }] });
  return { exitCode, next: [...next.slice(0, 1), ...own, ...options, ...next.slice(1)] };
}

/** npm's own way from `a/b` to the folder of b in a. */
function rebuildOf({ config, request }: Session): readonly string[] {
  const names = (request.specs[0] ?? '').match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  const folder = names.flatMap((name) => (name === 'node_modules' ? [] : ['node_modules', name]));
  return ['rebuild', '--', join(config.installPath, ...folder)];
}

/** Options that choose which workspaces are made or raised do not choose what is installed afterwards. */
const notAfterwards = new Set(['workspace', 'workspaces', 'include-workspace-root', 'yes', 'editor']);

function cliLayer({ config }: Session) {
  const data = new Map([...layerOf(config, 'cli')].filter(([key]) => !notAfterwards.has(key)));
  return { name: 'cli', source: 'cli', data } as const;
}

/** npq's own words: what is left of the command line without those that npm gets. */
function ownWords(args: readonly string[], npmArgs: readonly string[]): readonly string[] {
  let at = 0;
  return args.filter((word) => {
    if (word !== npmArgs[at]) return true;
    at += 1;
    return false;
  });
}
