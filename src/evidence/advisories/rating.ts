import { type Severity, severityRank } from '../../model/finding.ts';
import { severityOfVector } from './cvss.ts';
import type { AdvisoryKind } from './feed.ts';

const words: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MODERATE', 'medium'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
  ['INFO', 'info'],
]);

export interface Rating {
  readonly severity: Severity;
  readonly rated: boolean;
}

/**
 * What a database's own word (`MODERATE`) or its vectors come to. The word is somebody's judgement of this hole
 * and comes first; of several vectors the worst counts, and of nothing readable the worst there is.
 */
export function ratingOf(ratings: readonly string[]): Rating {
  for (const one of ratings) {
    const word = words.get(one.toUpperCase());
    if (word !== undefined) return { severity: word, rated: true };
  }
  const found = ratings.flatMap((one) => severityOfVector(one) ?? []);
  const [worst] = found.sort((a, b) => severityRank(b) - severityRank(a));
  return worst === undefined ? { severity: 'critical', rated: false } : { severity: worst, rated: true };
}

/** Embedded malicious code and its kinds: trojan, virus, trapdoor, logic bomb, spyware. */
const malice = new Set(['CWE-506', 'CWE-507', 'CWE-508', 'CWE-509', 'CWE-510', 'CWE-511', 'CWE-512']);

export function kindOf(ids: readonly string[], weaknesses: readonly string[]): AdvisoryKind {
  const malware = ids.some((id) => id.startsWith('MAL-')) || weaknesses.some((one) => malice.has(one));
  return malware ? 'malware' : 'vulnerability';
}
