import { type Fact, known, type Unknown } from '../../model/fact.ts';
import type { Advisories } from '../needs.ts';
import { type AdvisoryKind, advisoryKinds, type FeedAnswer, type FeedName, feedCovers } from './feed.ts';
import { holesOf } from './holes.ts';

export const feedNames = Object.keys(feedCovers) as readonly FeedName[];

/** The answers of all feeds on one version, as one; always known, for each feed's silence stands in it. */
export function mergeAnswers(
  answers: Readonly<Record<FeedName, Fact<FeedAnswer>>>,
  version: string,
  now: Date,
): Fact<Advisories> {
  const silent = new Map<FeedName, Unknown>();
  const spoke: FeedName[] = [];
  const asOf = new Map<FeedName, string>();
  for (const name of feedNames) {
    const answer = answers[name];
    const silence = answer.status === 'unknown' ? answer : answer.value.brokeOff;
    if (silence === undefined) spoke.push(name);
    else silent.set(name, silence);
    if (answer.status === 'known' && answer.value.asOf !== undefined) asOf.set(name, answer.value.asOf);
  }
  const all = feedNames.flatMap((name) => {
    const answer = answers[name];
    const tellsMalware = covers(name, 'malware');
    return answer.status === 'known' ? answer.value.advisories.map((one) => ({ ...one, tellsMalware })) : [];
  });
  const value: Advisories = {
    holes: holesOf(all, version),
    uncovered: uncovered(spoke, silent),
    ...{ spoke, silent, asOf },
  };
  return known(value, 'advisories', now);
}

/**
 * The kinds of which nobody could say that there is nothing, each with why the first who could have did not. What
 * is the matter with a database that somebody has made comes before all: it is the one that can be mended here.
 */
function uncovered(
  spoke: readonly FeedName[],
  silent: ReadonlyMap<FeedName, Unknown>,
): ReadonlyMap<AdvisoryKind, Unknown> {
  const found = new Map<AdvisoryKind, Unknown>();
  for (const kind of advisoryKinds) {
    const covering = feedNames.filter((name) => covers(name, kind));
    const why = covering.flatMap((name) => silent.get(name) ?? []);
    const first = why.find(({ reason }) => reason === 'out-of-date' || reason === 'damaged') ?? why[0];
    if (first !== undefined && !spoke.some((name) => covers(name, kind))) found.set(kind, first);
  }
  return found;
}

function covers(name: FeedName, kind: AdvisoryKind): boolean {
  return feedCovers[name].some((one) => one === kind);
}
