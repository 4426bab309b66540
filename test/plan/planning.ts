import { join } from 'node:path';
import type { Plan, PlannedPackage } from '../../src/model/plan.ts';
import { lookingOptions } from '../../src/plan/looking.ts';
import type { NpmConfig } from '../../src/plan/npm.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { type ResolvedPlan, type ResolveInput, resolvePlan } from '../../src/plan/resolve.ts';
import { npmCli } from '../world/npm.ts';
import type { TempProject } from '../world/project.ts';

export interface PlanOptions {
  readonly registry: string;
  readonly verb?: string;
  readonly specs?: readonly string[];
  readonly permits?: readonly string[];
  readonly holdBack?: ResolveInput['holdBack'];
  /** npm's flat options, over those of an isolated home. */
  readonly flat?: Readonly<Record<string, unknown>>;
  readonly global?: boolean;
  readonly workspaces?: readonly string[];
  readonly installPath?: string;
  /** What npm's own registry is, where it differs from the configured one. */
  readonly ownRegistry?: string;
  /** The npm-cli.js whose resolver plans. */
  readonly npm?: string;
  readonly prefetch?: boolean;
  readonly onChosen?: ResolveInput['onChosen'];
}

/** Plans an install in this project, with the options that npm's configuration would come to. */
export async function planIn(project: TempProject, options: PlanOptions): Promise<ResolvedPlan> {
  const config = configFor(project, options);
  return resolvePlan({
    config,
    request: {
      verb: options.verb ?? 'install',
      typedVerb: options.verb ?? 'install',
      specs: options.specs ?? [],
      npmArgs: [],
      own: { preset: undefined, json: false, nonInteractive: true, verbose: false, trust: [], permit: [] },
    },
    permits: new Set(options.permits),
    holdBack: options.holdBack,
    packuments: createPackumentStore(lookingOptions(config)),
    ...(options.prefetch === undefined ? {} : { prefetch: options.prefetch }),
    ...(options.onChosen ? { onChosen: options.onChosen } : {}),
  });
}

function configFor(project: TempProject, options: PlanOptions): NpmConfig {
  const flat = {
    registry: options.registry,
    cache: join(project.home, 'cache', '_cacache'),
    ...{ save: true, savePrefix: '^', replaceRegistryHost: 'npmjs', global: options.global ?? false },
    fetchRetries: 0,
    ...options.flat,
  };
  return {
    npm: { root: '/npm', version: '11.0.0', major: 11, cli: options.npm ?? npmCli() },
    layers: [
      {
        name: 'default',
        source: 'test',
        data: new Map([['registry', options.ownRegistry ?? options.registry]]),
      },
    ],
    flat,
    get: () => undefined,
    remain: [],
    localPrefix: project.dir,
    globalPrefix: project.path('global'),
    global: options.global ?? false,
    installPath: options.installPath ?? project.dir,
    workspaces: options.workspaces ?? [],
  };
}

/** `node_modules/a: a@1.0.0`, sorted: a plan at a glance. */
export function placesOf(plan: Plan): readonly string[] {
  return plan.packages
    .flatMap(({ name, version, entries }) => entries.map(({ place }) => `${place}: ${name}@${version}`))
    .sort();
}

export function packageAt(plan: Plan, place: string): PlannedPackage {
  const found = plan.packages.find(({ entries }) => entries.some((entry) => entry.place === place));
  if (found === undefined) throw new Error(`nothing is planned for ${place}: ${placesOf(plan).join(', ')}`);
  return found;
}
