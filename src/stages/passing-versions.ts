import semver from 'semver';
import { type CheckRun, runChecks } from '../checks/run.ts';
import { askedFor } from '../consent/instead.ts';
import type { PassingVersion } from '../consent/versions.ts';
import { asObject, own, textOf } from '../content/foreign.ts';
import { packumentSource } from '../evidence/sources/packument.ts';
import type { Host } from '../host/host.ts';
import { known } from '../model/fact.ts';
import { listed } from '../model/listed.ts';
import { formatId } from '../model/package-id.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import { missingAlone, type Verdict } from '../model/verdict.ts';
import { tagsOf, versionsOf } from '../plan/packument-view.ts';
import { counted, longAgeWords } from '../report/words.ts';
import { gatherFor, verdictOf } from './evidence.ts';
import { type Looked, npmFacts } from './look.ts';
import type { Edits, Registry, Session } from './session.ts';
import { openKind } from './tell.ts';

/** Of each package so many are looked at, newest first, all at once. */
const mostVersions = 5;
const mostPackages = 2;
/** Somebody waits for the question. */
const budgetMs = 6_000;

/**
 * For each package that was typed and is not simply let through: the newest other version of it that is. What it
 * depends on is looked at when it is chosen, like anything that is asked for.
 */
export async function passingVersions(
  session: Session,
  registry: Registry,
  looked: Looked,
  edits: Edits,
  onSearch: () => void = () => {},
): Promise<readonly PassingVersion[]> {
  // What can be had for none of them is missing of every other version too.
  if (missingAlone(looked.report.verdict).length > 0) return [];
  const stuck = stuckPackages(looked.report, session.request.verb).slice(0, mostPackages);
  if (stuck.length === 0) return [];
  const found = await Promise.all(
    stuck.map((pkg) => newestPassing(pkg, session, registry, looked, edits, onSearch)),
  );
  return found.filter((one) => one !== undefined);
}

/** Only what stands on the command line can be exchanged; a package.json is not npq's to edit. */
function stuckPackages(
  { plan, verdict, request }: Pick<Report, 'plan' | 'verdict' | 'request'>,
  verb: string,
): readonly PlannedPackage[] {
  if (!['install', 'install-test'].includes(verb) || plan.packages.some(({ looked }) => !looked)) return [];
  // Another version of what is only asked about helps nobody as long as something else is blocked.
  const blocked = verdict.kind === 'block';
  const serious = ({ action }: { readonly action: string }) =>
    blocked ? action === 'block' : action !== 'allow' && action !== 'note';
  const subjects = [
    ...verdict.findings.filter(serious).map(({ finding }) => finding.subject),
    ...verdict.unknowns
      .filter((one) => serious(one) && one.unknown.cause === 'subject')
      .map(({ unknown }) => unknown.subject),
  ];
  const keys = new Set(subjects.map((subject) => (subject.kind === 'package' ? subject.key : undefined)));
  return plan.packages.filter(
    ({ key, origin, name, entries }) =>
      keys.has(key) &&
      origin.kind === 'registry' &&
      entries.some(({ direct }) => direct) &&
      request.specs.some((spec) => askedFor(spec, name)),
  );
}

async function newestPassing(
  pkg: PlannedPackage,
  session: Session,
  registry: Registry,
  looked: Looked,
  edits: Edits,
  onSearch: () => void,
): Promise<PassingVersion | undefined> {
  // It was there for the plan; whatever is the matter now, there is nothing to offer.
  const document = await registry.packuments.load(pkg.name).catch(() => undefined);
  if (document === undefined) return undefined;
  const wanted = looked.report.request.specs.flatMap((spec) => askedFor(spec, pkg.name)?.wanted ?? []);
  const others = candidates(document, pkg, wanted).map((version) => another(pkg, version, document));
  if (others.length > 0) onSearch();
  // One that nothing is heard of in time is not offered, and keeps no other from being so.
  const judged = others.map((one) =>
    within(budgetMs, session.host.clock, passing(one, session, registry, looked, edits)),
  );
  return (await Promise.all(judged)).find((one) => one !== undefined);
}

