import { exoticSpec } from '../rows/dependency-spec.ts';

/** Dependencies that come from somewhere else than a registry, by what package.json writes. */

/** A repository or an address; anybody who owns that can put other code there. */
export function isExotic(spec: string): boolean {
  return exoticSpec(spec)?.kind === 'elsewhere';
}

/** `npm:other@1`: the package that a dependency's name stands for. */
export function aliasOf(spec: string): string | undefined {
  return /^npm:((?:@[^/@\s]{1,214}\/)?[^@/\s]{1,214})(?:@|$)/i.exec(spec.trim())?.[1]?.toLowerCase();
}

/** A path on the user's own disk. */
export function isLocal(spec: string): boolean {
  return exoticSpec(spec)?.kind === 'local';
}
