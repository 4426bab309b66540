import { type Finding, type Severity, severityRank } from '../model/finding.ts';
import { defineStory } from './define.ts';
import { isScriptAlone } from './script-alone.ts';

/** What the version itself shows; worth a story from `high` on. */
const content = ['new-capability', 'hidden-install-hook', 'suspicious-code', 'manifest-confusion'];
/** Who published it, and when. */
const hands = ['fresh-release', 'trust-downgrade', 'typosquat', 'expired-domain'];
/** A name that resembles another says nothing of whose hands a package is in. */
const changedHands: ReadonlySet<string> = new Set(['fresh-release', 'trust-downgrade', 'expired-domain']);

/** What no honest release needs to have, other than an age. */
const lost: ReadonlySet<string> = new Set(['trust-downgrade', 'expired-domain']);

export default defineStory({
  id: 'hijacked-release',
  title: 'Looks like the release of somebody who took the package over',
  why: 'A hijacked package shows it twice: its code can do something that it has no need of, and it did not come the way its releases come.',
  from: [],
  besides: [content, hands],
  also: ['install-script'],
  counts: (finding, all) => {
    const { check, severity, data } = finding;
    if (check === 'manifest-confusion') return all.some((other) => isGrave(other, all));
    if (content.includes(check)) return isGrave(finding, all);
    return hands.includes(check) ? isAtLeast(severity, 'medium') : data['runsNow'] !== false;
  },
  tell(_parts, absorbs) {
    const codes = absorbs.filter(({ check }) => content.includes(check));
    const others = absorbs.filter(({ check }) => hands.includes(check));
    const [worst] = [...codes].sort(
      (one, other) => severityRank(other.severity) - severityRank(one.severity),
    );
    const excerpt = [...new Set(absorbs.flatMap((part) => part.excerpt ?? []))];
    return {
      severity: isSure(codes, others) ? 'critical' : 'high',
      confidence: isSure(codes, others) ? 'high' : 'medium',
      message: [...others, ...codes].map(({ message }) => message).join('; '),
      // Of a package that was not meant at all no other version is any better.
      advice: (others.find(({ check }) => check === 'typosquat') ?? worst)?.advice ?? '',
      ...(excerpt.length === 0 ? {} : { excerpt: excerpt.slice(0, 12) }),
      data: Object.fromEntries(absorbs.map((part) => [part.check, part.data])),
    };
  },
});

/**
 * Every release is fresh once, and honest ones begin to run scripts too: there somebody decides. That it lost its
 * provenance, or that its publisher's domain was there for anybody to take, is a second witness.
 */
function isGrave(finding: Finding, all: readonly Finding[]): boolean {
  if (!content.includes(finding.check) || !isAtLeast(finding.severity, 'high')) return false;
  const needs = isScriptAlone(finding)
    ? 'medium'
    : finding.check === 'manifest-confusion'
      ? 'high'
      : undefined;
  return (
    needs === undefined || all.some(({ check, severity }) => lost.has(check) && isAtLeast(severity, needs))
  );
}

function isAtLeast(severity: Severity, least: Severity): boolean {
  return severityRank(severity) >= severityRank(least);
}

/**
 * What a release can do that the one before could not, from hands that are not sure to be the same; or two things
 * of independent kinds, each of which would stop it until somebody looked.
 */
function isSure(codes: readonly Finding[], others: readonly Finding[]): boolean {
  if (codes.some(({ severity }) => severity === 'critical')) return true;
  const news = codes.filter(({ check }) => check === 'new-capability');
  return others.some(({ check, severity }) => {
    const isNew = news.length > 0 && changedHands.has(check);
    return isAtLeast(severity, isNew ? 'medium' : 'high');
  });
}
