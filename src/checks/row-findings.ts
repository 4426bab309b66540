import { allHooks } from '../content/hooks.ts';
import { isUnreadCode } from '../content/rows/evasion.ts';
import { withoutOldNews } from '../content/rows/old-news.ts';
import { type Hit, type RowClass, rowsOf } from '../content/rows/rows.ts';
import type { Tier } from '../content/rows/tiers.ts';
import type { PreviousContent, TarballContent, VersionDocument } from '../evidence/needs.ts';
import { type FindingDraft, type Severity, severityRank } from '../model/finding.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { MaybeFacts } from './define.ts';
import { excerptOf, messageOf } from './row-words.ts';

/** What the checks of a package's content share: which rows of the table hold, and what that comes to. */

/** To pass what nobody looked into would be the gap that an attack needs. */
export const noCode = 'its code was not read';

/** Worst first; empty where the package has no record of its code, as a linked folder has none. */
export function hitsOf(
  pkg: PlannedPackage,
  content: TarballContent,
  document: VersionDocument | undefined,
  before?: TarballContent,
): readonly Hit[] {
  const origin = pkg.origin.kind;
  const { hooks } = allHooks(origin, content, document);
  return rowsOf({
    ...{ content, hooks, origin },
    ...(document === undefined ? {} : { document }),
    ...(before === undefined ? {} : { before }),
    ...registryHost(pkg),
  });
}

/** The same, with what earlier versions had in just this way one step milder: a hijack is always new. */
export function newsOf(
  pkg: PlannedPackage,
  content: TarballContent,
  { versionDocument, previousContent }: MaybeFacts<'versionDocument' | 'previousContent'>,
): readonly Hit[] {
  const releases = previousContent.status === 'known' ? previousContent.value.releases : [];
  return newsSince(releases, pkg, content, versionDocument);
}

export function newsSince(
  releases: PreviousContent['releases'],
  pkg: PlannedPackage,
  content: TarballContent,
  document: MaybeFacts<'versionDocument'>['versionDocument'],
): readonly Hit[] {
  const published = document.status === 'known' ? document.value : undefined;
  // A worm's last version stood there for an hour: what that one had is no old news.
  const settled = releases.findLast(({ young }) => young === undefined);
  const hits = hitsOf(pkg, content, published, (settled ?? releases.at(-1))?.content);
  if (hits.length === 0 || settled === undefined) return hits;
  const earlier = releases.map((release) => hitsOf(pkg, release.content, undefined));
  return withoutOldNews(hits, earlier);
}

function registryHost({ origin }: PlannedPackage): { readonly registryHost?: string } {
  if (origin.kind !== 'registry' || !URL.canParse(origin.registry)) return {};
  return { registryHost: new URL(origin.registry).hostname };
}

const severities: Readonly<Record<Tier, Severity>> = {
  block: 'critical',
  high: 'high',
  notice: 'low',
  info: 'info',
};

const mostRows = 50;

/**
 * One finding on those hits that a check is about; undefined where there are none. `all` of the package decide
 * whether two independent ones meet, each of which would only be asked about.
 */
export function rowFinding(own: readonly Hit[], all: readonly Hit[]): FindingDraft | undefined {
  const [worst] = own;
  if (worst === undefined) return undefined;
  const severity = severityOf(worst, own, all);
  return {
    severity,
    confidence: worst.tier === 'block' ? 'high' : worst.tier === 'info' ? 'low' : 'medium',
    message: messageOf(own),
    advice: advice[severity],
    excerpt: excerptOf(own),
    data: {
      rows: own.slice(0, mostRows).map(({ id, tier, says, path = null, traits }) => {
        return { id, tier, says, path, line: traits[0]?.line ?? null };
      }),
      count: own.length,
    },
  };
}

function severityOf(worst: Hit, own: readonly Hit[], all: readonly Hit[]): Severity {
  if (worst.tier === 'high' && all.some((other) => isIndependent(worst, other))) return 'critical';
  const severity = severities[worst.tier];
  const isUnread = own.some(isUnreadCode) && severityRank(severity) < severityRank('medium');
  return isUnread ? 'medium' : severity;
}

const codeClasses: ReadonlySet<RowClass | undefined> = new Set(['I', 'C']);

/** Two rows on one file may be about one thing; rows of two kinds on two places are not. */
function isIndependent(one: Hit, other: Hit): boolean {
  if (other.tier !== 'high' && other.tier !== 'block') return false;
  if (one.class === other.class) return false;
  const areCode = codeClasses.has(one.class) && codeClasses.has(other.class);
  return !areCode || one.path !== other.path;
}

const advice: Readonly<Record<Severity, string>> = {
  critical:
    'Do not install it. Where it ran before, replace every token and password that was within its reach.',
  high: 'Do not install it before somebody has read these lines; an earlier version may not have them.',
  medium: 'Have somebody look at what could not be read here, or take an earlier version.',
  low: 'Nothing to do where you know why it does that.',
  info: 'Nothing to do; this is for whoever wants to look closer.',
};
