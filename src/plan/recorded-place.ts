import type { Node } from '@npmcli/arborist';
import type { Disagreement, RecordedPlace } from '../model/plan.ts';
import { isLocked, isOnDisk, recordedOf, type Today } from './today.ts';

/** What a lockfile claims of this place; of a yarn.lock only what disagrees with the edges. */
export function recordedPlace(
  node: Node,
  disagreement: Disagreement | undefined,
  today: Today,
): RecordedPlace | undefined {
  if (isOnDisk(node, today)) return undefined;
  const locked = isLocked(node, today);
  const byYarn = today.followsYarn && disagreement !== undefined;
  if (!locked && node.inShrinkwrap !== true && !byYarn) return undefined;
  // Arborist completes what an old lockfile leaves out: what stood there is what counts.
  const stood = locked ? today.places.get(node.location) : undefined;
  return {
    by: !locked && node.inShrinkwrap === true ? 'shrinkwrap' : 'lockfile',
    ...(stood ?? recordedOf(node)),
    ...(disagreement === undefined ? {} : { disagreement }),
  };
}
