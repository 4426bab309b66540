import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { exitCodes } from '../cli/exit-codes.ts';
import { interruptedError, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { type Gate, openGate } from '../install/gate.ts';
import { scopesOf } from '../install/gate-flags.ts';
import type { GateLog } from '../install/gate-log.ts';
import { inTurn, turnVars } from '../install/turn.ts';
import { asked, findManager } from '../managers/find-manager.ts';
import { inspectorsOf, kindOf, refuseWords, runsNoScripts, splitWith } from '../managers/index.ts';
import { declinedManager, untrustedManager, weigh } from '../managers/inspect.ts';
import { lockedIn } from '../managers/locked.ts';
import type { FoundManager, ManagerKind, ManagerProject, Said } from '../managers/manager.ts';
import { npmrcAbove } from '../managers/npmrc-above.ts';
import { managerProject } from '../managers/project.ts';
import type { Plan } from '../model/plan.ts';
import { findNpm } from '../plan/find-npm.ts';
import { renderWith, startLine } from '../report/with-lines.ts';
import { holdBackFor } from './hold-back.ts';
import { codeBehindGate, type OnTheSpotInput, vetOnTheSpot } from './on-the-spot.ts';
import { openRegistry, openSession, type Registry, type Session } from './session.ts';
import { trustProject } from './trust.ts';
import { atTheGate } from './with-gate.ts';

/** `npq with pnpm add x`: another package manager, held to the gate, where each package is vetted as it is asked for. */
export async function runWith(host: Host, args: readonly string[]): Promise<number> {
  const { name, own, theirs } = splitWith(args);
  const first = await findManager(host, name);
  const kind = kindOf(first);
  if (kind.passed.has(theirs[0] ?? '')) return start(host, first, [...kind.passedArgs, ...theirs], {});
  refuseWords(name, theirs);

  const npm = await findNpm(host, host.env.cwd);
  const session = await openSession(host, npm, ['install', ...own]);
  if (session.request.specs.length > 0) throw strayWord(session.request.specs[0] ?? '');
  refuseReports(session.request);
  await trustProject(session);
  const project = await managerProject(host, kind);
  const said = await trustManager(session, first, project);
  const manager = await followPath(host, first, said);
  const { columns, colorLevel: color } = host.terminal;
  const view = { columns, color, verbose: session.request.own.verbose, home: host.env.home };
  host.terminal.err(startLine(manager, String(session.config.get('registry')), view));

  const work = () => gated(session, manager, kindOf(manager), project, theirs);
  const { folders } = session;
  const onWait = () => host.terminal.err('  ·  another npq installs into this project: waiting for it\n');
  const turn = { files: host.files, env: host.env, state: folders.state, project: project.root, onWait };
  const { exitCode, log } = await inTurn(turn, work);
  const code = codeBehindGate(exitCode, log);
  host.terminal.err(renderWith({ name, exitCode, code, nested: log.nested, refused: log.refused }, view));
  return code;
}

function strayWord(word: string): NpqError {
  return new NpqError('usage', {
    message: `Expected npq's own options between \`with\` and the manager's name, found ${JSON.stringify(word)}.`,
    hint: 'For example: npq with --preset strict pnpm add express',
  });
}

/** What is vetted one by one, as it is asked for, makes no report of a plan: better none than half of one. */
function refuseReports({ own }: Session['request']): void {
  const word = own.json
    ? '--json'
    : own.reports?.length
      ? '--report'
      : own.summaryFile
        ? '--summary-file'
        : own.base
          ? '--base'
          : undefined;
  if (word === undefined) return;
  throw new NpqError('usage', {
    message: `npq with has no ${word}: each package is vetted as the manager asks for it, and there is no plan to report.`,
    hint: 'Leave it out: the exit code says whether something was refused, and stderr what and why.',
  });
}

/** Comes back only if what the project says to the manager may count. */
async function trustManager(
  session: Session,
  manager: FoundManager,
  project: ManagerProject,
): Promise<readonly Said[]> {
  const { name } = manager;
  const { host, agreements, config, request } = session;
  const { cwd } = host.env;
  const input = { files: host.files, project, isOurs: ourRegistry(session) };
  const found = await Promise.all(inspectorsOf(name).map((kind) => kind.inspect(input)));
  const above = kindOf(manager).readsNpmrc ? await npmrcAbove(input, config.localPrefix) : [];
  const said = [...found.flat(), ...above];
  const weighing = { said, manager: name, agreements, vouched: request.own.trust, cwd };
  const { dangers, hash } = await weigh(weighing, host.files);
  if (dangers.length === 0) return said;
  if (!session.interactive) throw untrustedManager(dangers, name, cwd);
  const { askAgreement } = await import('../consent/ask.ts');
  const answer = await askAgreement({
    title: `The project changes how ${name} works on your machine:`,
    lines: dangers.map(({ file, text }) => `${file}: ${text}`),
    terminal: host.terminal,
    signals: host.signals,
  });
  if (answer === 'interrupted') throw interruptedError();
  if (answer !== 'agreed') throw declinedManager(dangers, name, cwd);
  await agreements.remember('manager', hash, `${name} in ${config.localPrefix}`);
  return said;
}

function ourRegistry({ config }: Session): (registry: string, scope?: string) => boolean {
  return (registry, scope) => {
    const named = scope === undefined ? undefined : config.get(`${scope}:registry`);
    return normal(registry) === normal(String(named ?? config.get('registry')));
  };
}

function normal(address: string): string {
  return `${address.replace(/\/+$/, '')}/`;
}

/** A yarn that the project brings, agreed to by now, in the place of the one that would hand over to it. */
async function followPath(host: Host, manager: FoundManager, said: readonly Said[]): Promise<FoundManager> {
  const named = said.find(({ key }) => key === 'yarnPath' || key === 'yarn-path');
  const program = named?.names?.[0];
  if (manager.name !== 'yarn' || program === undefined) return manager;
  return asked(host, 'yarn', program);
}

async function gated(
  session: Session,
  manager: FoundManager,
  kind: ManagerKind,
  project: ManagerProject,
  theirs: readonly string[],
): Promise<{ readonly exitCode: number; readonly log: GateLog }> {
  const { host, folders, config } = session;
  const registry = await openRegistry(session);
  const isLocked = await lockedIn(host.files, project.root, kind.lockfiles);
  const ignoreScripts = runsNoScripts(theirs);
  const gate = await openManagersGate(session, registry, manager, project, { isLocked, ignoreScripts });
  const mark = createHash('sha256').update(project.root).digest('hex').slice(0, 16);
  const base = folders.cache ?? join(host.env.tmp, `npq-${host.env.randomToken()}`);
  const ownFolder = join(base, 'managers', `${manager.name}-${mark}`);
  const { origin } = new URL(gate.url);
  const steering = kind.steer({
    ...{ major: manager.major, gateUrl: gate.url, proxyUrl: origin, scopes: scopesOf(config), ownFolder },
  });
  try {
    const around = { session, registry, manager, kind, project, ownFolder, gateUrl: gate.url };
    const exitCode = await atTheGate(around, () =>
      start(host, manager, [...steering.args, ...theirs], {
        ...{ ...steering.vars, ...turnVars(project.root) },
        // Repositories come past every registry: git itself refuses to fetch.
        ...{ GIT_ALLOW_PROTOCOL: 'none', COREPACK_ENABLE_NETWORK: '0' },
      }),
    );
    return { exitCode, log: gate.log };
  } finally {
    await gate.close();
    if (folders.cache === undefined) await host.files.remove(base);
  }
}

async function openManagersGate(
  session: Session,
  registry: Registry,
  manager: FoundManager,
  project: ManagerProject,
  asking: Pick<OnTheSpotInput, 'ignoreScripts' | 'isLocked'>,
): Promise<Gate> {
  const plan: Plan = {
    ...{ path: project.root, global: false, packages: [], removed: [], heldBack: [], notes: [] },
    registries: [normal(String(session.config.get('registry')))],
  };
  const holdBack = await holdBackFor(session, registry);
  return openGate({
    ...{ host: session.host, vetted: [], wantedTags: new Map(), manager: manager.name },
    ...{ packuments: registry.packuments, options: registry.options },
    onTheSpot: vetOnTheSpot(session, registry, { plan, holdBack, ...asking }),
  });
}

/** In the user's folder and environment. */
async function start(
  { env, spawner }: Host,
  { program, byNode }: FoundManager,
  args: readonly string[],
  vars: Readonly<Record<string, string>>,
): Promise<number> {
  const words = byNode ? [program, ...args] : args;
  const { code, signal } = await spawner.run(byNode ? env.execPath : program, words, {
    ...{ cwd: env.cwd, env: { ...env.vars, ...vars }, stdio: 'inherit' },
  });
  return code ?? (signal === 'SIGINT' ? exitCodes.interrupted.code : 1);
}
