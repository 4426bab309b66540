import { exitCodes } from '../cli/exit-codes.ts';
import { NpqError } from '../errors.ts';
import type { NpmAtHand } from '../host/host.ts';
import { mayHaveInstalled } from '../install/command-lines.ts';
import type { Comparison } from '../install/compare.ts';
import { takeAwayCutOff } from '../install/cut-off.ts';
import { openGate } from '../install/gate.ts';
import { replacedHost } from '../install/gate-flags.ts';
import type { GateLog } from '../install/gate-log.ts';
import { keepWhole } from '../install/keep-whole.ts';
import { makeReceipt, type ReceiptInput, writeReceipt } from '../install/receipt.ts';
import type { VettedPackage } from '../install/vetted.ts';
import type { Plan } from '../model/plan.ts';
import type { InstallResult } from '../model/report.ts';
import type { ResolvedPlan } from '../plan/resolve.ts';
import { rememberable } from '../verdict/remember.ts';
import { npqVersion } from '../version.ts';
import { keepApprovals } from './approvals.ts';
import { rememberAnswers } from './evidence.ts';
import { runThroughGate, testAfterwards } from './gated-run.ts';
import type { Looked } from './look.ts';
import { vetOnTheSpot } from './on-the-spot.ts';
import type { Edits, Registry, Session } from './session.ts';

type InstallRan = Extract<InstallResult, { kind: 'ran' }>;

export interface Installed {
  readonly install: InstallRan;
  readonly exitCode: number;
}

/** Gate, npm, receipt. Comes after consent; from here on the user's own npm acts. */
export async function install(
  session: Session,
  registry: Registry,
  looked: Looked,
  edits: Edits,
  atHand?: NpmAtHand,
): Promise<Installed> {
  const { host, config } = session;
  const { plan, wantedTags, audited } = looked.resolved;
  const vetted = vettedPackages(looked);
  const approvals = await keepApprovals(session, looked, edits);
  const kept = plan.global ? undefined : await keepWhole(host.files, plan.path);
  const gate = await openGate({
    ...{ host, vetted, wantedTags, packuments: registry.packuments, options: registry.options },
    alsoAudit: [...publiclyBundled(plan), ...audited.filter((one) => !one.private).map(({ name }) => name)],
    alsoListed: versionsByName(audited),
    onTheSpot: vetOnTheSpot(session, registry, { plan, holdBack: looked.holdBack }),
    replacedHost: replacedHost(plan, config),
  });
  try {
    const behind = { session, looked, edits, gate, vetted, atHand };
    const { run, comparison } = await runThroughGate(behind);
    const cut = await takeAwayCutOff(host.files, plan, run?.unwritten ?? []);
    const npmExitCode = run?.exitCode ?? 0;
    if (comparison === undefined || hasFailed(session, npmExitCode, comparison)) {
      const restored = (await kept?.restoreBroken()) ?? [];
      const failed = {
        ...{ npmExitCode, differences: [], compared: 0 },
        ...{ ...toldBy(gate.log), notes: [...approvals, ...askedInVain(gate.log), ...cut, ...restored] },
      };
      return { install: { kind: 'ran', ...failed }, exitCode: npmExitCode };
    }
    const heard = run !== undefined && run.unwritten === undefined ? [unheardNpm] : cut;
    const installed = await conclude(session, looked, [...approvals, ...heard], {
      ...{ npqVersion, npmVersion: config.npm.version, nodeVersion: host.env.nodeVersion },
      policy: `${session.policy.name} ${session.policyId}`,
      ...{ startedAt: session.startedAt, finishedAt: host.clock.now(), request: session.request },
      ...{ npmExitCode, plan, vetted, comparison, gate: gate.log },
    });
    const tests = installed.exitCode === 0 ? await testAfterwards(behind) : undefined;
    if (tests === undefined) return installed;
    return { install: { ...installed.install, npmExitCode: tests.exitCode }, exitCode: tests.exitCode };
  } finally {
    await gate.close();
  }
}

/**
 * Only bytes that were read, or that a lockfile, registry or ledger names by a hash, may leave the gate; whatever
 * the policy says, none of a package whose lockfile and registry name different ones.
 */
