import { posix, win32 } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Env, Host } from '../host/host.ts';
import type { ConfigLayer, NpmConfig, NpmInstallation } from './npm.ts';
import { layerNames } from './npm.ts';
import { configError, plain } from './npm-config-errors.ts';
import { type Definitions, loadNpmModules, type NpmModules, type RawConfig } from './npm-modules.ts';

type Ports = Pick<Host, 'env'>;

export interface LoadedNpmConfig extends NpmConfig {
  /** Why npq's own copy of npm's configuration reader was taken; undefined where it is npm's own. */
  readonly fellBack: string | undefined;
  /** What npm will warn about when it runs: invalid values, unknown keys, abbreviations. */
  readonly warnings: readonly string[];
}

/** Options beyond npm's own, in the form of npm's definitions. */
export interface Extra {
  readonly definitions?: Definitions;
}

/**
 * The configuration as the user's npm reads it, in all its layers. Nothing of the project is run, nothing is
 * written; npm's reader puts `npm_config_*` into the environment that it is given, hence the copy.
 */
export async function loadNpmConfig(
  host: Ports,
  npm: NpmInstallation,
  args: readonly string[],
  extra: Extra = {},
): Promise<LoadedNpmConfig> {
  const modules = await loadNpmModules(npm);
  const { raw, warnings } = newConfig(host.env, npm, modules, args, extra);
  const layers = await loadLayers(raw);
  refuseUnknown(npm, raw);

  const global = raw.get('global') === true || raw.get('location') === 'global';
  const verb = modules.deref(raw.parsedArgv.remain[0] ?? '');
  return {
    npm,
    layers,
    flat: {
      ...raw.flat,
      nodeVersion: host.env.nodeVersion,
      npmVersion: npm.version,
      ...(verb === undefined ? {} : { npmCommand: verb }),
    },
    get: (key) => raw.get(key),
    remain: [...raw.parsedArgv.remain],
    localPrefix: raw.localPrefix,
    globalPrefix: raw.globalPrefix,
    global,
    installPath: global ? globalTop(host.env, raw.globalPrefix) : raw.localPrefix,
    workspaces: await selectedWorkspaces(host.env, modules, raw, global),
    fellBack: modules.fellBack,
    warnings,
  };
}

/** A configuration that is not loaded yet; `warnings` fills while it is. */
export function newConfig(
  env: Env,
  npm: NpmInstallation,
  modules: NpmModules,
  args: readonly string[],
  extra: Extra = {},
): { readonly raw: RawConfig; readonly warnings: readonly string[] } {
  const raw = new modules.Config({
    npmPath: npm.root,
    definitions: { ...modules.definitions, ...extra.definitions },
    shorthands: modules.shorthands,
    flatten: modules.flatten,
    nerfDarts: modules.nerfDarts,
    env: Object.fromEntries(Object.entries(env.vars).filter(([, value]) => value !== undefined)),
    argv: [env.execPath, npm.cli, ...args],
    cwd: env.cwd,
    execPath: env.execPath,
    platform: env.platform,
    warn: false,
  });
  return { raw, warnings: collectWarnings(raw) };
}

/** npm's reader keeps its warnings to itself or sends them to npm's logger, which nobody reads here. */
function collectWarnings(raw: RawConfig): readonly string[] {
  const warnings: string[] = [];
  const invalid = raw.invalidHandler;
  raw.invalidHandler = function (this: RawConfig, key, value, type, source, where) {
    warnings.push(plain(`invalid config ${key}=${JSON.stringify(value)} set in ${source}`));
    invalid.call(this, key, value, type, source, where);
  };
  const queue = raw.queueWarning;
  if (queue !== undefined) {
    raw.queueWarning = function (this: RawConfig, type, ...texts) {
      warnings.push(plain(texts.join(' ')));
      queue.call(this, type, ...texts);
    };
  }
  const abbreviated = raw.abbrevHandler;
  if (abbreviated !== undefined) {
    raw.abbrevHandler = (short, long) => {
      warnings.push(plain(`--${short} is read as --${long}`));
      abbreviated.call(raw, short, long);
    };
  }
  return warnings;
}

/** npm's parser stumbles over some texts (`a=null`, then `[a.b]`); what a file says is never a bug of ours. */
async function readFiles(raw: RawConfig): Promise<void> {
  try {
    await raw.load();
  } catch (error) {
    const told = configError(error);
    if (told !== error || !(error instanceof TypeError)) throw told;
    throw new NpqError('config-invalid', {
      message: `npm's configuration cannot be read: npm's own parser fails on it (${plain(error.message)}).`,
      hint: 'Look at the .npmrc of this project and at your own: npm would fail on it too.',
      cause: error,
    });
  }
}

