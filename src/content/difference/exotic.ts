import { exoticSpec } from '../rows/dependency-spec.ts';

/** Dependencies that come from somewhere else than a registry, by what package.json writes. */

/** A repository or an address; anybody who owns that can put other code there. */
export function isExotic(spec: string): boolean {
  return exoticSpec(spec)?.kind === 'elsewhere';
}

/** A path on the user's own disk. */
export function isLocal(spec: string): boolean {
  return exoticSpec(spec)?.kind === 'local';
}
