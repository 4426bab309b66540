import { type CheckRun, runChecks } from '../checks/run.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { packumentSource } from '../evidence/sources/packument.ts';
import { createTarballReads } from '../evidence/tarball-reads.ts';
import type { GateLog } from '../install/gate-log.ts';
import type { OnTheSpot, SpotVerdict } from '../install/on-the-spot.ts';
import { known } from '../model/fact.ts';
import { formatId, type PackageId } from '../model/package-id.ts';
import type { Plan, PlannedPackage } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import { withoutYoung } from '../plan/held-back.ts';
import { hasOwnScope, isPrivateName } from '../plan/packages.ts';
import { createPackumentStore } from '../plan/packuments.ts';
import { npmsOwnRegistry } from '../plan/resolve.ts';
import { gatherFor, verdictOf } from './evidence.ts';
import type { Looked } from './look.ts';
import type { Registry, Session } from './session.ts';
import { openKind } from './tell.ts';

export interface OnTheSpotInput {
  readonly plan: Plan;
  readonly holdBack: Looked['holdBack'];
  /** For sure: whoever asks runs no script of what it gets. */
  readonly ignoreScripts?: boolean;
  /** Chosen before, by somebody's lockfile: offered however young it is, and judged like any other. */
  readonly isLocked?: (id: PackageId) => boolean;
}

/** Who goes on without what he was refused has still not done what was asked. */
export function codeBehindGate(exitCode: number, { nested }: Pick<GateLog, 'nested'>): number {
  const kinds = new Set(nested.map(({ verdict }) => verdict));
  if (kinds.has('block')) return exitCodes.blocked.code;
  if (kinds.has('ask')) return exitCodes.needsDecision.code;
  if (kinds.has('incomplete')) return exitCodes.incomplete.code;
  return exitCode;
}

/** The pipeline once more, for one package that a script's own or another package manager has chosen. */
export function vetOnTheSpot(session: Session, registry: Registry, input: OnTheSpotInput): OnTheSpot {
  const { plan, holdBack, isLocked } = input;
  const options = withoutCredentials(registry.options);
  const packuments = createPackumentStore(options);
  const tarballs = createTarballReads({ options });
  const planned = new Set(plan.packages.map(formatId));
  return {
    options: { ...options, packumentCache: packuments.cache },
    registryFor: packuments.registryFor,
    async document(name) {
      const raw = await packuments.load(name);
      const keep = (version: string) =>
        planned.has(formatId({ name, version })) || isLocked?.({ name, version }) === true;
      return holdBack ? withoutYoung(raw, holdBack, keep) : raw;
    },
    vet: (id) => vet(session, { ...registry, options, packuments, tarballs }, input, id),
  };
}

async function vet(
  session: Session,
  registry: Registry,
  { plan: around, ignoreScripts = false }: OnTheSpotInput,
  id: PackageId,
): Promise<SpotVerdict> {
  const { host, npm, checks, checkOptions, policyId, ledger } = session;
  const now = host.clock.now();
  const pkg = plannedAlone(id, session, registry, await registry.packuments.load(id.name));
  const plan: Plan = { ...around, packages: [pkg], removed: [], heldBack: [], notes: [] };
  const run: CheckRun = {
    ...{ plan, checks, options: checkOptions, now },
    // Of a script's npm, whatever it was started with: what runs in there is not npq's to know.
    npm: {
      ...{ major: npm.major, ignoreScripts, approved: new Set() },
      ...{ unreviewed: 'runs', approvals: 'none' },
    },
    vetted: (one) => ledger.isVetted(one, policyId),
  };
  const documents = packumentSource({ packuments: registry.packuments, clock: host.clock });
  const evidence = await gatherFor(run, session, registry, documents);
  const results = runChecks({
    ...run,
    evidence: { fact: (one, key) => evidence.fact(one, key), project: known([], 'project', now) },
  });
  const { verdict } = verdictOf(results, session, [pkg], evidence);
  const kind = openKind(session, { verdict });
  if (kind !== 'pass') return { verdict: kind, why: whyNot(verdict) };

  const integrity = evidence.read(pkg, 'tarball')?.sha512 ?? pkg.integrity;
  if (integrity === undefined) return { verdict: 'incomplete', why: 'no hash binds its bytes' };
  const vetted = { package: pkg, integrity };
  return verdict.kind === 'pass'
    ? { verdict: 'pass', vetted }
    : { verdict: 'pass', vetted, tolerated: whyNot(verdict) };
}

function plannedAlone(
  { name, version }: PackageId,
  { config, settings }: Session,
  { packuments, options }: Registry,
  raw: Readonly<Record<string, unknown>>,
): PlannedPackage {
  const key = formatId({ name, version });
  const publicRegistries = new Set([npmsOwnRegistry(config), ...settings.publicRegistries]);
  const origin = { kind: 'registry', registry: packuments.registryFor(name) } as const;
  const entry = {
    ...{ place: `node_modules/${name}`, alias: name, packageKey: key, change: { kind: 'added' as const } },
    ...{ dev: false, optional: false, peer: false, inert: false, direct: false, path: [key] },
  };
  return {
    ...{ key, name, version, origin, integrity: promised(raw, version), entries: [entry] },
    ...{ exactlyRequested: false, locked: false, looked: true },
    private: isPrivateName(name, origin.registry, options, publicRegistries),
    ...(hasOwnScope(name, options) ? { ownScope: true as const } : {}),
  };
}

/** SHA-1 binds no bytes any more. */
function promised(raw: Readonly<Record<string, unknown>>, version: string): string | undefined {
  const integrity = member(member(member(raw, 'versions'), version), 'dist');
  const text = member(integrity, 'integrity');
  return typeof text === 'string' && /^sha512-[A-Za-z0-9+/=]+$/.test(text) ? text : undefined;
}

function member(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** What made the verdict, in one line. */
function whyNot({ findings, unknowns }: Verdict): string {
  const serious = [
    ...findings
      .filter(({ action }) => action === 'ask' || action === 'block')
      .map(({ finding }) => `${finding.check}: ${finding.message}`),
    ...unknowns
      .filter(({ action }) => action !== 'allow' && action !== 'note')
      .map(({ unknown }) => `${unknown.check} could not be done: ${unknown.detail}`),
  ];
  return serious.join('; ');
}

/**
 * The gate's address is no secret from scripts, and must lend nobody the user's rights. Nor is a private
 * document handed out that npm's cache still has: what is there is asked for again.
 */
function withoutCredentials(options: Registry['options']): Registry['options'] {
  const rights = new Set(['_auth', '_authToken', 'username', '_password', 'forceAuth', 'cert', 'key', 'otp']);
  const kept = Object.entries(options).filter(([name]) => !name.startsWith('//') && !rights.has(name));
  return { ...Object.fromEntries(kept), preferOffline: false, preferOnline: true };
}
