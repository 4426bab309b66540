/** The user's own npm, and its configuration as that npm reads it. */

export interface NpmInstallation {
  /** Absolute folder with package.json, bin and lib; never inside the project. */
  readonly root: string;
  readonly version: string;
  readonly major: number;
  /** bin/npm-cli.js in it. */
  readonly cli: string;
}

export const layerNames = ['default', 'builtin', 'global', 'user', 'project', 'env', 'cli'] as const;
export type LayerName = (typeof layerNames)[number];

export interface ConfigLayer {
  readonly name: LayerName;
  /** Path of the file, or words for env and cli. */
  readonly source: string;
  /** As npm reads it: `${VAR}` replaced, types applied. */
  readonly data: ReadonlyMap<string, unknown>;
}

export interface NpmConfig {
  readonly npm: NpmInstallation;
  /** Least to most important. */
  readonly layers: readonly ConfigLayer[];
  /** The options that npm hands to its libraries (camelCase: `legacyPeerDeps`, `@acme:registry`). */
  readonly flat: Readonly<Record<string, unknown>>;
  /** Effective value by its kebab-case key. */
  get(key: string): unknown;
  /** Positional arguments, verb first. */
  readonly remain: readonly string[];
  /** The project that npm found by walking up; not always the cwd. */
  readonly localPrefix: string;
  readonly globalPrefix: string;
  readonly global: boolean;
  /** Folder that npm installs into: the project, or npm's global folder. */
  readonly installPath: string;
  /** Names of the workspaces that `--workspace`/`--workspaces` select; empty means the root. */
  readonly workspaces: readonly string[];
}
