import type { PackageId } from '../model/package-id.ts';
import { formatId } from '../model/package-id.ts';
import type { Change } from '../model/plan.ts';
import type { Recorded } from './today.ts';

/** What becomes of one place. */
export function changeOf(planned: Recorded, today: Recorded | undefined): Change {
  if (today === undefined) return { kind: 'added' };
  if (today.name !== planned.name) return { kind: 'changed', from: formatId(today) };
  if (today.version !== planned.version) return { kind: 'changed', from: today.version };
  return sameBytes(planned, today) ? { kind: 'unchanged' } : { kind: 'changed', from: today.version };
}

/** What today has and the plan does not, at any place. */
export function removedFrom(today: Iterable<Recorded>, planned: Iterable<PackageId>): readonly PackageId[] {
  const kept = new Set([...planned].map(formatId));
  const gone = new Map<string, PackageId>();
  for (const { name, version } of today) {
    const id = { name, version };
    if (!kept.has(formatId(id))) gone.set(formatId(id), id);
  }
  return [...gone.values()];
}

/** Where one side names no integrity, as for git and links, the addresses speak. */
function sameBytes(planned: Recorded, today: Recorded): boolean {
  if (planned.integrity !== undefined && today.integrity !== undefined) {
    return planned.integrity === today.integrity;
  }
  return (planned.resolved ?? '') === (today.resolved ?? '') || today.resolved === undefined;
}
