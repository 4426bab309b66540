import { shimFolder } from '../config/folders.ts';
import type { TarballFile } from '../evidence/needs.ts';
import type { NpmAtHand } from '../host/host.ts';
import { cliOptions, installsFirst, mayHaveInstalled } from '../install/command-lines.ts';
import { type CompareInput, type Comparison, compareInstalled, recordedBefore } from '../install/compare.ts';
import { type NpmRun, type NpmRunInput, runNpm } from '../install/delegate.ts';
import type { Gate } from '../install/gate.ts';
import { gateFlags, scopesOf } from '../install/gate-flags.ts';
import { nestedVars } from '../install/nested-vars.ts';
import { installScriptsOff, needsScriptsOff } from '../install/scripts-off.ts';
import { turnIn, turnVars } from '../install/turn.ts';
import type { VettedPackage } from '../install/vetted.ts';
import { npmsOwnRegistry } from '../plan/resolve.ts';
import { approvedPlaces } from './approvals.ts';
import type { Looked } from './look.ts';
import { onStdout } from './output-files.ts';
import type { Edits, Session } from './session.ts';

export interface GatedRun {
  /** Undefined where what lies there is not what was looked at, and nothing was run. */
  readonly run: NpmRun | undefined;
  /** Undefined where npm failed before anything could be compared. */
  readonly comparison: Comparison | undefined;
}

interface GatedRunInput {
  readonly session: Session;
  readonly looked: Looked;
  readonly edits: Edits;
  readonly gate: Gate;
  readonly vetted: readonly VettedPackage[];
  readonly atHand: NpmAtHand | undefined;
}

/** The user's own npm behind the gate, and afterwards what it did against the plan. */
export async function runThroughGate(input: GatedRunInput): Promise<GatedRun> {
  const { session, looked, edits, atHand } = input;
  const { host, config } = session;
  const { plan } = looked.resolved;
  const request = installsFirst(session.request, config) ?? session.request;
  const common = { ...npmBehind(input), atHand };
  const compare = await compareInput(input);
  // Nothing is installed, and what scripts do to their files is theirs: what lies there is compared before.
  if (plan.asItLies && !edits.withoutScripts) {
    const comparison = await compareInstalled(compare);
    const matches = comparison.kind === 'compared' && comparison.differences.length === 0;
    if (!matches) return { run: undefined, comparison };
    return { run: await runNpm({ ...common, config, npmArgs: request.npmArgs }), comparison };
  }
  if (needsScriptsOff(plan) || edits.withoutScripts) {
    const only = edits.withoutScripts ? { only: approvedPlaces(plan, edits) } : {};
    return installScriptsOff({ run: common, config, request, files: host.files, compare, ...only });
  }
  const run = await runNpm({ ...common, config, npmArgs: request.npmArgs });
  if (!mayHaveInstalled(request, run.exitCode)) return { run, comparison: undefined };
  return { run, comparison: await compareInstalled({ ...compare, unwritten: run.unwritten }) };
}

/** What comes after the install of `npm install-test`; undefined where nothing does. */
export async function testAfterwards(input: GatedRunInput): Promise<NpmRun | undefined> {
  const { config, request } = input.session;
  if (installsFirst(request, config) === undefined) return undefined;
  return runNpm({ ...npmBehind(input), config, npmArgs: ['test', ...cliOptions(config)] });
}

function isClean({ verb }: Session['request']): boolean {
  return verb === 'ci' || verb === 'install-ci-test';
}

function npmBehind({ session, looked, gate }: GatedRunInput): Omit<NpmRunInput, 'npmArgs' | 'config'> {
  const { host, config } = session;
  const { plan } = looked.resolved;
  const shims = shimFolder(session.folders);
  const flags = gateFlags({ config, gateUrl: gate.url, gateToken: gate.token, plan, vars: host.env.vars });
  const vars = {
    ...nestedVars({ env: host.env, scopes: scopesOf(config), gateUrl: gate.url, shims }),
    ...turnVars(turnIn(config)),
    ...publicVars(session, gate.url),
  };
  return { host, flags, vars, stdio: npmsOutput(session) };
}

async function compareInput({ session, looked, vetted }: GatedRunInput): Promise<CompareInput> {
  const { host, config, request } = session;
  const { plan } = looked.resolved;
  const contents = new Map<string, ReadonlyMap<string, TarballFile>>();
  // Of what lies there the checks have compared the files: what its scripts left behind is for the policy.
  for (const pkg of plan.asItLies ? [] : plan.packages) {
    const tarball = looked.evidence.read(pkg, 'tarball');
    if (tarball) contents.set(pkg.key, tarball.files);
  }
  return {
    ...{ files: host.files, plan, config, vetted, contents },
    tried: request.verb === 'find-dupes',
    asItLies: plan.asItLies === true,
    // ci takes the whole tree away first.
    ...(isClean(request) ? {} : { before: await recordedBefore(host.files, plan) }),
  };
}

/** npq's own JSON has stdout to itself, and so has a program that is only installed to be run. */
export function npmsOutput({
  request,
  runsAfterwards,
}: Pick<Session, 'request' | 'runsAfterwards'>): 'inherit' | 'inherit-stderr' {
  return runsAfterwards === true || onStdout(request.own).length > 0 ? 'inherit-stderr' : 'inherit';
}

/** An npq that a script starts takes the gate for its registry: whose names are public stay so behind the gate. */
export function publicVars(
  { host, config, settings }: Session,
  gateUrl: string,
): Readonly<Record<string, string>> {
  const registry = `${String(config.get('registry')).replace(/\/+$/, '')}/`;
  const isPublic = registry === npmsOwnRegistry(config) || settings.publicRegistries.has(registry);
  const before = host.env.vars['NPQ_PUBLIC_REGISTRIES'];
  return isPublic ? { NPQ_PUBLIC_REGISTRIES: before ? `${before} ${gateUrl}` : gateUrl } : {};
}
