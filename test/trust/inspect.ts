import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeFiles } from '../../src/host/files.ts';
import type { Env, Files } from '../../src/host/host.ts';
import type { NpmConfig, NpmInstallation } from '../../src/plan/npm.ts';
import { loadNpmConfig } from '../../src/plan/npm-config.ts';
import type { NpmrcInspection } from '../../src/trust/inspection.ts';
import { inspectProjectNpmrc } from '../../src/trust/project-npmrc.ts';
import { npmCli, type TempProject, tempProject } from '../world/npm.ts';

export interface Situation {
  /** The project's .npmrc. */
  readonly npmrc?: string;
  /** Other files of the project. */
  readonly files?: Readonly<Record<string, string | object>>;
  /** The user's own .npmrc. */
  readonly mine?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly agreed?: readonly string[];
  readonly vouched?: readonly string[];
  /** Claims another major of npm; its settings are read by the machine's npm all the same. */
  readonly npmMajor?: number;
  readonly ports?: Partial<Files>;
}

export interface Looked {
  readonly inspection: NpmrcInspection;
  readonly project: TempProject;
  /** key to text, of all notes. */
  readonly texts: ReadonlyMap<string, string>;
  /** Keys that need agreement. */
  readonly keys: readonly string[];
  readonly hash: string | undefined;
}

export async function inspectIn(project: TempProject, situation: Situation): Promise<Looked> {
  if (situation.npmrc !== undefined) project.write('.npmrc', situation.npmrc);
  writeFileSync(join(project.home, '.npmrc'), situation.mine ?? '');
  const config = await configOf(project, situation);
  const inspection = await inspectProjectNpmrc({
    config,
    files: { ...nodeFiles, ...situation.ports },
    agreements: { has: (kind, hash) => kind === 'npmrc' && (situation.agreed ?? []).includes(hash) },
    vouched: situation.vouched ?? [],
    env: { cwd: project.dir, home: project.home, accountHome: project.home },
  });
  return {
    inspection,
    project,
    texts: new Map(inspection.notes.map(({ key, text }) => [key, text])),
    keys: inspection.kind === 'fine' ? [] : inspection.keys,
    hash: inspection.kind === 'fine' ? undefined : inspection.hash,
  };
}

/** A project with these files, looked at and removed again. */
export async function inspect(situation: Situation): Promise<Looked> {
  await using project = tempProject(situation.files);
  return await inspectIn(project, situation);
}

async function configOf(
  project: TempProject,
  { args = [], env: vars, npmMajor }: Situation,
): Promise<NpmConfig> {
  const npm = machineNpm();
  const env: Env = {
    args,
    cwd: project.dir,
    vars: { ...vars, HOME: project.home, PREFIX: join(project.home, 'prefix') },
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.version,
    execPath: process.execPath,
    home: project.home,
    accountHome: project.home,
    tmp: project.home,
    randomToken: () => 'token',
  };
  const config = await loadNpmConfig({ env }, npm, args);
  return npmMajor === undefined
    ? config
    : { ...config, npm: { ...npm, major: npmMajor, version: `${npmMajor}.0.0` } };
}

export function machineNpm(): NpmInstallation {
  const cli = npmCli();
  const root = dirname(dirname(cli));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, cli, version, major: Number.parseInt(version, 10) };
}