async function passing(
  one: PlannedPackage,
  session: Session,
  registry: Registry,
  { resolved }: Looked,
  edits: Edits,
): Promise<PassingVersion | undefined> {
  const { host, policyId, ledger, checkOptions } = session;
  const run: CheckRun = {
    plan: { ...resolved.plan, packages: [one], removed: [], heldBack: [], notes: [] },
    checks: session.checks.filter(({ scope }) => scope === 'package'),
    ...{ options: checkOptions, now: host.clock.now(), npm: npmFacts(session, resolved, edits) },
    vetted: (pkg) => ledger.isVetted(pkg, policyId),
  };
  const documents = packumentSource({ packuments: registry.packuments, clock: host.clock });
  const evidence = await gatherFor(run, session, registry, documents);
  const project = known([], 'project', run.now);
  const results = runChecks({ ...run, evidence: { fact: (pkg, key) => evidence.fact(pkg, key), project } });
  const { verdict } = verdictOf(results, session, [one], evidence);
  if (openKind(session, { verdict }) !== 'pass') return undefined;
  const at = evidence.read(one, 'publishHistory')?.publishedAt;
  const age = at === undefined ? undefined : longAgeWords(at, run.now.toISOString());
  return {
    ...{ name: one.name, version: one.version, told: told(verdict) },
    ...(age === undefined ? {} : { age }),
  };
}

/**
 * Stable ones, up to what the registry calls the latest: those of the same major version first, as they are the
 * likeliest to fit, then those before. One that its own maintainers deprecated is nobody's way out.
 */
export function candidates(
  document: Readonly<Record<string, unknown>>,
  { version }: Pick<PlannedPackage, 'version'>,
  wanted: readonly string[],
): readonly string[] {
  const listedVersions = versionsOf(document);
  const latest = semver.valid(textOf(tagsOf(document)['latest'], 256) ?? '') ?? version;
  const highest = semver.valid(version) !== null && semver.gt(version, latest) ? version : latest;
  const ranges = wanted.filter((one) => semver.validRange(one) !== null && semver.valid(one) === null);
  const major = semver.valid(version) === null ? undefined : semver.major(version);
  const fitting = Object.keys(listedVersions).filter(
    (one) =>
      semver.valid(one) === one &&
      semver.prerelease(one) === null &&
      one !== version &&
      !semver.gt(one, highest) &&
      (major === undefined || semver.major(one) <= major) &&
      ranges.every((range) => semver.satisfies(one, range)) &&
      !isDeprecated(listedVersions[one]),
  );
  return fitting.sort((a, b) => semver.rcompare(a, b)).slice(0, mostVersions);
}

function isDeprecated(document: unknown): boolean {
  const message = own(asObject(document) ?? {}, 'deprecated');
  return message === true || (typeof message === 'string' && message !== '');
}

/** In the places of the one that was planned; what lockfile and allowScripts say is about that one alone. */
function another(
  pkg: PlannedPackage,
  version: string,
  document: Readonly<Record<string, unknown>>,
): PlannedPackage {
  const key = formatId({ name: pkg.name, version });
  const dist = asObject(own(asObject(versionsOf(document)[version]) ?? {}, 'dist')) ?? {};
  const promised = textOf(own(dist, 'integrity'), 4_096);
  return {
    ...{ ...pkg, key, version, exactlyRequested: true, locked: false },
    // SHA-1 binds no bytes any more.
    integrity: promised !== undefined && /^sha512-[A-Za-z0-9+/=]+$/.test(promised) ? promised : undefined,
    entries: pkg.entries.map(({ place, alias, dev, optional, peer, inert, direct, path }) => ({
      ...{ place, alias, dev, optional, peer, inert, direct, packageKey: key },
      ...{ change: { kind: 'added' as const }, path: [...path.slice(0, -1), key] },
    })),
  };
}

function told({ findings, unknowns }: Verdict): string {
  const noted = findings.filter(({ action }) => action !== 'allow').map(({ finding }) => finding.check);
  const found = noted.length === 0 ? 'nothing was found' : `only noted: ${listed([...new Set(noted)], 3)}`;
  const open = new Set(unknowns.map(({ unknown }) => unknown.check)).size;
  return open === 0 ? found : `${found}, ${counted(open, 'check')} could not tell`;
}

/** Undefined where it takes longer; what is under way then is answered to nobody. */
function within<T>(ms: number, clock: Host['clock'], work: Promise<T>): Promise<T | undefined> {
  let stop = () => {};
  const late = new Promise<undefined>((resolve) => {
    stop = clock.every(ms, () => resolve(undefined));
  });
  return Promise.race([work, late]).finally(() => stop());
}
