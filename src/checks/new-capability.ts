import * as v from 'valibot';
import {
  type Compared,
  type JudgedDependency,
  milder,
  type NewsHit,
  tiers,
  worstOf,
} from '../content/difference/compared.ts';
import { jumpOf } from '../content/difference/jump.ts';
import { differenceRows } from '../content/difference/rows.ts';
import { type ContentDifference, differenceOf } from '../content/difference.ts';
import type { Hit } from '../content/rows/rows.ts';
import type { AddedDependency, PreviousContent, TarballContent } from '../evidence/needs.ts';
import type { Severity } from '../model/finding.ts';
import { clean, flag } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { lookalikeOf } from '../names/known.ts';
import { defineCheck } from './define.ts';
import { differenceData, differenceExcerpt, differenceMessage } from './difference-words.ts';
import { type Fate, fateOf } from './install-fate.ts';
import { newsSince } from './row-findings.ts';
import { otherVersion, pasteable } from './wording.ts';

const dayMs = 24 * 3_600_000;
const severityOf: Readonly<Record<NewsHit['tier'], Severity>> = {
  block: 'critical',
  high: 'high',
  notice: 'low',
  info: 'info',
};

export default defineCheck({
  id: 'new-capability',
  title: 'Can do what the version before could not',
  why: 'A hijacked package looks as it always did but for what was put into it; releases hardly ever begin to start programs, to hide their text or to talk to somebody new.',
  scope: 'package',
  needs: ['tarball', 'previousContent'],
  uses: ['versionDocument'],
  essential: false,
  leaves:
    'Of a package that shows something that could be new: the name and version of an earlier one, to the registry that npm would fetch it from.',
  options: v.object({
    youngDays: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3650)), 30),
      v.description('A new dependency that exists for less than this speaks against whoever takes it.'),
    ),
  }),
  stricter: { youngDays: 'larger' },
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ tarball, previousContent }, { versionDocument }, { pkg, npm, now, options }) {
    const told = comparisonsOf(tarball, previousContent, pkg, { now, youngDays: options.youngDays });
    const [worst] = told.toSorted((a, b) => tiers.indexOf(b.tier) - tiers.indexOf(a.tier));
    if (worst === undefined) return clean;
    const shown = worst.hits.filter(({ tier }) => tier !== 'info');
    if (shown.length === 0) return clean;
    if (shown.every(isScript) && heldBack.has(fateOf(pkg, npm, true).kind)) return clean;
    const isWitnessed = hasWitness(worst, newsSince(previousContent.releases, pkg, tarball, versionDocument));
    const tier = isWitnessed ? 'block' : worst.tier;
    const { from } = worst;
    const compare = pasteable('npq diff', pkg.name);
    const back = otherVersion(pkg, from);
    const message = differenceMessage(from, pkg.version, worst, tarball);
    return flag({
      severity: severityOf[tier],
      confidence: tier === 'block' ? 'high' : 'medium',
      message,
      advice: [
        compare === undefined
          ? 'Compare the two versions before you take this one'
          : `Look at it with ${compare} ${from} ${pkg.version}`,
        ...(back === undefined ? [] : [`or stay with ${back}`]),
      ].join(', '),
      excerpt: differenceExcerpt(worst, message),
      data: { from, to: pkg.version, ...differenceData(worst) },
    });
  },
});

/**
 * What is new in it and what it does by itself are two kinds of evidence: where each would stop it until somebody
 * looked, nobody has to. A tool of the system that a hook starts needs no more than that the hook is new.
 */
function hasWitness({ hits }: Pick<Comparison, 'hits'>, others: readonly Hit[]): boolean {
  const grave = others.filter(({ tier }) => tier === 'high' || tier === 'block');
  return hits.some((news) =>
    grave.some((other) =>
      news.tier === 'high' ? !isSame(news, other) : /^D[18]$/.test(news.id) && other.id === 'I8',
    ),
  );
}

/** The one thing that it shows is what is new: that is told of twice, and seen once. */
function isSame({ topic }: NewsHit, { traits }: Hit): boolean {
  return traits.length > 0 && traits.every(({ kind }) => kind === topic);
}

function isScript({ id }: NewsHit): boolean {
  return id === 'D1' || id === 'D2';
}

/** Of a script that this npm does not run install-script says all that there is to say. */
const heldBack: ReadonlySet<Fate['kind']> = new Set(['switched-off', 'denied', 'blocked', 'approved-now']);

export interface Comparison {
  readonly from: string;
  /** Absent where only the lists of dependencies were compared. */
  readonly difference?: ContentDifference;
  readonly hits: readonly NewsHit[];
  readonly tier: NewsHit['tier'];
}

interface Ages {
  readonly now: Date;
  readonly youngDays: number;
}

const nothingNew: Omit<ContentDifference, 'size'> = {
  files: { added: [], removed: [], changed: [], renamed: [] },
  ...{ capabilities: [], gained: [], together: [], traits: [], hosts: [], hooks: [] },
  ...{ dependencies: [], gyp: false, binaries: [], hadBinaries: false },
};

/**
 * One for each earlier version. What the last settled release had too is old news to whoever updates from an older
 * one: it stood there for a month, and nobody minded.
 */
function comparisonsOf(
  tarball: TarballContent,
  { releases, added }: PreviousContent,
  pkg: PlannedPackage,
  ages: Ages,
): readonly Comparison[] {
  const dependencies = added?.dependencies.map((one) => judged(one, ages)) ?? [];
  if (releases.length === 0) {
    if (added === undefined) return [];
    const size = { before: tarball.unpackedSize, after: tarball.unpackedSize };
    const jump = jumpOf(added.since, pkg.version);
    const hits = differenceRows({
      ...{ difference: { ...nothingNew, size }, content: tarball, homes: [], jump, added: dependencies },
    });
    return [{ from: added.since, hits, tier: worstOf(hits.map(({ tier }) => tier)) }];
  }
  const compared = releases.map(({ version, as, content }) => {
    const difference = differenceOf(content, tarball);
    const fresh = new Set(
      difference.dependencies.filter(({ what }) => what === 'new').map(({ name }) => name),
    );
    const given: Compared = {
      ...{ difference, content: tarball, homes: content.manifest.homes },
      jump: jumpOf(version, pkg.version),
      added: dependencies.filter(({ name }) => fresh.has(name)),
    };
    return { version, as, difference, hits: differenceRows(given) };
  });
  const settled = compared.find(({ as }) => as === 'earlier');
  return compared.map(({ version, as, difference, hits: all }) => {
    const isOld = ({ id, topic }: NewsHit) =>
      as === 'installed' &&
      settled !== undefined &&
      !settled.hits.some((other) => other.id === id && other.topic === topic);
    const hits = all.map((hit) => (isOld(hit) ? { ...hit, tier: milder(hit.tier) } : hit));
    return { from: version, difference, hits, tier: worstOf(hits.map(({ tier }) => tier)) };
  });
}

function judged(one: AddedDependency, { now, youngDays }: Ages): JudgedDependency {
  const isWithin = (at: string | undefined, days: number) =>
    at !== undefined && now.getTime() - Date.parse(at) < days * dayMs;
  const like = lookalikeOf(one.target);
  return {
    ...one,
    ...(like === undefined ? {} : { resembles: like.target }),
    young: isWithin(one.createdAt, youngDays) || isWithin(one.publishedAt, 7),
  };
}
