import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { runNpm } from '../install/delegate.ts';
import { openGate } from '../install/gate.ts';
import { gateFlags } from '../install/gate-flags.ts';
import type { GateLog } from '../install/gate-log.ts';
import type { Plan } from '../model/plan.ts';
import type { NpmConfig, NpmInstallation } from '../plan/npm.ts';
import { renderWith } from '../report/with-lines.ts';
import { holdBackFor } from './hold-back.ts';
import { codeBehindGate, vetOnTheSpot } from './on-the-spot.ts';
import { openRegistry, openSession, type Session } from './session.ts';
import { trustProject } from './trust.ts';

/**
 * For commands of npm that fetch what no plan tells beforehand: the user's npm at a gate that vets each package as
 * it is asked for. Whatever does not come from a registry is refused.
 */
export async function runOnTheSpot(
  host: Host,
  npm: NpmInstallation,
  args: readonly string[],
): Promise<number> {
  const { session } = await trustProject(await openSession(host, npm, args));
  return npmOnTheSpot(session);
}

export async function npmOnTheSpot(session: Session): Promise<number> {
  const { host, config, request } = session;
  const registry = await openRegistry(session);
  const ownRegistry = `${String(config.get('registry')).replace(/\/+$/, '')}/`;
  const plan: Plan = {
    ...{
      path: config.localPrefix,
      global: config.global,
      packages: [],
      removed: [],
      heldBack: [],
      notes: [],
    },
    registries: [ownRegistry],
  };
  const holdBack = await holdBackFor(session, registry);
  const replacedHost = writesNothing.has(request.verb) ? 'never' : 'always';
  const gate = await openGate({
    ...{
      host,
      vetted: [],
      wantedTags: new Map(),
      packuments: registry.packuments,
      options: registry.options,
    },
    onTheSpot: vetOnTheSpot(session, registry, { plan, holdBack }),
    ...{ replacedHost, manager: 'npm' },
  });
  // What the user's cache has, npm would take from there without asking anybody.
  const cache = await host.files.makeTempDir('npq-cache-');
  try {
    const { origin } = new URL(gate.url);
    const flags = gateFlags({ config, gateUrl: gate.url, plan, vars: {} });
    const { exitCode } = await runNpm({
      ...{ host, config, npmArgs: request.npmArgs, stdio: 'inherit' },
      flags: [
        ...flags.filter((flag) => !/^--(?:noproxy|cache|replace-registry-host)=/.test(flag)),
        // The gate itself is asked through it too: no address is left out that something else may listen on.
        ...[`--noproxy=${nowhere}`, `--proxy=${origin}`, `--https-proxy=${origin}`],
        ...[`--replace-registry-host=${replacedHost}`, `--cache=${cache}`, ...logsFlag(config)],
      ],
      // Repositories come past every registry: git itself refuses to fetch.
      vars: { GIT_ALLOW_PROTOCOL: 'none', NO_PROXY: nowhere, no_proxy: nowhere },
    });
    const code = tellNested(session, gate.log, exitCode);
    return code === 0 && request.verb === 'cache' ? await intoCache(session) : code;
  } finally {
    await gate.close();
    await host.files.remove(cache);
  }
}

/** Empty, npm would take what the environment says. */
const nowhere = 'nowhere.invalid';

/** They ask for a tarball by its address alone, which therefore has to be the gate's; no lockfile gets to have it. */
const writesNothing = new Set(['diff', 'pack', 'cache', 'view']);

/** Nothing runs out of npm's cache unseen, and what has passed is to lie there as if npm alone had put it there. */
async function intoCache({ host, config, request }: Session): Promise<number> {
  const run = await runNpm({ host, config, npmArgs: request.npmArgs, flags: [], stdio: 'inherit' });
  return run.exitCode;
}

/** Where npm keeps its logs otherwise: the folder of this run is gone when somebody wants to read them. */
function logsFlag(config: Pick<NpmConfig, 'get'>): readonly string[] {
  if (typeof config.get('logs-dir') === 'string') return [];
  return [`--logs-dir=${join(String(config.get('cache')), '_logs')}`];
}

/** Says what npm, or a program that it ran, was given and refused beyond any plan; silent where that is nothing. */
export function tellNested({ host, request }: Session, log: GateLog, exitCode: number): number {
  const code = codeBehindGate(exitCode, log);
  const refused = log.refused.filter(({ status }) => status === 403);
  if (log.nested.length === 0 && refused.length === 0) return code;
  const { columns, colorLevel: color } = host.terminal;
  const view = { columns, color, verbose: request.own.verbose, home: host.env.home };
  const again = `npq --on-incomplete=warn ${request.typedVerb} …`;
  const outcome = { name: 'npm', exitCode, code, nested: log.nested, refused };
  host.terminal.err(renderWith({ ...outcome, done: 'done', again }, view));
  return code;
}
