import { type CheckEvidence, type CheckRun, needsProjectScripts, runChecks } from '../checks/run.ts';
import type { Evidence } from '../evidence/gather.ts';
import type { ProjectScripts } from '../evidence/needs.ts';
import { createReadAhead } from '../evidence/read-ahead.ts';
import { packumentSource } from '../evidence/sources/packument.ts';
import { readProjectScripts } from '../evidence/sources/project-scripts.ts';
import { isUnpackable } from '../evidence/unpackable.ts';
import { type Fact, known } from '../model/fact.ts';
import type { CheckResult } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Provenance } from '../model/provenance.ts';
import type { Report, TrustNote } from '../model/report.ts';
import { placeWords } from '../model/settings.ts';
import { isAtRegistry } from '../plan/addresses.ts';
import type { HoldBack } from '../plan/held-back.ts';
import { npmsOwnRegistry, type ResolvedPlan } from '../plan/resolve.ts';
import { runsOwnScripts } from '../plan/verb-options.ts';
import type { Progress } from '../report/progress.ts';
import { coverageOf } from '../verdict/coverage.ts';
import { npqVersion } from '../version.ts';
import { fallenSilent } from './advisories.ts';
import { type AgainstBase, againstBase } from './base.ts';
import { elsewhereNotes } from './elsewhere.ts';
import { gatherFor, verdictOf } from './evidence.ts';
import { holdBackFor } from './hold-back.ts';
import { lookedUpLocally } from './looked-up-locally.ts';
import type { Edits, Registry, Session } from './session.ts';
import { workedOut } from './worked-out.ts';

/** Everything that was learned in one round, before anybody is asked. */
export interface Looked {
  readonly resolved: ResolvedPlan;
  readonly holdBack: HoldBack | undefined;
  readonly evidence: Evidence;
  readonly results: readonly CheckResult[];
  readonly projectScripts: Fact<readonly ProjectScripts[]>;
  readonly report: Report;
}

export interface Given {
  /** Not npm's to work out, because another manager's lockfile says it. */
  readonly planned?: ResolvedPlan;
  /** What of the project the checks do not get to see. */
  readonly unlooked?: readonly CheckResult[];
}

/** Plan, evidence, checks, judgement, verdict. Runs nothing of anybody's and changes nothing. */
export async function look(
  session: Session,
  registry: Registry,
  trust: readonly TrustNote[],
  edits: Edits,
  progress: Progress,
  { planned, unlooked = [] }: Given = {},
): Promise<Looked> {
  const { host, config, request } = session;
  if (planned === undefined) progress.stage('working out what npm would install; packages so far:');
  const holdingBack = holdBackFor(session, registry);
  const vetted: CheckRun['vetted'] = (pkg) => session.ledger.isVetted(pkg, session.policyId);
  const documents = packumentSource({ packuments: registry.packuments, clock: host.clock });
  const resolving =
    planned ??
    workedOut(session, {
      ...{ config, request, permits: edits.permits, holdBack: holdingBack, packuments: registry.packuments },
      connection: registry.connection,
      publicRegistries: session.settings.publicRegistries,
      ...{ isUnpackable, onProgress: (count: number) => progress.count(count) },
      onChosen: createReadAhead({
        ...{ documents, vetted, reads: registry.tarballs },
        registryFor: registry.packuments.registryFor,
        atRegistry: (address) => isAtRegistry(address, registry.options, npmsOwnRegistry(config)),
        onNew(name) {
          for (const check of session.checks) check.expect?.(name);
        },
      }),
    });
  const [holdBack, resolved] = await Promise.all([holdingBack, resolving]);

  const base = session.base && (await againstBase(host, config, session.base, resolved));
  // What is as it is in the base stays in sight of the checks, and is no subject of them.
  const plan = base?.plan ?? resolved.plan;
  const left = new Set(plan.packages.map(({ key }) => key));
  const run: CheckRun = {
    ...(base ? { leftOut: ({ key }) => !left.has(key) } : {}),
    ...{ plan: resolved.plan, checks: session.checks, options: session.checkOptions },
    now: host.clock.now(),
    npm: npmFacts(session, resolved, edits),
    vetted,
  };
  progress.stage('looking at packages:');
  const [evidence, projectScripts] = await Promise.all([
    gatherFor(run, session, registry, documents, (done, total) => progress.count(done, total)),
    scriptsOfProject(session, resolved, base),
  ]);

  const seen: CheckEvidence = { fact: (pkg, key) => evidence.fact(pkg, key), project: projectScripts };
  const results = [...runChecks({ ...run, evidence: seen }), ...unlooked];
  const notes = [
    ...(base ? [base.note] : []),
    ...(edits.withoutScripts ? [withoutNote(edits)] : []),
    ...session.folders.notes,
    ...session.ledger.notes,
    ...registry.profiles.notes,
    ...registry.pinned.notes,
    ...registry.trustStore.notes,
    ...session.absences.notes,
    ...(await fallenSilent(session, plan.packages, evidence)),
    ...lookedUpLocally(plan.packages, evidence, run.now),
    ...elsewhereNotes(plan.packages, evidence, registry.options, npmsOwnRegistry(config)),
  ];
  const report = reportOf(session, trust, plan, results, {
    notes,
    ...(base ? { base: base.told } : {}),
    asked: registry.asked.all(),
    provenance: provenanceOf(plan.packages, evidence),
    ...verdictOf(results, session, plan.packages, evidence),
  });
  return { resolved, holdBack, evidence, results, projectScripts, report };
}

