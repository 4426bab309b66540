import semver from 'semver';
import { type Severity, severityRank } from '../../model/finding.ts';
import type { Advisory, AdvisoryKind } from './feed.ts';

/** One hole, or one piece of malware, however many databases have a record of it. */
export interface Hole {
  /** The first is the one to show. */
  readonly ids: readonly string[];
  readonly kind: AdvisoryKind;
  readonly severity: Severity;
  readonly rated: boolean;
  readonly summary: string;
  /** The nearest version above the installed one in which it is repaired. */
  readonly fixed?: string;
  /** Only where every record of it is in doubt. */
  readonly doubt?: string;
  /**
   * Why it may be of any kind: no record of it was read that would tell malware. What the registry's audit says
   * of it settles nothing, as that leaves out most malware, or is what an attacker's mirror says.
   */
  readonly unread?: string;
}

/** An advisory of a feed that covers malware, or of another. */
type Told = Advisory & { readonly tellsMalware?: boolean };

const kindOrder: readonly AdvisoryKind[] = ['malware', 'protestware', 'vulnerability'];
const idOrder = ['MAL-', 'GHSA-', 'CVE-'];

/** Puts together what shares an id or an alias; worst first, and the same answers give the same order. */
export function holesOf(advisories: readonly Told[], version: string): readonly Hole[] {
  const root = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let above = root.get(at) ?? at; above !== at; above = root.get(at) ?? at) at = above;
    root.set(id, at);
    return at;
  };
  for (const { id, aliases } of advisories) {
    for (const alias of aliases) root.set(find(alias), find(id));
  }
  const groups = new Map<string, Told[]>();
  for (const advisory of advisories) {
    const key = find(advisory.id);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [advisory]);
    else group.push(advisory);
  }
  return [...groups.values()].map((group) => holeOf(group, version)).sort(worstFirst);
}

function holeOf(group: readonly Told[], version: string): Hole {
  const ids = [...new Set(group.flatMap(({ id, aliases }) => [id, ...aliases]))].sort(byId);
  const kind = kindOrder.find((one) => group.some((advisory) => advisory.kind === one)) ?? 'vulnerability';
  const unread = group.find((one) => one.unread === true);
  const isSettled = group.some((one) => one.unread !== true && one.tellsMalware === true);
  const rated = group.filter((advisory) => advisory.rated);
  const [worst] = [...(rated.length > 0 ? rated : group)].sort(
    (a, b) => severityRank(b.severity) - severityRank(a.severity),
  );
  const summaries = group.map(({ summary }) => summary).filter((text) => text !== '');
  const fixed = nearestAbove(
    version,
    group.flatMap((advisory) => advisory.fixed),
  );
  const [doubt] = group.map((advisory) => advisory.doubt);
  return {
    ...{ ids, kind, rated: rated.length > 0, summary: summaries.sort(byText)[0] ?? '' },
    severity: kind === 'malware' ? 'critical' : (worst?.severity ?? 'critical'),
    ...(fixed === undefined ? {} : { fixed }),
    ...(doubt !== undefined && group.every((one) => one.doubt !== undefined) ? { doubt } : {}),
    ...(unread === undefined || isSettled ? {} : { unread: unread.doubt ?? 'Its record could not be read.' }),
  };
}

function nearestAbove(version: string, fixed: readonly string[]): string | undefined {
  if (semver.valid(version, true) === null) return undefined;
  const above = fixed.filter((one) => semver.valid(one, true) !== null && semver.gt(one, version, true));
  return above.sort((a, b) => semver.compare(a, b, true))[0];
}

function worstFirst(a: Hole, b: Hole): number {
  return (
    kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
    severityRank(b.severity) - severityRank(a.severity) ||
    byText(a.ids[0] ?? '', b.ids[0] ?? '')
  );
}

function byId(a: string, b: string): number {
  return rank(a) - rank(b) || byText(a, b);
}

function rank(id: string): number {
  const at = idOrder.findIndex((prefix) => id.startsWith(prefix));
  return at < 0 ? idOrder.length : at;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
