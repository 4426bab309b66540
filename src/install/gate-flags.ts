import { NpqError } from '../errors.ts';
import type { Env } from '../host/host.ts';
import type { Plan } from '../model/plan.ts';
import type { NpmConfig } from '../plan/npm.ts';

export interface GateFlagsInput {
  readonly config: NpmConfig;
  readonly gateUrl: string;
  /** Tells the gate our npm from those that its scripts start; without it all count as started by scripts. */
  readonly gateToken?: string;
  readonly plan: Plan;
  /** Our flag replaces the list of NO_PROXY, which therefore has to be in it. */
  readonly vars: Env['vars'];
}

/**
 * The options that send npm to the gate, whatever any of its layers says: on the command line they beat all.
 * None of them weakens what the user's npm refuses (allow-git, allow-remote, allow-scripts, release age).
 */
export function gateFlags(input: GateFlagsInput): string[] {
  const { config, gateUrl } = input;
  return [
    `--registry=${gateUrl}`,
    ...scopesOf(config).map((scope) => `--${scope}:registry=${gateUrl}`),
    ...tokenFlag(input),
    `--noproxy=${['127.0.0.1', ...noProxyOf(input)].join(',')}`,
    '--no-offline',
    // Offline npm asks for no audit; without `offline` it would.
    ...(config.get('offline') === true ? ['--no-audit'] : []),
    ...cacheFlag(config),
    `--replace-registry-host=${replacedHost(input.plan, config)}`,
  ];
}

/** npm exports its options to scripts, but none whose key begins with a slash. */
function tokenFlag({ gateUrl, gateToken }: GateFlagsInput): string[] {
  return gateToken === undefined ? [] : [`--//${new URL(gateUrl).host}/:_authToken=${gateToken}`];
}

/**
 * What follows `--` are positionals for npm: ours go before it, and after the user's, since the last one wins. Not
 * so for a scope's registry: npm makes a list of two, which is no address to it, so ours takes the user's place.
 */
export function insertFlags(npmArgs: readonly string[], flags: readonly string[]): string[] {
  const end = npmArgs.indexOf('--');
  const cut = end === -1 ? npmArgs.length : end;
  const scoped = new Set(flags.map(keyOf).filter((key) => key.startsWith('@')));
  const theirs = npmArgs.slice(0, cut).filter((arg) => !(arg.startsWith('-') && scoped.has(keyOf(arg))));
  return [...theirs, ...flags, ...npmArgs.slice(cut)];
}

/** npm takes any number of dashes. */
function keyOf(arg: string): string {
  return arg.replace(/^-+(no-)*/, '').replace(/=.*$/s, '');
}

/**
 * Every scope that any layer knows: `--registry` does not cover them, and `scope=@s` with `@s:registry=`
 * diverts all packages, those without a scope too.
 */
export function scopesOf(config: NpmConfig): string[] {
  const keys = [...config.layers.flatMap(({ data }) => [...data.keys()]), ...Object.keys(config.flat)];
  const configured = keys.flatMap((key) => /^(@[^/:\s]+):registry$/.exec(key)?.[1] ?? []);
  const chosen = config.layers.flatMap(({ data }) => {
    const scope = data.get('scope');
    return typeof scope === 'string' && scope !== '' ? [scope.startsWith('@') ? scope : `@${scope}`] : [];
  });
  return [...new Set([...configured, ...chosen])].sort();
}

function noProxyOf({ config, vars }: GateFlagsInput): string[] {
  const configured = config.get('noproxy');
  const texts = [
    ...(Array.isArray(configured) ? configured : [configured]),
    vars['NO_PROXY'],
    vars['no_proxy'],
  ];
  const hosts = texts.flatMap((text) => (typeof text === 'string' ? text.split(',') : []));
  return [...new Set(hosts.map((host) => host.trim()))].filter((host) => host !== '' && host !== '127.0.0.1');
}

/** The cache that was used for looking: a project's own may hold poisoned documents. */
function cacheFlag(config: NpmConfig): string[] {
  const cache = config.get('cache');
  return typeof cache === 'string' && cache !== '' ? [`--cache=${cache}`] : [];
}

/**
 * `always` brings every tarball to the gate, but breaks git dependencies and writes the gate's address into the
 * lockfile for URL dependencies. With those only the one host of the plan's registries is replaced.
 */
export function replacedHost(plan: Plan, { get }: Pick<NpmConfig, 'get'>): string {
  // npm 10 asks the gate for a folder too, where it installs folders instead of linking them.
  const kinds = ['git', 'remote', ...(get('install-links') === true ? ['directory'] : [])];
  const foreign = plan.packages.filter(({ origin }) => kinds.includes(origin.kind));
  if (foreign.length === 0) return 'always';
  const hosts = [...new Set(plan.registries.map((url) => new URL(url).hostname))];
  const [only] = hosts;
  if (hosts.length > 1) {
    throw new NpqError('gate-failed', {
      message:
        `Expected one registry host beside git or URL dependencies, found ${hosts.join(', ')}: ` +
        'npm can be sent to the gate for only one of them.',
      hint: 'Install the git and URL dependencies in a run of their own.',
    });
  }
  return only ?? 'never';
}
