import { formatId } from '../model/package-id.ts';
import type { Origin, Plan, PlannedPackage } from '../model/plan.ts';

const ownKinds: ReadonlySet<Origin['kind']> = new Set(['directory', 'workspace']);

/**
 * True where everybody on the way to a package is the project itself or one of its folders. A registry package
 * may bear the same name and version as a folder: then nobody knows who asked, and it counts as a stranger.
 */
export function isAskedForByOwnCode(pkg: PlannedPackage, plan: Plan): boolean {
  return pkg.entries.every((entry) => {
    const askers = entry.path.slice(0, -1);
    return askers.every((id) => {
      const bearers = plan.packages.filter((candidate) => formatId(candidate) === id);
      return bearers.length > 0 && bearers.every((bearer) => ownKinds.has(bearer.origin.kind));
    });
  });
}
