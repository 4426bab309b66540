import { createRequire } from 'node:module';
import type Arborist from '@npmcli/arborist';
import { messageOf } from '../errors.ts';
import { guardPacote } from './guard.ts';
import type { NpmInstallation } from './npm.ts';

export interface LoadedArborist {
  readonly Arborist: typeof Arborist;
  /**
   * Ours, for trees in which something could not be loaded: npm 10's takes such optional packages out without a
   * trace. Undefined where the resolver keeps them in sight.
   */
  readonly careful?: typeof Arborist;
  /** Full sentence; set where the user's npm has another resolver and it could not be loaded. */
  readonly fellBack?: string;
}

/**
 * The resolver that decides what npm will want. Ours is npm 11's; npm 10 and 12 want other trees (optional
 * peers, shrinkwraps, packageExtensions, installed links), and a gate that has only ours makes them fail, or
 * quietly install something else than they would alone. So where it is of another release line the user's own is taken.
 */
export async function loadArborist(npm: NpmInstallation): Promise<LoadedArborist> {
  const ours = createRequire(import.meta.url);
  const theirs = createRequire(npm.cli);
  const own = async (): Promise<typeof Arborist> => {
    guardPacote(ours);
    return (await import('@npmcli/arborist')).default;
  };
  try {
    const [our, their] = [ours, theirs].map((require) => lineOf(require('@npmcli/arborist/package.json')));
    if (our === their) return { Arborist: await own() };
    guardPacote(theirs);
    const loaded: unknown = theirs('@npmcli/arborist');
    if (!isArborist(loaded)) throw new Error('it is no class that builds trees');
    return { Arborist: loaded, ...(Number.parseInt(their ?? '', 10) < 9 ? { careful: await own() } : {}) };
  } catch (error) {
    const why = messageOf(error).split('\n', 1)[0] ?? '';
    const fellBack = `The resolver of npm ${npm.version} could not be loaded (${why}): the plan is npm 11's, and npm may want another.`;
    return { Arborist: await own(), fellBack };
  }
}

/** `9.9` of 9.9.3. */
function lineOf(manifest: unknown): string {
  if (manifest === null || typeof manifest !== 'object' || !('version' in manifest)) return '';
  return String(manifest.version).split('.', 2).join('.');
}

function isArborist(value: unknown): value is typeof Arborist {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { readonly prototype?: Readonly<Record<string, unknown>> };
  const used = ['buildIdealTree', 'loadVirtual', 'loadActual', 'reify', 'dedupe', 'prune', 'audit'];
  return used.every((name) => typeof prototype?.[name] === 'function');
}
