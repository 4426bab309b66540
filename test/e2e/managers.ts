import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { managerPath, managerProgram, type PinnedManager } from '../world/managers.ts';
import { isolatedEnv } from '../world/npm.ts';
import type { TempProject } from '../world/project.ts';
import type { World } from '../world/world.ts';
import { type NpqResult, worldVars } from './npq.ts';
import { type HereOptions, runNpqHere } from './npq-here.ts';

/** What keeps a manager out of the person's own home, and quiet. */
function quiet(project: TempProject): Record<string, string> {
  return {
    ...isolatedEnv(project.home),
    ...{ CI: '1', NO_COLOR: '1', YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_IMMUTABLE_INSTALLS: '0' },
    BUN_INSTALL: `${project.home}/.bun`,
  };
}

function onPath(one: PinnedManager, project: TempProject): string {
  return [managerPath(one), quiet(project)['PATH'] ?? ''].join(delimiter);
}

/** `npq with <manager> …` for somebody who has this one on the PATH. */
export function runWith(
  one: PinnedManager,
  args: readonly string[],
  project: TempProject,
  world: World,
  options: HereOptions & { readonly own?: readonly string[] } = {},
): Promise<NpqResult> {
  const { own = [], ...rest } = options;
  return runNpqHere(['with', ...own, one.name, ...args], project, world, {
    ...rest,
    env: { ...quiet(project), PATH: onPath(one, project), ...rest.env },
  });
}

/** The same manager without npq, its registry set by its own means. */
export function runAlone(
  one: PinnedManager,
  args: readonly string[],
  project: TempProject,
  world: World,
): Promise<{ readonly code: number; readonly out: string }> {
  const env = {
    ...quiet(project),
    ...worldVars(world),
    PATH: onPath(one, project),
    ...{ pnpm_config_registry: world.url, BUN_CONFIG_REGISTRY: world.url },
    ...{ YARN_NPM_REGISTRY_SERVER: world.url.replace(/\/$/, ''), YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1' },
  };
  const program = managerProgram(one);
  const isScript = /\.c?js$/.test(program);
  return new Promise((resolve) => {
    execFile(
      isScript ? process.execPath : program,
      isScript ? [program, ...args] : args,
      { cwd: project.dir, env },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, out: `${stdout}${stderr}` });
      },
    );
  });
}

/** Where it writes what it installed. */
export const lockfiles = { pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock', bun: 'bun.lock' } as const;
