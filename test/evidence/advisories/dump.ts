import { join } from 'node:path';
import knownMalware from '../../../src/checks/known-malware.ts';
import { type UpdateInput, updateDatabase } from '../../../src/evidence/advisories/database/update.ts';
import type { FeedAnswer } from '../../../src/evidence/advisories/feed.ts';
import { localFeed } from '../../../src/evidence/advisories/local-feed.ts';
import { mergeAnswers } from '../../../src/evidence/advisories/merge.ts';
import { createHttp } from '../../../src/evidence/http.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { type Fact, known, unknown } from '../../../src/model/fact.ts';
import { outcomeOf } from '../../checks/given.ts';
import type { World } from '../../world/world.ts';
import { planned } from '../support.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** When these tests take place. */
export const now = new Date('2026-06-01T12:00:00.000Z');
export const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();

/** One user's database in a folder of its own, and a world that serves the dump. */
export function localDatabase(world: World, folder: string) {
  const path = join(folder, 'cache', 'advisories.npqdb');
  const at = { now };
  const clock = { now: () => at.now, monotonicMs: () => performance.now() };
  const service = { id: 'osv-dump', name: "OSV's dump", base: `${world.servicesUrl}osv-dump/` };
  const counts: (readonly [number, number | undefined, string])[] = [];
  const http = () =>
    createHttp({ ...{ npm: {}, userAgent: 'npq/test', clock }, wait: async () => {}, jitter: () => 0.5 });
  return {
    path,
    at,
    counts,
    service,
    update: (over: Partial<UpdateInput> = {}) =>
      updateDatabase({
        ...{ files: nodeFiles, clock, http: http(), service, path },
        steps: { stage: () => {}, count: (done, total, unit) => void counts.push([done, total, unit]) },
        ...over,
      }),
    async ask(name: string, version: string, maxAgeDays = 7): Promise<Fact<FeedAnswer>> {
      const feed = localFeed({ files: nodeFiles, clock, path, maxAgeDays });
      const pkg = planned(name, version);
      const fact = (await feed.load([pkg])).get(pkg.key);
      if (fact === undefined) throw new Error('no answer');
      return fact;
    },
  };
}

/** `clean`, the ids, or why it is not known; both where what is known is not all there may be. */
export function told(fact: Fact<FeedAnswer>): string | readonly string[] {
  if (fact.status === 'unknown') return fact.reason;
  const { advisories, brokeOff } = fact.value;
  const ids = advisories.map(({ id }) => id);
  const reason = brokeOff?.reason ?? 'clean';
  return ids.length === 0 ? reason : [...ids, ...(brokeOff === undefined ? [] : [reason])];
}

/** How the check for malware ends where all other services are silent and only the local database is asked. */
export function malwareEndsAs(fact: Fact<FeedAnswer>): string {
  const silent = unknown('offline', 'test', 'there is no network');
  const nothing = known({ advisories: [] }, 'test', now);
  const answers = {
    ...{ osvAdvisories: silent, registryAdvisories: silent, localAdvisories: fact },
    ...{ ownAdvisories: nothing, protestwareList: nothing },
  };
  const advisories = mergeAnswers(answers, '1.0.0', now);
  if (advisories.status === 'unknown') throw new Error(advisories.detail);
  return outcomeOf(knownMalware, { advisories: advisories.value }).kind;
}
