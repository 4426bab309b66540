import { isDeepStrictEqual } from 'node:util';
import { isInside } from '../config/folders.ts';
import type { Env } from '../host/host.ts';
import type { ConfigLayer, LayerName, NpmConfig } from '../plan/npm.ts';

/** npm's configuration divided into what the project says and what the user has without it. */
export interface Sides {
  /** The project's own layer, and layers that the project made npm read from another file. */
  readonly project: readonly ConfigLayer[];
  /** What npm would use without the project's file. */
  yours(key: string): unknown;
  /** Where the user's environment or command line sets the key, and the project's word so has no effect. */
  overriddenBy(key: string): string | undefined;
  /** npm has a definition for the key; others it hands to scripts all the same. */
  known(key: string): boolean;
}

type Home = Pick<Env, 'home' | 'accountHome'>;

const strongest: readonly LayerName[] = ['cli', 'env', 'user', 'global', 'builtin', 'default'];

export function sidesOf(config: Pick<NpmConfig, 'layers' | 'localPrefix'>, home: Home): Sides {
  const layers = new Map(config.layers.map((layer) => [layer.name, layer]));
  const has = (name: LayerName, key: string) => layers.get(name)?.data.has(key) === true;
  const lookup = (names: readonly LayerName[]) => (key: string) =>
    layers.get(names.find((name) => has(name, key)) ?? 'default')?.data.get(key);
  const overriddenBy = (key: string) =>
    has('cli', key) ? 'your command line' : has('env', key) ? 'your environment' : undefined;

  // `HOME=/app` in a container: then npm takes the .npmrc of the checkout for the user's own.
  const user = layers.get('user')?.source;
  const byDefault = overriddenBy('userconfig') === undefined;
  const isProjects = user !== undefined && isInside(user, config.localPrefix);
  const redirectedByHome = byDefault && isProjects && home.home !== home.accountHome;

  // A project that names another userconfig would write both sides of the comparison.
  const redirected = new Set<LayerName>(redirectedByHome ? ['user'] : []);
  const redirects = (key: string) => {
    const project = layers.get('project')?.data;
    if (!project?.has(key) || overriddenBy(key) !== undefined) return false;
    return !isDeepStrictEqual(
      project.get(key),
      lookup(strongest.filter((name) => !redirected.has(name)))(key),
    );
  };
  if (redirects('userconfig')) redirected.add('user').add('global');
  if (redirects('prefix') || redirects('globalconfig')) redirected.add('global');

  const project = (['project', 'user', 'global'] as const).flatMap((name) => {
    const layer = layers.get(name);
    return layer && (name === 'project' || redirected.has(name)) ? [layer] : [];
  });
  return {
    project,
    yours: lookup(strongest.filter((name) => !redirected.has(name))),
    overriddenBy,
    known: (key) => has('default', key),
  };
}
