import type { PackageId } from './package-id.ts';

/** What the edge asked for, and so where the bytes come from. */
export type Origin =
  | { readonly kind: 'registry'; readonly registry: string }
  | { readonly kind: 'git'; readonly spec: string; readonly host: string; readonly commit?: string }
  | { readonly kind: 'remote'; readonly url: string; readonly host: string }
  | { readonly kind: 'file'; readonly path: string }
  /** A folder that is linked (`file:../x`, `npm link`). */
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'workspace'; readonly path: string }
  /** Inside another package's tarball; it may claim any name. */
  | { readonly kind: 'bundled'; readonly by: string };

/** Against today's lockfile (or tree where there is none); for showing, never for deciding. */
export type Change =
  | { readonly kind: 'added' }
  | { readonly kind: 'changed'; readonly from: string }
  | { readonly kind: 'unchanged' };

/** One place of the tree that npm would fill. */
export interface PlanEntry {
  /** Path in the project with forward slashes, as in package-lock.json: `node_modules/a/node_modules/b`. */
  readonly place: string;
  /** Name in the tree; differs from the package's own for `npm:` aliases. */
  readonly alias: string;
  readonly packageKey: string;
  readonly change: Change;
  readonly dev: boolean;
  readonly optional: boolean;
  readonly peer: boolean;
  /** Not for this machine's os, cpu or libc; npm writes it into the lockfile all the same. */
  readonly inert: boolean;
  /** Asked for by the root project, a workspace or the command line. */
  readonly direct: boolean;
  /** A shortest chain of `name@version` from the root's dependency to this entry, itself last. */
  readonly path: readonly string[];
  /** Absent where the registry was asked, or the tree on disk taken as it is. */
  readonly recorded?: RecordedPlace;
  /** What npm's allowScripts says of its install scripts; absent where no entry names it. */
  readonly approval?: ScriptApproval;
  /** The entry, as npm writes it, that would approve this version alone; absent where npm could not tell it. */
  readonly approvalKey?: string;
}

/** npm's own answer, by the rules of the user's npm. */
export interface ScriptApproval {
  readonly allowed: boolean;
  /** An entry that says so names this very version. */
  readonly pinned: boolean;
  /** npm tells packages by their tarball's address, and this one has that of another, which the entry is for. */
  readonly ofAnother?: true;
  readonly source: 'package.json' | '.npmrc' | 'the command line';
}

/** Package managers whose lockfiles npq reads. */
export type ForeignManager = 'yarn' | 'pnpm' | 'bun';

/** What the user's npm does with install scripts of dependencies. */
export interface ScriptRules {
  /** Who installs in npm's place; what of scripts that one lets run npq does not know. */
  readonly by?: ForeignManager;
  /** What becomes of a script that no entry of allowScripts names. */
  readonly unreviewed: 'runs' | 'warned' | 'blocked';
  /** Where one package's script can be approved: for npm to see, for npq's own ledger alone, or nowhere. */
  readonly approvals: 'package.json' | 'ledger' | 'none';
}

/** What a lockfile says of one place, and npm would believe. */
export interface RecordedPlace extends PackageId {
  /** The project's own, or one that lies in the tarball of a dependency. */
  readonly by: 'lockfile' | 'shrinkwrap';
  readonly resolved: string | undefined;
  readonly integrity: string | undefined;
  /** Bound by a checksum of an archive that the manager makes itself, which nobody publishes. */
  readonly ownArchive?: true;
  /** Where the edges ask for something else than this. */
  readonly disagreement?: Disagreement;
}

export interface Disagreement {
  /**
   * `form`: a link, folder, file, foreign address or repository in place of a registry package; `range`: a version
   * that would not do.
   */
  readonly kind: 'form' | 'name' | 'range';
  readonly asked: string;
  readonly found: string;
}

/** All places with the same package, version and bytes are looked at once. */
export interface PlannedPackage extends PackageId {
  /** Unique in the plan: name@version, and the origin where that is no registry. */
  readonly key: string;
  readonly origin: Origin;
  /** What lockfile or registry promise, in SRI form; absent for git, links and old sha1-only packages. */
  readonly integrity: string | undefined;
  readonly entries: readonly PlanEntry[];
  /** The commands that will be linked into node_modules/.bin, as `binsOf` writes them; absent where there are none. */
  readonly bins?: string;
  /** Written by the user on this command line, as an exact version. */
  readonly exactlyRequested: boolean;
  /** Taken from a lockfile without asking the registry again. */
  readonly locked: boolean;
  /**
   * False where looking would have contacted an address that nobody agreed to yet: name and version are
   * then only what the edge claims, and its dependencies are missing from the plan.
   */
  readonly looked: boolean;
  /** Where `looked` is false: the spec and the address that the user has to permit first. */
  readonly permit?: Permit;
  /** The script that makes it while it is installed, as with yarn's `exec:`; nobody can look at it before. */
  readonly madeBy?: string;
  /** Its registry is the user's private one; its name is sent nowhere else. */
  readonly private: boolean;
  /** Its scope has a registry of its own: it is the user's, and no public database knows of it. */
  readonly ownScope?: true;
}

/** An address outside the configured registries that a plan wants to contact. */
export interface Permit {
  /** As the edge writes it: `github:user/repo#branch`, `https://host/x.tgz`. */
  readonly spec: string;
  readonly kind: 'git' | 'remote';
  readonly host: string;
}

/** A newer version that satisfied an edge but was too young to be chosen. */
export interface HeldBack {
  readonly name: string;
  readonly chosen: string;
  readonly heldBack: string;
  readonly publishedAt: string;
}

/** The tree that npm would install. */
export interface Plan {
  /** Folder of package.json and lockfile; for global installs npm's global folder. */
  readonly path: string;
  readonly global: boolean;
  /** Nothing is fetched: what lies in the tree is run as it lies there. */
  readonly asItLies?: true;
  readonly packages: readonly PlannedPackage[];
  readonly removed: readonly PackageId[];
  readonly heldBack: readonly HeldBack[];
  /** Base URLs, each with a trailing slash, of all registries that the plan's packages come from. */
  readonly registries: readonly string[];
  /** Where it is not npm that would install it: whose lockfile says so. */
  readonly lockfile?: { readonly manager: ForeignManager; readonly file: string };
  /** A file by which that manager asks others than npq did, where no hash of the lockfile binds what it gets. */
  readonly elsewhere?: { readonly file: string; readonly detail: string };
  /** Things about the plan that limit what was looked at; full sentences. */
  readonly notes: readonly string[];
}

/** Package name to dist-tag to the version that it came to. Maps: names come from strangers. */
export type WantedTags = ReadonlyMap<string, ReadonlyMap<string, string>>;
