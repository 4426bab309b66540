import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from '../host/host.ts';
import { packageFolder } from '../package-folder.ts';

export interface NestedVarsInput {
  readonly env: Pick<Env, 'vars' | 'platform'>;
  /** Every scope that any layer of the configuration sends to a registry of its own. */
  readonly scopes: readonly string[];
  readonly gateUrl: string;
  /** npq's own folder of shims. */
  readonly shims: string | undefined;
}

/**
 * What sends the npm of a script to the gate for scopes with a registry of their own. npm hands its options on
 * to scripts, but none of these; and a shell such as dash drops variables whose names are not its own. So an
 * npm that stands first on the PATH of scripts sets them again, for itself.
 *
 * It also stands before npq's own shims: what a script's npm fetches is vetted by the npq that opened the gate,
 * and a second npq, with questions of its own, has nothing to add to that.
 */
export function nestedVars({ env, scopes, gateUrl, shims }: NestedVarsInput): Env['vars'] {
  const pathKey = Object.keys(env.vars).find((name) =>
    env.platform === 'win32' ? name.toUpperCase() === 'PATH' : name === 'PATH',
  );
  const folder = fileURLToPath(new URL('bin/nested', packageFolder));
  const path = pathKey === undefined ? undefined : env.vars[pathKey];
  const shimmed = shims !== undefined && path?.split(delimiter).includes(shims) === true;
  if (scopes.length === 0 && !shimmed) return {};
  return {
    [pathKey ?? 'PATH']: path ? `${folder}${delimiter}${path}` : folder,
    NPQ_NESTED_SCOPES: scopes.join(' '),
    ...Object.fromEntries(scopes.map((scope) => [`npm_config_${scope}:registry`, gateUrl])),
  };
}
