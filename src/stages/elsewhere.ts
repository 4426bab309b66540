import type { Evidence } from '../evidence/gather.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { isAtRegistry } from '../plan/addresses.ts';

/** Hosts that no configuration names, and that were asked because a registry keeps its tarballs there. */
export function elsewhereNotes(
  packages: readonly PlannedPackage[],
  evidence: Pick<Evidence, 'read'>,
  options: Readonly<Record<string, unknown>>,
  defaultRegistry: string,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const pkg of packages) {
    if (pkg.origin.kind !== 'registry' || evidence.read(pkg, 'tarball') === undefined) continue;
    const address = evidence.read(pkg, 'versionDocument')?.dist.tarball;
    if (address === undefined || isAtRegistry(address, options, defaultRegistry)) continue;
    const { host } = new URL(address);
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return [...counts].map(([host, count]) =>
    count === 1
      ? `1 tarball was fetched from ${host}, where its registry says that it lies.`
      : `${count} tarballs were fetched from ${host}, where their registry says that they lie.`,
  );
}
