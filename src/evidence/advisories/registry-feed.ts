import semver from 'semver';
import type { Clock } from '../../host/host.ts';
import { type Fact, known, type Unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { askBulk } from './bulk.ts';
import type { BulkAdvisory } from './bulk-decode.ts';
import type { Advisory, Feed, FeedAnswer } from './feed.ts';
import { unaskable } from './nameable.ts';
import { kindOf, ratingOf } from './rating.ts';

const id = 'registry-advisories';

interface Input {
  /** npm's own: its credentials, proxy and certificates go with what is registry traffic. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly clock: Pick<Clock, 'now'>;
  /** All of the plan, to find what bundles what. */
  readonly packages: readonly PlannedPackage[];
  readonly patienceMs?: number;
  readonly ask?: typeof askBulk;
}

type Answered = readonly (readonly [string, Fact<FeedAnswer>])[];

/** What each registry says in `npm audit` of its own packages; a name is told to the registry that it comes from. */
export function registryFeed({ options, clock, packages, patienceMs, ask = askBulk }: Input): Feed {
  const byKey = new Map(packages.map((pkg) => [pkg.key, pkg]));
  return {
    ...{ id, batchSize: 2_000, concurrency: 2, audience: 'registry' },
    async load(all) {
      const refused = all.flatMap((pkg): Answered => {
        const why = unaskable(pkg, id);
        return why === undefined ? [] : [[pkg.key, why]];
      });
      const batch = all.filter((pkg) => unaskable(pkg, id) === undefined);
      const homes = new Map<string | undefined, PlannedPackage[]>();
      for (const pkg of batch) {
        const home = homeOf(pkg, byKey);
        homes.set(home, [...(homes.get(home) ?? []), pkg]);
      }
      const answers = [...homes].map(async ([registry, mine]): Promise<Answered> => {
        const found =
          registry === undefined ? noHome : await ask(registry, versionsOf(mine), options, patienceMs);
        return mine.map((pkg) => {
          if ('status' in found) return [pkg.key, found];
          const advisories = (found.get(pkg.name) ?? []).flatMap((one) => advisoryFor(one, pkg.version));
          return [pkg.key, known({ advisories }, id, clock.now())];
        });
      });
      return new Map([...refused, ...(await Promise.all(answers)).flat()]);
    },
  };
}

const noHome: Unknown = {
  ...{ status: 'unknown', reason: 'not-offered', cause: 'environment', source: id },
  detail: 'what no registry serves, no registry has advisories of',
};

/** What a tarball bundles was served by the registry that served the tarball. */
function homeOf(pkg: PlannedPackage, byKey: ReadonlyMap<string, PlannedPackage>): string | undefined {
  if (pkg.origin.kind === 'registry') return pkg.origin.registry;
  const by = pkg.origin.kind === 'bundled' ? byKey.get(pkg.origin.by) : undefined;
  return by?.origin.kind === 'registry' ? by.origin.registry : undefined;
}

function versionsOf(packages: readonly PlannedPackage[]): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, Set<string>>();
  for (const { name, version } of packages) {
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  return new Map([...versions].map(([name, all]) => [name, [...all]]));
}

const asAudit = { loose: true, includePrerelease: true } as const;

/** The answer is for a name; which versions it means stands in a range. One that cannot be read means all. */
function advisoryFor(one: BulkAdvisory, version: string): readonly Advisory[] {
  const range = semver.validRange(one.range, true);
  const unclear = range === null || semver.valid(version, true) === null;
  if (!unclear && !semver.satisfies(version, one.range, asAudit)) return [];
  const kind = kindOf(one.malware ? ['MAL-'] : one.ids, one.weaknesses);
  const rating =
    kind === 'malware' ? ({ severity: 'critical', rated: true } as const) : ratingOf(one.ratings);
  const [first = '', ...aliases] = one.ids;
  return [
    {
      ...{ id: first, aliases, kind, ...rating, summary: one.title, fixed: endsOf(one.range, version) },
      ...(unclear ? { doubt: `The registry does not say readably which versions ${first} is about.` } : {}),
    },
  ];
}

/** `4.17.21` of `<4.17.21`: the end of the stretch that the version lies in. */
function endsOf(range: string, version: string): readonly string[] {
  return range.split('||').flatMap((part) => {
    const [, end] = /<\s*v?(\d[\w.+-]*)/.exec(part) ?? [];
    if (end === undefined || semver.valid(end, true) === null) return [];
    return semver.satisfies(version, part.trim(), asAudit) ? [end] : [];
  });
}
