import type { Files } from '../host/host.ts';

/** As it is typed: `npq with <name> …`. */
export const managerNames = ['pnpm', 'yarn', 'bun'] as const;
export type ManagerName = (typeof managerNames)[number];

/** The user's own package manager. */
export interface FoundManager {
  readonly name: ManagerName;
  readonly version: string;
  readonly major: number;
  /** Absolute path of the program; never inside the project, but for a yarnPath that was agreed to. */
  readonly program: string;
  /** It is JavaScript, and runs under npq's own node. */
  readonly byNode: boolean;
}

/** Where the manager works. */
export interface ManagerProject {
  /** Folder of the lockfile, or where it would come to be. */
  readonly root: string;
  /** The folder npq was started in and all above it, as far as they are not the user's own home. */
  readonly folders: readonly string[];
}

/** One thing that the project's own files say to the manager. */
export interface Said {
  readonly file: string;
  readonly key: string;
  /** Full sentence. */
  readonly text: string;
  /** `refused`: the gate could not be put in its place, whoever agrees. */
  readonly kind: 'harmless' | 'dangerous' | 'refused';
  /** Files whose content belongs to what is agreed to. */
  readonly names?: readonly string[];
}

export interface Inspecting {
  readonly files: Pick<Files, 'info' | 'readText' | 'readBytes' | 'realPath' | 'list'>;
  readonly project: ManagerProject;
  /** Whether npm's own configuration has this registry; of a scope where one is given. */
  isOurs(registry: string, scope?: string): boolean;
}

export interface SteerInput {
  readonly major: number;
  /** With the secret and a slash at the end. */
  readonly gateUrl: string;
  /** Where everything else is refused. */
  readonly proxyUrl: string;
  /** `@acme`: scopes with a registry of their own in npm's configuration. */
  readonly scopes: readonly string[];
  /** npq's own, for store and caches: what lies in the user's was never vetted. */
  readonly ownFolder: string;
}

/** What sends the manager to the gate, whatever its own files say. */
export interface Steering {
  /** Before the user's own words. */
  readonly args: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
}

/** Two programs are called yarn, and have little in common: each is a kind of its own. */
export interface ManagerKind {
  /** Command words that install nothing; they count only as the very first word, where none can be mistaken. */
  readonly passed: ReadonlySet<string>;
  /** For those: what keeps them from installing by the way. */
  readonly passedArgs: readonly string[];
  readonly lockfiles: readonly string[];
  /** Files, from the root, in which it writes addresses of tarballs that have to be the registry's. */
  readonly addressed: readonly string[];
  /** It reads .npmrc too, of every folder above. */
  readonly readsNpmrc: boolean;
  /** The own folder holds what node_modules only points to, and stays. */
  readonly keepsOwnFolder: boolean;
  inspect(input: Inspecting): Promise<readonly Said[]>;
  steer(input: SteerInput): Steering;
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
