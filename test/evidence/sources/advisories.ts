import knownMalware from '../../../src/checks/known-malware.ts';
import knownVulnerability from '../../../src/checks/known-vulnerability.ts';
import { servicesAt } from '../../../src/config/services.ts';
import type { Feed, FeedAnswer, FeedName } from '../../../src/evidence/advisories/feed.ts';
import { mergeAnswers } from '../../../src/evidence/advisories/merge.ts';
import { osvFeed } from '../../../src/evidence/advisories/osv-feed.ts';
import { openCache } from '../../../src/evidence/cache.ts';
import { createHttp } from '../../../src/evidence/http.ts';
import { type Fact, unknown } from '../../../src/model/fact.ts';
import type { CheckResult } from '../../../src/model/outcome.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { outcomeOf } from '../../checks/given.ts';
import type { World } from '../../world/world.ts';
import { everyFeed, knownValue, now } from '../support.ts';
import { impatient } from './impatient.ts';

const clock = { now: () => now, monotonicMs: () => performance.now() };

/** npq's OSV feed against the world's OSV; each call is a run of its own. */
export function feedOf(world: World, cache?: string, budgetMs?: number, patienceMs = 60_000): Feed {
  const service = servicesAt({}, world.servicesUrl).osv;
  const http = createHttp({ npm: {}, userAgent: 'npq/test', clock, wait: async () => undefined });
  const budget = budgetMs === undefined ? {} : { budgetMs };
  return osvFeed({
    http: impatient(http, patienceMs),
    service,
    cache: openCache({ cache }),
    clock,
    ...budget,
  });
}

export async function answerOf(feed: Feed, pkg: PlannedPackage): Promise<Fact<FeedAnswer>> {
  const fact = (await feed.load([pkg])).get(pkg.key);
  if (fact === undefined) throw new Error(`no answer for ${pkg.key}`);
  return fact;
}

/** How both checks end where only these feeds were asked, and no other had an answer. */
export async function checked(
  feeds: Partial<Readonly<Record<FeedName, Feed>>>,
  pkg: PlannedPackage,
): Promise<{ readonly malware: CheckResult; readonly vulnerability: CheckResult }> {
  const answers = new Map<string, Fact<FeedAnswer>>();
  for (const [name, feed] of Object.entries(feeds)) answers.set(name, await answerOf(feed, pkg));
  const nobody = unknown('not-offered', 'test', 'it was not asked');
  const merged = mergeAnswers(
    everyFeed((name) => answers.get(name) ?? nobody),
    pkg.version,
    now,
  );
  const given = { advisories: knownValue(merged) };
  return {
    malware: outcomeOf(knownMalware, given, { pkg }),
    vulnerability: outcomeOf(knownVulnerability, given, { pkg }),
  };
}
