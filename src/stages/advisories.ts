import { askBulk } from '../evidence/advisories/bulk.ts';
import { databasePath } from '../evidence/advisories/database/place.ts';
import type { FeedName } from '../evidence/advisories/feed.ts';
import { localFeed } from '../evidence/advisories/local-feed.ts';
import { osvFeed } from '../evidence/advisories/osv-feed.ts';
import { ownFeed } from '../evidence/advisories/own-feed.ts';
import { protestwareFeed } from '../evidence/advisories/protestware-feed.ts';
import { registryFeed } from '../evidence/advisories/registry-feed.ts';
import type { Evidence, Sources } from '../evidence/gather.ts';
import { withoutCredentials } from '../evidence/registry-address.ts';
import { heldAgainstBefore, isSilence, type ServiceWord } from '../evidence/service-memory.ts';
import { known } from '../model/fact.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { Registry, Session } from './session.ts';

/** All that know of advisories, as sources for one plan. */
export function advisoryFeeds(
  { host, settings, folders }: Session,
  { http, answers, options, ownAdvisories, asked }: Registry,
  packages: readonly PlannedPackage[],
): Pick<Sources, FeedName> {
  return {
    osvAdvisories: osvFeed({ http, service: settings.services.osv, cache: answers, clock: host.clock }),
    localAdvisories: localFeed({
      ...{ files: host.files, clock: host.clock, path: databasePath(folders) },
      maxAgeDays: settings.advisoryMaxAgeDays,
    }),
    registryAdvisories: registryFeed({ options, clock: host.clock, packages, ask: asked.bulk(askBulk) }),
    ownAdvisories: ownFeed(ownAdvisories, host.clock.now()),
    protestwareList: protestwareFeed(),
  };
}

/** Sentences on services that have answered here before and are silent now. */
export async function fallenSilent(
  { host, folders, settings, config }: Session,
  packages: readonly PlannedPackage[],
  evidence: Evidence,
): Promise<readonly string[]> {
  // Who asks npm to work offline knows that nobody answers.
  if (config.get('offline') === true) return [];
  const { osv } = settings.services;
  const words = new Map<string, ServiceWord>();
  const now = host.clock.now();
  for (const pkg of packages) {
    const found = evidence.read(pkg, 'advisories');
    if (found === undefined) continue;
    const asked: readonly (readonly [FeedName, string, string])[] = [
      ['osvAdvisories', `${osv.id} ${osv.base}`, osv.name],
      ...registryOf(pkg),
    ];
    for (const [feed, id, name] of asked) {
      const silence = found.silent.get(feed);
      if (silence !== undefined && !isSilence(silence)) continue;
      // One answer that failed is worth a word, however many others came.
      words.set(id, { id, name, word: silence ?? words.get(id)?.word ?? answered(now) });
    }
  }
  return heldAgainstBefore(host, folders, [...words.values()]);
}

function answered(at: Date): ServiceWord['word'] {
  return known(true, 'services', at);
}

function registryOf({ origin }: PlannedPackage): readonly (readonly [FeedName, string, string])[] {
  if (origin.kind !== 'registry') return [];
  const address = withoutCredentials(origin.registry);
  return [['registryAdvisories', `audit ${address}`, `The audit of ${address}`]];
}
