import { createRequire } from 'node:module';
import { messageOf, NpqError } from '../errors.ts';
import type { NpmInstallation } from './npm.ts';

/** What npq uses of an `@npmcli/config` instance; methods that newer versions added are optional. */
export interface RawConfig {
  load(): Promise<void>;
  loadDefaults(): void;
  loadCLI(): void;
  validate(): boolean;
  get(key: string, where?: string): unknown;
  set(key: string, value: unknown, where?: string): void;
  find(key: string): string;
  isDefault(key: string): boolean;
  getUnknownConfigs?(where?: string): readonly { readonly where: string; readonly key: string }[];
  readonly flat: Readonly<Record<string, unknown>>;
  readonly data: ReadonlyMap<string, RawLayer>;
  readonly parsedArgv: { readonly remain: readonly string[] };
  readonly localPrefix: string;
  readonly globalPrefix: string;
  readonly localPackage: boolean | null;
  invalidHandler(key: string, value: unknown, type: unknown, source: string, where: string): void;
  abbrevHandler?(short: string, long: string): void;
  queueWarning?(type: string, ...texts: readonly unknown[]): void;
}

interface RawLayer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly source: string | null;
}

export interface Definition {
  readonly key: string;
  readonly type: unknown;
  readonly default: unknown;
  readonly description: string;
}

export type Definitions = Readonly<Record<string, Definition>>;

export interface NpmModules {
  readonly Config: new (options: Readonly<Record<string, unknown>>) => RawConfig;
  readonly definitions: Definitions;
  readonly shorthands: Readonly<Record<string, unknown>>;
  readonly flatten: (layer: object, flat?: object) => object;
  readonly nerfDarts: readonly string[];
  /** npm's name of a command for what was typed; undefined where that npm knows none. */
  deref(typed: string): string | undefined;
  /** Folder by name of the workspaces that the filters select. */
  workspaces(filters: readonly string[], options: WorkspaceOptions): Promise<ReadonlyMap<string, string>>;
  /** Why npq's own copy of `@npmcli/config` had to be taken; undefined where npm's own is in use. */
  readonly fellBack: string | undefined;
}

interface WorkspaceOptions {
  readonly path: string;
  readonly includeWorkspaceRoot: boolean;
  readonly relativeFrom: string;
}

type ConfigModules = Pick<
  NpmModules,
  'Config' | 'definitions' | 'shorthands' | 'flatten' | 'nerfDarts' | 'fellBack'
>;

/**
 * The user's npm's own reading of command line and configuration: abbreviations, options and commands differ
 * from major to major, and only that npm's copy knows its own.
 */
export async function loadNpmModules(npm: NpmInstallation): Promise<NpmModules> {
  const load = createRequire(npm.cli);
  const config = await configModules(load);
  return {
    ...config,
    deref(typed) {
      const deref = member(required(npm, load, '../lib/utils/cmd-list.js'), 'deref');
      if (typeof deref !== 'function') throw unfamiliar(npm, '../lib/utils/cmd-list.js');
      // `constructor` and the like find something that is no name in npm's plain objects.
      const verb: unknown = deref(typed);
      return typeof verb === 'string' ? verb : undefined;
    },
    async workspaces(filters, options) {
      const find = required(npm, load, '../lib/utils/get-workspaces.js');
      if (typeof find !== 'function') throw unfamiliar(npm, '../lib/utils/get-workspaces.js');
      return (await find(filters, options)) as ReadonlyMap<string, string>;
    },
  };
}

async function configModules(load: NodeJS.Require): Promise<ConfigModules> {
  try {
    return decode(load('@npmcli/config'), load('@npmcli/config/lib/definitions'), undefined);
  } catch (error) {
    const [config, definitions] = await Promise.all([
      import('@npmcli/config'),
      import('@npmcli/config/lib/definitions/index.js'),
    ]);
    return decode(config.default, definitions.default, messageOf(error));
  }
}

function decode(config: unknown, definitions: unknown, fellBack: string | undefined): ConfigModules {
  const flatten = member(definitions, 'flatten');
  const nerfDarts = member(definitions, 'nerfDarts');
  const known = member(definitions, 'definitions');
  const shorthands = member(definitions, 'shorthands');
  if (typeof config !== 'function' || typeof flatten !== 'function' || !known || !shorthands) {
    throw new Error('its @npmcli/config has another shape');
  }
  return {
    Config: config as ConfigModules['Config'],
    definitions: known as Definitions,
    shorthands: shorthands as ConfigModules['shorthands'],
    flatten: flatten as ConfigModules['flatten'],
    // npm 10 has no such list.
    nerfDarts: Array.isArray(nerfDarts) ? nerfDarts : [],
    fellBack,
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function required(npm: NpmInstallation, load: NodeJS.Require, file: string): unknown {
  try {
    return load(file);
  } catch (cause) {
    throw unfamiliar(npm, file, cause);
  }
}

function unfamiliar(npm: NpmInstallation, file: string, cause?: unknown): NpqError {
  return new NpqError('npm-unsupported', {
    message: `Expected ${file} of npm ${npm.version} in ${npm.root} to say how npm reads its command line, but could not use it.`,
    hint: 'Install a version of npm that npq knows: npm install -g npm@11',
    ...(cause === undefined ? {} : { cause }),
  });
}
