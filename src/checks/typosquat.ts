import * as v from 'valibot';
import type { PublishHistory } from '../evidence/needs.ts';
import type { Fact } from '../model/fact.ts';
import type { FindingDraft, Severity } from '../model/finding.ts';
import { clean, flag, outcomeOfUnknown } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { lookalikeOf } from '../names/known.ts';
import { defineCheck } from './define.ts';
import { adviceOf, type Circumstances, messageOf } from './typosquat-words.ts';

const dayMs = 24 * 3_600_000;

export default defineCheck({
  id: 'typosquat',
  title: 'Name is nearly that of a much more used package',
  why: 'Whoever slips, or trusts a name that reads right, installs what somebody else put there for exactly that.',
  scope: 'package',
  needs: [],
  uses: ['downloads', 'publishHistory'],
  essential: false,
  leaves:
    "For names that resemble a popular one, and no others: the name, to the package's registry and, unless it is private, to npm's download counts.",
  options: v.object({
    enoughWeeklyDownloads: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(1)), 2_300),
      v.description('A package downloaded this often in a week is one that people mean, unless it is young.'),
    ),
    youngDays: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3650)), 90),
      v.description('Downloads say nothing for a package that exists for less than this: they can be made.'),
    ),
  }),
  stricter: { enoughWeeklyDownloads: 'larger', youngDays: 'larger' },
  expect: (name) => void lookalikeOf(name),
  applies: ({ pkg }) =>
    pkg.origin.kind === 'registry' && !isOwnScope(pkg) && lookalikeOf(pkg.name) !== undefined,
  run(_facts, { downloads, publishHistory }, { pkg, now, options }) {
    const like = lookalikeOf(pkg.name);
    if (like === undefined) return clean;
    const weekly = downloads.status === 'known' ? downloads.value.weekly : undefined;
    const ageMs = ageOf(publishHistory, now);
    const young = ageMs !== undefined && ageMs < options.youngDays * dayMs;

    if (weekly !== undefined && weekly >= options.enoughWeeklyDownloads && !young) return clean;
    // Many honest names look like that; only how few use it, or how new it is, tells the two apart.
    if (like.strength === 'weak' && downloads.status === 'unknown' && !young) {
      return outcomeOfUnknown(downloads);
    }
    return flag(describe(pkg, { like, weekly, ageMs, young }));
  },
});

/**
 * A registry of the user's own may be a mirror, through which squats come too; who gave a scope a registry has
 * chosen whose it is.
 */
function isOwnScope({ name, private: isPrivate }: PlannedPackage): boolean {
  return isPrivate && name.startsWith('@');
}

function describe(pkg: PlannedPackage, given: Circumstances): FindingDraft {
  const { like, weekly } = given;
  const direct = pkg.entries.some((entry) => entry.direct);
  const by = direct ? undefined : (pkg.entries[0]?.path.at(-2) ?? 'its dependent');
  return {
    severity: severityOf(given, direct),
    confidence: like.strength === 'strong' && (weekly !== undefined || given.young) ? 'high' : 'medium',
    message: messageOf(given),
    advice: adviceOf(like, by),
    // A maintainer chose the name of a dependency with more care than somebody who types it.
    ...(direct ? {} : { circumstantial: true }),
    data: {
      ...{ target: like.target, kind: like.kind, strength: like.strength, direct },
      weeklyDownloads: weekly ?? null,
      ageDays: given.ageMs === undefined ? null : Math.floor(given.ageMs / dayMs),
    },
  };
}

function severityOf({ like, weekly, young }: Circumstances, direct: boolean): Severity {
  if (direct) return like.strength === 'strong' && (weekly !== undefined || young) ? 'high' : 'medium';
  return weekly !== undefined || young ? 'medium' : 'low';
}

/** Since the first version; undefined where that is not known. */
function ageOf(history: Fact<PublishHistory>, now: Date): number | undefined {
  if (history.status === 'unknown') return undefined;
  const { createdAt, versions } = history.value;
  const first = Date.parse(versions[0]?.at ?? createdAt ?? '');
  return Number.isNaN(first) ? undefined : now.getTime() - first;
}
