import { shimFolder } from '../config/folders.ts';
import type { Host } from '../host/host.ts';
import { cliOptions, layerOf } from '../install/command-lines.ts';
import { runNpm } from '../install/delegate.ts';
import { openGate } from '../install/gate.ts';
import { gateFlags, scopesOf } from '../install/gate-flags.ts';
import { nestedVars } from '../install/nested-vars.ts';
import { type ExecWish, execWish } from '../plan/exec-packages.ts';
import type { NpmConfig, NpmInstallation } from '../plan/npm.ts';
import type { LoadedNpmConfig } from '../plan/npm-config.ts';
import { npmsOutput, publicVars } from './gated-run.ts';
import { vettedPackages } from './install.ts';
import type { Looked } from './look.ts';
import { vetOnTheSpot } from './on-the-spot.ts';
import { openSession, type Registry, reopenSession, type Session } from './session.ts';

type Fetched = Extract<ExecWish, { kind: 'fetched' }>;

/** The command line of `npm exec` or of `npm init <initializer>`, and what it would fetch. */
export interface ExecSession {
  readonly asked: Session;
  readonly wish: ExecWish;
}

export async function openExec(
  host: Host,
  npm: NpmInstallation,
  args: readonly string[],
): Promise<ExecSession> {
  const asked = await openSession(host, npm, args);
  return { asked, wish: await execWish(host, asked.config, asked.request) };
}

export async function reopenExec(before: Session, args: readonly string[]): Promise<ExecSession> {
  const asked = await reopenSession(before, args);
  return { asked, wish: await execWish(asked.host, asked.config, asked.request) };
}

/**
 * The same conversation as an install into npm's own folder for these packages. What lies there from before is
 * planned from its lockfile, as in any project: what nobody has vetted yet is looked at, whoever put it there. npm
 * is run for it as `npm install`, so that what it did is compared with the plan before the program runs.
 */
export function asInstall(asked: Session, { specs, folder }: Fetched): Session {
  const config = installConfig(asked.config, folder);
  const npmArgs = ['install', ...cliOptions(config), '--', ...specs];
  const request = { ...asked.request, verb: 'install', typedVerb: 'install', specs, npmArgs };
  return { ...asked, config, request, runsAfterwards: true };
}

/** What is about the project, the command or the saving, and no word about how packages are fetched. */
const notForInstall = new Set([
  ...['package', 'call', 'yes', 'workspace', 'workspaces', 'include-workspace-root', 'global', 'location'],
  ...[
    'prefix',
    'audit',
    'fund',
    'package-lock-only',
    'json',
    'save',
    'save-dev',
    'save-optional',
    'save-peer',
  ],
  ...['save-prod', 'init-private'],
]);
/** The gate's flags say these; and of a project's approvals npm exec takes none. */
const notOfProject = new Set([...notForInstall, 'registry', 'allow-scripts', 'scope', 'userconfig']);

function installConfig(config: LoadedNpmConfig, folder: string): LoadedNpmConfig {
  const own = new Map<string, unknown>([
    ['audit', false],
    ['fund', false],
    ['prefix', folder],
  ]);
  const above = new Set([...layerOf(config, 'env').keys()]);
  // npm install reads the .npmrc of the folder that it installs into; npm exec that of the project.
  const projects = [...layerOf(config, 'project')].filter(
    ([key]) => !notOfProject.has(key) && !above.has(key) && !/^\/\/|^@.*:registry$/.test(key),
  );
  const typed = [...layerOf(config, 'cli')].filter(([key]) => !notForInstall.has(key));
  const cli = new Map([...projects, ...typed, ...own]);
  const over = new Map<string, unknown>([
    ...own,
    ...([
      ['global', false],
      ['package-lock-only', false],
      ['workspaces', null],
      ['workspace', []],
    ] as const),
    ...(['json', 'save-dev', 'save-optional', 'save-peer'] as const).map((key) => [key, false] as const),
  ]);
  const { saveType: _saveType, ...flat } = config.flat;
  return {
    ...config,
    layers: config.layers.flatMap((layer) =>
      layer.name === 'project'
        ? [{ ...layer, data: withoutApprovals(layer.data) }]
        : layer.name === 'cli'
          ? [{ ...layer, data: cli }]
          : [layer],
    ),
    flat: {
      ...flat,
      ...{ audit: false, fund: false, global: false, location: 'user', packageLockOnly: false, save: true },
      npmCommand: 'install',
    },
    get: (key) => (over.has(key) ? over.get(key) : config.get(key)),
    ...{ localPrefix: folder, installPath: folder, global: false, workspaces: [] },
  };
}

function withoutApprovals(data: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map([...data].filter(([key]) => key !== 'allow-scripts'));
}

/** Runs the user's own command line at a gate that has what was just installed, and vets what the program fetches. */
export async function runProgram(asked: Session, registry: Registry, looked: Looked): Promise<number> {
  const { host, config, request } = asked;
  const { plan, wantedTags } = looked.resolved;
  const vetted = vettedPackages(looked);
  const gate = await openGate({
    ...{ host, vetted, wantedTags, packuments: registry.packuments, options: registry.options },
    onTheSpot: vetOnTheSpot(asked, registry, { plan, holdBack: looked.holdBack }),
    replacedHost: 'always',
  });
  try {
    const run = await runNpm({
      ...{ host, config, npmArgs: request.npmArgs, stdio: npmsOutput(asked) },
      flags: [
        ...gateFlags({ config, gateUrl: gate.url, gateToken: gate.token, plan, vars: host.env.vars }),
        ...consented(config),
      ],
      vars: {
        ...nestedVars({
          env: host.env,
          scopes: scopesOf(config),
          gateUrl: gate.url,
          shims: shimFolder(asked.folders),
        }),
        ...publicVars(asked, gate.url),
      },
    });
    const { tellNested } = await import('./npm-on-the-spot.ts');
    tellNested(asked, gate.log, run.exitCode);
    return run.exitCode;
  } finally {
    await gate.close();
  }
}

/** npm's question whether it may install is answered: npq has asked, or there was nothing to ask. */
function consented(config: Pick<NpmConfig, 'get'>): readonly string[] {
  return config.get('yes') === true ? [] : ['--yes'];
}
