import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../host/host.ts';
import { type Fact, known, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { PackumentStore } from '../../plan/packuments.ts';
import type { DomainStanding } from '../domains/look-up.ts';
import { ownDomains } from '../domains/own-domains.ts';
import type { PackageDomains } from '../domains/package-domains.ts';
import { decodePeople, maxPeople } from '../domains/people.ts';
import { isoTime } from '../registry-document.ts';
import { packageByPackage, type Source } from '../source.ts';
import { unknownFrom } from '../trouble.ts';

const id = 'domains';
const dayMs = 24 * 3_600_000;
/**
 * A domain that is lost today decides over the versions of tomorrow, and over those that came out since. What
 * lies deep in the tree and is older than this was published before anybody could have taken it.
 */
const deepMaxAgeDays = 90;

interface Input {
  readonly packuments: Pick<PackumentStore, 'load'>;
  readonly clock: Pick<Clock, 'now'>;
  lookUp(domain: string): Promise<DomainStanding>;
  /** For all questions of one look together. */
  readonly budgetMs: number;
}

/** Who has the domains of the people behind a version. Only names of domains leave the machine. */
export function domainsSource(input: Input): Source<PackageDomains> {
  const { clock, lookUp, budgetMs } = input;
  let over: Promise<DomainStanding> | undefined;
  const inTime = (domain: string): Promise<DomainStanding> => {
    // Does not keep the process alive; a question that is still under way does.
    over ??= sleep(budgetMs, undefined, { ref: false }).then(() => tooLate(budgetMs));
    return Promise.race([lookUp(domain), over]);
  };
  return packageByPackage({ id, concurrency: 200, audience: 'third-party' }, load);

  async function load(pkg: PlannedPackage): Promise<Fact<PackageDomains>> {
    if (pkg.origin.kind !== 'registry') {
      return unknown('not-offered', id, `a ${pkg.origin.kind} dependency has no maintainers`);
    }
    let raw: Awaited<ReturnType<Input['packuments']['load']>>;
    try {
      raw = await input.packuments.load(pkg.name);
    } catch (error) {
      return unknownFrom(error, id);
    }
    if (isOldAndDeep(pkg, raw['time'], clock.now())) return known('not asked', id, clock.now());
    const people = decodePeople(raw, pkg.version);
    if (people.maintainers === undefined && people.publisher === undefined) {
      return unknown('not-offered', id, `${pkg.origin.registry} does not tell who maintains its packages`);
    }
    const { maintainers } = people;
    if (maintainers === 'too many') {
      return unknown('too-large', id, `${pkg.name} has more than ${maxPeople} maintainers`);
    }
    const domains = await ownDomains({ ...people, maintainers });
    const looked = domains.map(async (own) => ({ ...own, ...(await inTime(own.domain)) }));
    return known(await Promise.all(looked), id, clock.now());
  }
}

function isOldAndDeep(pkg: PlannedPackage, times: unknown, now: Date): boolean {
  if (pkg.entries.some(({ direct }) => direct) || typeof times !== 'object' || times === null) return false;
  const at = Object.hasOwn(times, pkg.version)
    ? isoTime((times as Record<string, unknown>)[pkg.version])
    : undefined;
  return at !== undefined && now.getTime() - Date.parse(at) > deepMaxAgeDays * dayMs;
}

function tooLate(budgetMs: number): DomainStanding {
  const detail = `the ${Math.round(budgetMs / 1_000)} s for questions about domains were over; answers are kept for the next run`;
  const late = unknown('timeout', id, detail);
  return { registration: late, records: late };
}