/** What the user's npm will do about install scripts, as far as the conversation has come. */
export function npmFacts(
  { npm, config }: Pick<Session, 'npm' | 'config'>,
  { plan, scriptRules }: Pick<ResolvedPlan, 'plan' | 'scriptRules'>,
  edits: Edits,
): CheckRun['npm'] {
  const off = config.get('ignore-scripts') === true;
  return {
    ...{ major: npm.major, ...scriptRules },
    // What npm is told about scripts is nothing to another manager.
    ignoreScripts: plan.lockfile === undefined && (edits.withoutScripts || off),
    // The user's own --ignore-scripts is for all of them.
    approved: off ? new Set() : edits.approvedScripts,
  };
}

/** Whose word it is, where it was not typed. */
function tolerance({ inForce }: Session): string {
  const at = inForce.get('onIncomplete')?.at;
  const typed = at === undefined || at.origin === 'command line';
  return `What could not be found out stops nothing: ${typed ? '--on-incomplete=warn' : `onIncomplete in ${placeWords(at)}`}.`;
}

function withoutNote({ approvedScripts }: Edits): string {
  return approvedScripts.size === 0
    ? 'Install scripts of dependencies will not run.'
    : 'Install scripts of dependencies will not run, but for those that you approved.';
}

async function scriptsOfProject(
  { host, agreements, checks, config, request }: Session,
  { plan, projectFolders }: ResolvedPlan,
  base: AgainstBase | undefined,
): Promise<Fact<readonly ProjectScripts[]>> {
  const off = plan.lockfile === undefined && config.get('ignore-scripts') === true;
  const irrelevant = plan.global || off || !needsProjectScripts(checks);
  if (irrelevant) return known([], 'project', host.clock.now());
  return readProjectScripts({
    files: host.files,
    folders: projectFolders,
    projectPath: plan.path,
    rootRuns: runsOwnScripts(request),
    seen: (hash) => agreements.has('scripts', hash) || base?.seen(hash) === true,
    clock: host.clock,
  });
}

function provenanceOf(
  packages: ResolvedPlan['plan']['packages'],
  evidence: Evidence,
): ReadonlyMap<string, Provenance> {
  const found = new Map<string, Provenance>();
  for (const pkg of packages) {
    const attestations = evidence.read(pkg, 'attestations');
    if (attestations?.kind === 'valid') found.set(pkg.key, attestations.provenance);
  }
  return found;
}

function reportOf(
  session: Session,
  trust: readonly TrustNote[],
  plan: Plan,
  results: readonly CheckResult[],
  found: Pick<Report, 'notes' | 'asked' | 'provenance' | 'verdict' | 'waivers' | 'base'>,
): Report {
  const { npm, host, request, config, policy, checks } = session;
  const { verdict, notes } = found;
  const tolerated = verdict.kind === 'incomplete' && session.onIncomplete === 'warn';
  return {
    ...{ npqVersion, npmVersion: npm.version, nodeVersion: host.env.nodeVersion },
    startedAt: session.startedAt.toISOString(),
    preset: policy.name,
    request: { verb: request.verb, specs: request.specs },
    ...{ ...found, trust, plan },
    coverage: coverageOf({ packages: plan.packages.length, checks: checks.length, results }),
    notes: [
      ...(tolerated ? [tolerance(session)] : []),
      ...(config.fellBack === undefined ? [] : [config.fellBack]),
      ...session.agreements.notes,
      ...notes,
    ],
  };
}