export function vettedPackages({ resolved, evidence, results }: Looked): readonly VettedPackage[] {
  const swapped = new Set(
    results.flatMap((one) =>
      one.kind === 'unknown' && one.reason === 'integrity-mismatch' && one.subject.kind === 'package'
        ? [one.subject.key]
        : [],
    ),
  );
  return resolved.plan.packages.flatMap((pkg) => {
    const integrity = evidence.read(pkg, 'tarball')?.sha512 ?? pkg.integrity;
    if (integrity === undefined || swapped.has(pkg.key)) return [];
    // Where the lockfile was written through another mirror, npm asks for the path that it had there.
    const addresses = pkg.entries.flatMap(({ recorded }) => recorded?.resolved ?? []);
    return [{ package: pkg, integrity, addresses }];
  });
}

/** npm asks for the advisories of bundled packages too; what a private tarball holds is nobody's business. */
function publiclyBundled({ packages }: Plan): readonly string[] {
  const publicKeys = new Set(packages.filter((pkg) => !pkg.private).map(({ key }) => key));
  return packages.flatMap(({ origin, name }) =>
    origin.kind === 'bundled' && publicKeys.has(origin.by) ? [name] : [],
  );
}

/** Optional peers mostly; but where npm and npq resolve differently, it is why npm failed. */
function askedInVain({ outside }: GateLog): readonly string[] {
  const names = outside.filter((name) => name !== 'npm');
  return names.length === 0 ? [] : [`npm also asked for what the plan does not have: ${names.join(', ')}.`];
}

const unheardNpm = 'npm did not let npq hear what it logs: whether it could write every file is not known.';

/** What npm, and what scripts started, wanted beyond what was vetted. */
function toldBy({ nested, refused }: GateLog): Pick<InstallRan, 'nested' | 'refused'> {
  return { nested, refused: refused.map(({ path, status, why }) => ({ path, status, why })) };
}

function byPlace({ packages }: Plan): boolean {
  return packages.some(({ entries }) => entries.filter(({ inert }) => !inert).length > 1);
}

function hasFailed({ request }: Session, npmExitCode: number, comparison: Comparison): boolean {
  if (npmExitCode === 0) return false;
  const holds = comparison.kind === 'compared' ? comparison.differences.length === 0 : comparison.tried;
  return !mayHaveInstalled(request, npmExitCode) || holds !== true;
}

function versionsByName(audited: ResolvedPlan['audited']): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map<string, Set<string>>();
  for (const { name, version } of audited) byName.set(name, (byName.get(name) ?? new Set()).add(version));
  return byName;
}

async function conclude(
  session: Session,
  looked: Looked,
  heard: readonly string[],
  input: ReceiptInput,
): Promise<Installed> {
  const { host, folders, ledger, agreements } = session;
  const { comparison } = input;
  const receipt = makeReceipt(input);
  const notes: string[] = [...heard];
  const receiptPath = await writeReceipt(host.files, folders.state, receipt).catch((error: unknown) => {
    // npm has installed what was vetted; that the proof cannot be kept is told, and changes nothing of it.
    if (!(error instanceof NpqError)) throw error;
    notes.push(error.message);
    return undefined;
  });
  const ran = { kind: 'ran', npmExitCode: input.npmExitCode, notes, ...toldBy(input.gate) } as const;
  const kept = receiptPath === undefined ? {} : { receiptPath };
  if (comparison.kind === 'not-compared') {
    const tried = comparison.tried === true;
    if (!tried) notes.push(comparison.why);
    return {
      install: { ...ran, ...kept, tried, differences: [], compared: 0 },
      // Nobody knows what npm put there: that is no pass, however well npm ended.
      exitCode: tried ? input.npmExitCode : exitCodes.incomplete.code,
    };
  }
  const { differences, compared } = comparison;
  const matches = differences.length === 0;
  if (matches) {
    const told = new Set([...ledger.notes, ...agreements.notes]);
    const passed = rememberable(looked.resolved.plan, looked.results, looked.report.verdict.findings);
    await ledger.record(passed.map((pkg) => ({ pkg, policyId: session.policyId })));
    await rememberAnswers(looked.report.verdict, session);
    if (looked.projectScripts.status === 'known') {
      for (const { hash, label } of looked.projectScripts.value)
        await agreements.remember('scripts', hash, label);
    }
    notes.push(...[...ledger.notes, ...agreements.notes].filter((note) => !told.has(note)));
  }
  return {
    install: { ...ran, ...kept, matches, differences, compared, byPlace: byPlace(input.plan) },
    exitCode: matches ? input.npmExitCode : exitCodes.differs.code,
  };
}
