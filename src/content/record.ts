import type { Capability, TraitKind } from '../model/code-signs.ts';

/**
 * What reading the code of one package came to: plain data, made once for each sha512 and kept. It says what stands
 * there, not whether that is bad: the rows of the table (content/rows) do, from the record and its circumstances.
 */

/**
 * Raised by hand whenever anything under src/content comes to see other things in the same bytes: what was kept
 * under older rules, and what the ledger vouched for under them, does not count any more.
 */
export const contentRules = 2;

export interface Trait {
  readonly kind: TraitKind;
  /** From 1; 0 where there is no line to name. */
  readonly line: number;
  /** Of that line, around the place, at most 200 characters; a stranger's text, sanitized when it is printed. */
  readonly excerpt: string;
  /** What exactly, in few words or as a name: `webhook.site`, `~/.npmrc`, `26 names`. */
  readonly what?: string;
  /** It was not to be seen before constants were put together and encodings undone. */
  readonly hidden?: true;
}

export type FileKind = 'script' | 'shell' | 'gyp' | 'data' | 'binary';

/** One file that shows something; files without anything to tell have no record. */
export interface FileRecord {
  readonly kind: FileKind;
  readonly capabilities: readonly Capability[];
  readonly traits: readonly Trait[];
  /** Of the addresses in it, lower case, without ports, sorted; at most 32. */
  readonly hosts: readonly string[];
  /** In bytes. */
  readonly longestLine: number;
  /** Bits per byte, of the first MB. */
  readonly entropy: number;
  /** `ELF`, `PE`, `Mach-O`, `WebAssembly`: of binaries by their first bytes. */
  readonly format?: string;
  /** Why not all of it was looked at: what a package makes unreadable is told. */
  readonly unread?: string;
}

/** Files that run when something is started. */
export interface Reach {
  /** In the order in which they were found; `depth` 0 is named by the command, or by package.json. */
  readonly files: readonly {
    readonly path: string;
    readonly depth: number;
    readonly by: string;
    /** A tool is told to read it, or it is loaded under a name that is no script's: it may be no program at all. */
    readonly input?: true;
  }[];
  /** In-package paths that a command names and the package does not have (M6). */
  readonly missing: readonly string[];
  /** Files that a reached one names in a text, as loaders name what they load (M7x). */
  readonly named: readonly { readonly path: string; readonly by: string }[];
  /** What is loaded or started cannot be made out from the text. */
  readonly computed: readonly {
    readonly path: string;
    readonly line: number;
    readonly excerpt: string;
    /** It comes out of a decoder, or of several things that are only known when it runs. */
    readonly how?: 'decoded' | 'expression';
  }[];
  /** A limit was met: there is more that runs than was followed. */
  readonly more: boolean;
}

/** What a `binding.gyp` and what it includes would run while it is configured. */
export interface GypRecord {
  /** Commands in `<!(…)`, `<!@(…)`, actions, rules, postbuilds and the like, as they stand there. */
  readonly commands: readonly { readonly path: string; readonly line: number; readonly command: string }[];
  /** There is a file that a compiler takes (M4). */
  readonly hasSources: boolean;
  /** It could not be read as far as it has to be. */
  readonly unread?: string;
}

export interface CodeRecord {
  /** `contentRules` of when it was made. */
  readonly rules: number;
  /** By path inside the package; those alone that show something. */
  readonly files: ReadonlyMap<string, FileRecord>;
  /** What preinstall, install and postinstall start, node-gyp's part included. */
  readonly install: Reach;
  /**
   * What else npm starts in a clone of it: prepare and its kin. Only git dependencies have it run; of what comes
   * packed it is followed where a file is `unreadable`, and nothing otherwise.
   */
  readonly clone: Reach;
  /**
   * What runs when somebody imports it or starts one of its commands: what package.json names and, of what that
   * loads, the files that show something.
   */
  readonly load: readonly string[];
  readonly gyp?: GypRecord;
  /** What else lies in it that steers npm, or brings hooks of others along; absent where there is nothing. */
  readonly shipped?: readonly Shipped[];
}

/** An .npmrc, a bundled package with hooks, an npm-shrinkwrap.json that leads elsewhere. */
export interface Shipped {
  readonly sign: 'npmrc' | 'bundled-hook' | 'shrinkwrap-elsewhere' | 'shrinkwrap-host' | 'unread';
  readonly path: string;
  /** `postinstall: node x.js`; an address without what may be secret in it; names of settings. */
  readonly what: string;
}

/** What nobody can read is asked about where a package prepares itself with it, wherever the package comes from. */
export const unreadable: readonly TraitKind[] = ['hex-names', 'jsfuck', 'packer', 'decode-and-run'];

export const nothingReached: Reach = { files: [], missing: [], named: [], computed: [], more: false };

export const emptyRecord: CodeRecord = {
  rules: contentRules,
  files: new Map(),
  install: nothingReached,
  clone: nothingReached,
  load: [],
};
