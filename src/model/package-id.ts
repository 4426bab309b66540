/** A package of a registry, by its real name (never an alias) and exact version. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
}

export function formatId(id: PackageId): string {
  return `${id.name}@${id.version}`;
}
