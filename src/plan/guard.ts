import { createRequire } from 'node:module';
import npa, { type Spec } from 'npm-package-arg';
import type { RawManifest } from 'pacote';

type Options = Readonly<Record<string, unknown>>;

/**
 * Stands between arborist and pacote: may let a call through, change its options, or answer in pacote's
 * place. Arborist hands its options to pacote, and so the guard travels in them, under GUARD_OPTION.
 */
export interface Guard {
  manifest(spec: Spec, options: Options, real: (over: Options) => Promise<RawManifest>): Promise<RawManifest>;
  extract(spec: Spec, options: Options, real: (over: Options) => Promise<unknown>): Promise<unknown>;
}

export const GUARD_OPTION = 'npqGuard';

interface Pacote {
  manifest(spec: string | Spec, options?: Options): Promise<RawManifest>;
  extract(spec: string | Spec, into: string, options?: Options): Promise<unknown>;
}

const guarded = new WeakSet<Pacote>();

/**
 * Puts the two functions of pacote that arborist calls behind the guard, on the very module object that the
 * arborist found by `require` holds. What the guard lets through is done by our own pacote, whoever's arborist
 * asks: npm 10's runs the `prepare` of a git dependency whatever its options say. The change keeps no state: a
 * call whose options carry no guard goes straight through.
 */
export function guardPacote(require: NodeJS.Require): void {
  const pacote = pacoteFor(require);
  if (guarded.has(pacote)) return;
  guarded.add(pacote);
  const { manifest, extract } = pacote;
  const ours = pacoteFor(createRequire(import.meta.url));
  const careful = ours === pacote ? { manifest, extract } : ours;
  pacote.manifest = async (spec, options = {}) => {
    const guard = options[GUARD_OPTION];
    if (!isGuard(guard)) return manifest(spec, options);
    const rest = { ...options, [GUARD_OPTION]: undefined };
    return guard.manifest(parsed(spec, options), rest, (over) =>
      careful.manifest(spec, { ...rest, ...over }),
    );
  };
  pacote.extract = async (spec, into, options = {}) => {
    const guard = options[GUARD_OPTION];
    if (!isGuard(guard)) return extract(spec, into, options);
    const rest = { ...options, [GUARD_OPTION]: undefined };
    return guard.extract(parsed(spec, options), rest, (over) =>
      careful.extract(spec, into, { ...rest, ...over }),
    );
  };
}

function pacoteFor(require: NodeJS.Require): Pacote {
  return createRequire(require.resolve('@npmcli/arborist'))('pacote');
}

function parsed(spec: string | Spec, options: Options): Spec {
  const where = options['where'];
  return npa(spec, typeof where === 'string' ? where : undefined);
}

function isGuard(value: unknown): value is Guard {
  return typeof value === 'object' && value !== null && 'manifest' in value && 'extract' in value;
}
