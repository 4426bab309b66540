import { unknown } from '../../model/fact.ts';
import type { Feed } from './feed.ts';

/** In the place of the local database where there is none. */
export function noLocalFeed(): Feed {
  const nothing = unknown('not-offered', 'local-advisories', 'there is no local advisory database');
  return {
    ...{ id: 'local-advisories', batchSize: 5_000, concurrency: 1, audience: 'local' },
    load: async (packages) => new Map(packages.map(({ key }) => [key, nothing])),
  };
}
