/** A package of a registry, by its real name (never an alias) and exact version. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
}

export function formatId(id: PackageId): string {
  return `${id.name}@${id.version}`;
}

/** `@acme` of `@acme/tool`; undefined for unscoped names. */
export function scopeOf(name: string): string | undefined {
  const slash = name.indexOf('/');
  return name.startsWith('@') && slash > 1 ? name.slice(0, slash) : undefined;
}
