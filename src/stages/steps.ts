import { join } from 'node:path';
import { readCommandLine } from '../cli/npm-argv.ts';
import type { Host } from '../host/host.ts';
import { cliOptions } from '../install/command-lines.ts';
import { runNpm } from '../install/delegate.ts';
import type { Request } from '../model/request.ts';
import type { ConfigLayer, NpmInstallation } from '../plan/npm.ts';
import { newConfig } from '../plan/npm-config.ts';
import { configError } from '../plan/npm-config-errors.ts';
import { loadNpmModules, type RawConfig } from '../plan/npm-modules.ts';
import { requirePlainFiles } from '../plan/project-files.ts';

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
  const { request, prefix } = await readCommandLine(host, npm, args);
  await requirePlainFiles(host, prefix);
  // A workspace that npm is about to make is none yet, and npq's whole reading would say so.
  const { raw } = newConfig(host.env, npm, await loadNpmModules(npm), request.npmArgs);
  try {
    await raw.load();
  } catch (error) {
    throw configError(error);
  }
  const edits = request.verb === 'edit';
  const without = edits ? '--ignore-scripts' : '--no-workspaces-update';
  const { exitCode } = await runNpm({
    ...{ host, config: { npm }, npmArgs: request.npmArgs, flags: [without], stdio: 'inherit' },
  });
  if (!edits && raw.get('workspaces-update') === false) return { exitCode, next: undefined };
  const options = cliOptions({ layers: [cliLayer(raw)] });
  const own = ownWords(args, request.npmArgs);
  const [verb, ...words] = edits ? rebuildOf(request, raw) : ['install'];
  return { exitCode, next: [verb ?? '', ...own, ...options, ...words] };
}

/** npm's own way from `a/b` to the folder of b in a. */
function rebuildOf({ specs }: Request, { localPrefix }: Pick<RawConfig, 'localPrefix'>): readonly string[] {
  const names = (specs[0] ?? '').match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  const folder = names.flatMap((name) => (name === 'node_modules' ? [] : ['node_modules', name]));
  return ['rebuild', '--', join(localPrefix, ...folder)];
}

/** Options that choose which workspaces are made or raised do not choose what is installed afterwards. */
const notAfterwards = new Set(['workspace', 'workspaces', 'include-workspace-root', 'yes', 'editor']);

function cliLayer(raw: Pick<RawConfig, 'data'>): ConfigLayer {
  const typed = Object.entries(raw.data.get('cli')?.data ?? {});
  return { name: 'cli', source: 'cli', data: new Map(typed.filter(([key]) => !notAfterwards.has(key))) };
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
