import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { type Comparison, compareInstalled } from '../../src/install/compare.ts';
import { type NpmRun, runNpm } from '../../src/install/delegate.ts';
import { type Gate, openGate } from '../../src/install/gate.ts';
import { gateFlags } from '../../src/install/gate-flags.ts';
import { nameByPlace } from '../../src/install/recorded.ts';
import type { VettedPackage } from '../../src/install/vetted.ts';
import type { Plan, PlanEntry, PlannedPackage } from '../../src/model/plan.ts';
import type { NpmConfig, NpmInstallation } from '../../src/plan/npm.ts';
import { loadNpmConfig } from '../../src/plan/npm-config.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { isolatedEnv, npmCli } from '../world/npm.ts';
import { type TempProject, tempProject } from '../world/project.ts';

export type ProjectFiles = Readonly<Record<string, string | object>>;

/** A project whose user has this registry configured. */
export function projectAt(registry: string, files: ProjectFiles = {}, userConfig = ''): TempProject {
  const project = tempProject(files);
  writeFileSync(join(project.home, 'userconfig.npmrc'), `registry=${registry}\n${userConfig}`);
  return project;
}

export function hostIn(project: TempProject): Host {
  const real = nodeHost(process);
  const env = { ...real.env, cwd: project.dir, vars: isolatedEnv(project.home), home: project.home };
  return { ...real, env };
}

export function machinesNpm(): NpmInstallation {
  const cli = npmCli();
  const root = join(cli, '..', '..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, cli, version, major: Number(version.split('.')[0]) };
}

export async function configIn(project: TempProject, args: readonly string[]): Promise<NpmConfig> {
  return loadNpmConfig(hostIn(project), machinesNpm(), args);
}

export interface GatedRun {
  readonly npm: NpmRun;
  readonly gate: Gate;
  readonly comparison: Comparison;
}

export interface GatedOptions {
  readonly stdio?: 'capture' | 'inherit-stderr';
  readonly extra?: readonly string[];
  readonly vetted?: readonly VettedPackage[];
}

/** Runs npm through a gate that has the packages of this plan. */
export async function gated(
  project: TempProject,
  args: readonly string[],
  plan: Plan,
  options: GatedOptions = {},
): Promise<GatedRun> {
  const host = hostIn(project);
  const config = await configIn(project, args);
  const vetted = options.vetted ?? vettedOf(plan);
  const packuments = createPackumentStore(config.flat);
  const gate = await openGate({ host, vetted, packuments, options: config.flat, wantedTags: new Map() });
  try {
    const flags = gateFlags({ config, gateUrl: gate.url, plan, vars: host.env.vars });
    const npm = await runNpm({
      ...{ host, config, npmArgs: args, stdio: options.stdio ?? 'capture' },
      flags: [...flags, ...(options.extra ?? [])],
    });
    const compare = { files: host.files, plan, config, vetted, contents: new Map() };
    return { npm, gate, comparison: await compareInstalled(compare) };
  } finally {
    await gate.close();
  }
}

export function vettedOf(plan: Plan): readonly VettedPackage[] {
  return plan.packages.flatMap((one) =>
    one.origin.kind === 'registry' ? [{ package: one, integrity: one.integrity ?? '' }] : [],
  );
}

interface LockEntry {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly os?: readonly string[];
}

/** The plan that a perfect planner would have made: what plain npm wrote into the lockfiles of this project. */
export function planOf(project: TempProject, registry: string): Plan {
  const places = new Map<string, LockEntry>();
  for (const file of ['node_modules/.package-lock.json', 'package-lock.json']) {
    if (!project.exists(file)) continue;
    const { packages } = project.readJson<{ packages: Record<string, LockEntry> }>(file);
    for (const [place, entry] of Object.entries(packages)) if (place !== '') places.set(place, entry);
  }
  const packages = [...places].map(([place, entry]) => planned(place, entry, registry));
  return planWith(project.dir, packages, registry);
}

export function planWith(path: string, packages: readonly PlannedPackage[], registry: string): Plan {
  return {
    ...{ path, global: false, packages, removed: [], heldBack: [], registries: [registry], notes: [] },
  };
}

function planned(place: string, entry: LockEntry, registry: string): PlannedPackage {
  const name = entry.name ?? nameByPlace(place);
  const isFolder = entry.link === true || !place.includes('node_modules/');
  const origin = isFolder
    ? ({ kind: 'workspace', path: entry.resolved ?? place } as const)
    : entry.inBundle
      ? ({ kind: 'bundled', by: 'the package around it' } as const)
      : ({ kind: 'registry', registry } as const);
  const flags = {
    dev: entry.dev ?? false,
    optional: entry.optional ?? false,
    peer: entry.peer ?? false,
    inert: entry.os !== undefined && !entry.os.includes(process.platform),
  };
  return registryPackage(name, entry.version ?? '', entry.integrity, { place, ...flags }, origin);
}

export function registryPackage(
  name: string,
  version: string,
  integrity: string | undefined,
  entry: Partial<PlanEntry> = {},
  origin: PlannedPackage['origin'] = { kind: 'registry', registry: 'https://registry.example/' },
): PlannedPackage {
  const key = `${name}@${version}`;
  const full: PlanEntry = {
    ...{ place: `node_modules/${name}`, alias: name, packageKey: key, change: { kind: 'added' } },
    ...{ dev: false, optional: false, peer: false, inert: false, direct: true, path: [key] },
    ...entry,
  };
  return {
    ...{ name, version, key, origin, integrity, entries: [full], exactlyRequested: false },
    ...{ locked: false, looked: true, private: false },
  };
}

/** A second project that looks just like the first, without having installed anything. */
export function twin(project: TempProject): TempProject {
  const copy = tempProject();
  cpSync(project.dir, copy.dir, { recursive: true });
  cpSync(project.home, copy.home, { recursive: true });
  return copy;
}

/** Every file below a folder whose content holds this text. */
export function filesWith(folder: string, text: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
