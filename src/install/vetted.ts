import type { PlannedPackage } from '../model/plan.ts';

/** A package of a registry that npm may have, bound to its bytes. */
export interface VettedPackage {
  readonly package: PlannedPackage;
  /**
   * SRI of the bytes: the sha512 that we computed while reading them, or what the ledger knows. Only bytes
   * that match it leave the gate.
   */
  readonly integrity: string;
  /**
   * Further addresses under which npm may ask for these bytes, such as a `resolved` of the lockfile that the
   * plan accepted. What the registry publishes and its usual path need not be named.
   */
  readonly addresses?: readonly string[];
}

/** name → version → package. Maps, because names come from strangers: `__proto__` is one. */
export type VettedIndex = ReadonlyMap<string, ReadonlyMap<string, VettedPackage>>;

export function indexVetted(vetted: readonly VettedPackage[]): VettedIndex {
  const byName = new Map<string, Map<string, VettedPackage>>();
  for (const one of vetted) {
    const { name, version, origin } = one.package;
    if (origin.kind !== 'registry') continue;
    const versions = byName.get(name) ?? new Map<string, VettedPackage>();
    versions.set(version, one);
    byName.set(name, versions);
  }
  return byName;
}
