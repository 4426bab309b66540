import { join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { Plan } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { runsOwnScripts } from '../plan/verb-options.ts';
import { cliOptions, mayHaveInstalled } from './command-lines.ts';
import { type CompareInput, type Comparison, compareInstalled } from './compare.ts';
import { type NpmRun, type NpmRunInput, runNpm } from './delegate.ts';

/** Git and URL dependencies have no integrity that npm would hold them to. */
export function needsScriptsOff(plan: Plan): boolean {
  return plan.packages.some(({ origin }) => origin.kind === 'git' || origin.kind === 'remote');
}

export interface ScriptsOffInput {
  readonly run: Omit<NpmRunInput, 'npmArgs' | 'config'>;
  readonly config: NpmConfig;
  readonly request: Request;
  readonly files: Files;
  readonly compare: CompareInput;
  /** Of dependencies only the scripts at these places run; absent: those of all. */
  readonly only?: readonly string[];
}

export interface ScriptsOffResult {
  readonly run: NpmRun;
  /** Undefined where npm failed before anything could be compared. */
  readonly comparison: Comparison | undefined;
}

/**
 * Installs with scripts off, compares the disk with what was vetted, and only then lets scripts run: those of
 * the packages by `npm rebuild`, all or the approved ones alone, then those of the project itself, as npm install
 * would have run them. It is also the one way by which every npm, 10 to 12, runs some scripts and no others.
 */
export async function installScriptsOff(input: ScriptsOffInput): Promise<ScriptsOffResult> {
  const { run, config, request } = input;
  const npm = (npmArgs: readonly string[], more: readonly string[] = []) =>
    runNpm({ ...run, config, npmArgs, flags: [...run.flags, ...more] });

  // An npm at hand is for this first run; it answers none after it.
  const installed = await npm(request.npmArgs, ['--ignore-scripts']);
  if (!mayHaveInstalled(request, installed.exitCode)) return { run: installed, comparison: undefined };
  const comparison = await compareInstalled({ ...input.compare, unwritten: installed.unwritten });
  const matches = comparison.kind === 'compared' && comparison.differences.length === 0;
  if (!matches || config.get('ignore-scripts') === true || !changesDisk(config)) {
    return { run: installed, comparison };
  }
  const options = cliOptions(config);
  if (input.only === undefined || input.only.length > 0) {
    // By folder: a bundled package may bear the name and version of an approved one.
    const folders = (input.only ?? []).map((place) => join(input.compare.plan.path, place));
    const rebuilt = await npm(['rebuild', ...options, '--', ...folders]);
    if (rebuilt.exitCode !== 0) return { run: rebuilt, comparison };
  }
  for (const event of await rootEvents(input)) {
    // With --ignore-scripts `npm run` leaves out only the pre and post scripts around this one.
    const ran = await npm(['run', event, ...options], ['--ignore-scripts', '--no-workspaces']);
    if (ran.exitCode !== 0) return { run: ran, comparison };
  }
  return { run: installed, comparison };
}

function changesDisk(config: NpmConfig): boolean {
  return config.get('package-lock-only') !== true && config.get('dry-run') !== true;
}

/** What npm install and npm ci run for the project itself, in their order. */
const lifecycle = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];

async function rootEvents({ request, config, files }: ScriptsOffInput): Promise<readonly string[]> {
  if (!runsOwnScripts(request) || config.global) return [];
  const text = await files.readText(join(config.localPrefix, 'package.json'));
  const scripts = text === undefined ? new Map<string, unknown>() : scriptsOf(text);
  return lifecycle.filter((event) => typeof scripts.get(event) === 'string');
}

function scriptsOf(text: string): ReadonlyMap<string, unknown> {
  const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (manifest === null || typeof manifest !== 'object' || !('scripts' in manifest)) return new Map();
  const { scripts } = manifest;
  return scripts !== null && typeof scripts === 'object' ? new Map(Object.entries(scripts)) : new Map();
}