/** Does what npm does between its start and its command, in the same order: invalid values reach `flat`. */
async function loadLayers(raw: RawConfig): Promise<readonly ConfigLayer[]> {
  try {
    await readFiles(raw);
    const scope = raw.get('scope');
    if (typeof scope === 'string' && scope !== '' && !scope.startsWith('@')) {
      raw.set('scope', `@${scope}`, raw.find('scope'));
    }
    const layers = layerNames.map((name) => {
      const layer = raw.data.get(name);
      return { name, source: layer?.source ?? name, data: new Map(Object.entries(layer?.data ?? {})) };
    });
    void raw.flat;
    raw.validate();
    withoutAudit(raw);
    return layers;
  } catch (error) {
    throw configError(error);
  }
}

/** npm's commands that build a tree switch the audit off where there is no project to audit. */
function withoutAudit(raw: RawConfig): void {
  const location = raw.get('location');
  const global = raw.get('global') === true;
  const inProject =
    location === 'project' || (raw.isDefault('location') && !global && raw.localPackage === true);
  if (raw.isDefault('audit') && (global || location === 'global' || !inProject)) raw.set('audit', false);
}

/** npm 12 refuses options that it does not know, and with `strict-npmrc` such lines of a file. */
function refuseUnknown(npm: NpmInstallation, raw: RawConfig): void {
  const strict = raw.get('strict-npmrc') === true;
  const unknown = (raw.getUnknownConfigs?.() ?? []).filter(({ where }) => where === 'cli' || strict);
  if (unknown.length === 0) return;
  const listed = unknown.map(({ where, key }) => (where === 'cli' ? `--${key}` : `${key} (${where})`));
  throw new NpqError('usage', {
    message: plain(`Expected options that npm ${npm.version} knows, found ${listed.join(', ')}.`),
    hint: 'See `npm help config` for the options of your npm.',
  });
}

function globalTop(env: Env, globalPrefix: string): string {
  return env.platform === 'win32' ? win32.resolve(globalPrefix) : posix.resolve(globalPrefix, 'lib');
}

/** As npm's commands that build a tree select them; the workspace that the cwd lies in counts too. */
async function selectedWorkspaces(
  { cwd, platform }: Env,
  modules: NpmModules,
  raw: RawConfig,
  global: boolean,
): Promise<readonly string[]> {
  const filters = workspaceFilters(raw);
  if (raw.get('workspaces') === false && filters.length > 0) {
    throw new NpqError('usage', {
      message: 'Expected --no-workspaces or --workspace, found both.',
      hint: 'Leave out one of the two options.',
    });
  }
  if (!selectsWorkspaces(raw)) return [];
  if (global) {
    throw new NpqError('usage', {
      message: 'Expected a project for its workspaces, found --global: npm has no workspaces there.',
      hint: 'Leave out --global, or the options that select workspaces.',
    });
  }
  const path = platform === 'win32' ? win32 : posix;
  const outside = path.relative(raw.localPrefix, cwd).startsWith('..');
  try {
    const found = await modules.workspaces(filters, {
      path: raw.localPrefix,
      includeWorkspaceRoot: false,
      relativeFrom: outside ? raw.localPrefix : cwd,
    });
    return [...found.keys()];
  } catch (error) {
    throw configError(error);
  }
}

export function selectsWorkspaces(raw: Pick<RawConfig, 'get'>): boolean {
  return raw.get('workspaces') === true || workspaceFilters(raw).length > 0;
}

function workspaceFilters(raw: Pick<RawConfig, 'get'>): readonly string[] {
  const filters = raw.get('workspace');
  return Array.isArray(filters) ? filters.map(String) : [];
}

/**
 * What `npm install` makes of its arguments: the prefix is not installed into itself, and a global install
 * of nothing means the folder one is in. Empty means the project's own dependencies.
 */
export function installSpecs(
  { env }: Ports,
  config: Pick<NpmConfig, 'global' | 'globalPrefix' | 'localPrefix'>,
  specs: readonly string[],
): readonly string[] {
  const path = env.platform === 'win32' ? win32 : posix;
  const prefix = config.global ? config.globalPrefix : config.localPrefix;
  const kept = specs.filter((spec) => path.resolve(env.cwd, spec) !== prefix);
  if (!config.global) return kept;
  if (kept.some((spec) => spec === '')) {
    throw new NpqError('usage', {
      message: 'Expected the name of a package, found an empty argument.',
      hint: 'For example: npq install --global typescript',
    });
  }
  return kept.length === 0 ? ['.'] : kept;
}
