import type { Capability, TraitKind } from './code-signs.ts';

/**
 * What one version of a package has that another did not have, for reports: plain data, the same for a comparison
 * that was asked for and for one that came up while something was vetted. Paths, names and lines are a stranger's.
 */
export interface VersionNews {
  readonly capabilities: readonly {
    readonly capability: Capability;
    readonly files: readonly {
      readonly path: string;
      readonly isNew: boolean;
      readonly lines: readonly ShownLine[];
    }[];
  }[];
  /** What code was seen to do that the earlier version did nowhere. */
  readonly signs: readonly ShownSign[];
  /** `asked`: a request is made to it there; else it is only named. */
  readonly hosts: readonly { readonly host: string; readonly path: string; readonly asked: boolean }[];
  readonly hooks: readonly {
    readonly event: string;
    readonly command: string;
    readonly what: 'new' | 'changed';
  }[];
  readonly dependencies: readonly {
    readonly name: string;
    readonly spec: string;
    readonly what: 'new' | 'changed';
    readonly before?: string;
  }[];
  /** A binding.gyp that was not there makes npm build. */
  readonly gyp: boolean;
  readonly binaries: readonly { readonly path: string; readonly format: string }[];
  /** Files of the later version of which not all could be looked at, and why. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** False where nobody read the code of one of the two: then the lists about code say nothing. */
  readonly codeCompared: boolean;
}

export interface ShownLine {
  /** From 1; 0 where there is no line to name. */
  readonly line: number;
  readonly text: string;
}

export interface ShownSign {
  readonly path: string;
  readonly isNew: boolean;
  readonly kind: TraitKind;
  readonly line: number;
  readonly excerpt: string;
  readonly what?: string;
}

/** File by file; sizes in bytes. */
export interface FileNews {
  readonly added: readonly { readonly path: string; readonly size: number }[];
  readonly removed: readonly { readonly path: string; readonly size: number }[];
  readonly changed: readonly ChangedFile[];
  /** The same bytes under another path. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Other bytes that mean the same: whitespace, comments. */
  readonly reformatted: readonly ChangedFile[];
  readonly unchanged: number;
}

export interface ChangedFile {
  readonly path: string;
  readonly before: number;
  readonly after: number;
}

export interface ComparedVersion {
  readonly version: string;
  /** ISO 8601 UTC; absent where the registry's times are not believed. */
  readonly publishedAt?: string;
  /** SRI sha512 of the bytes that were read. */
  readonly integrity: string;
  /** Something the registry says binds these bytes. */
  readonly bound: boolean;
  readonly files: number;
  /** In bytes. */
  readonly unpackedSize: number;
}

/** Lines of one changed file, as a unified difference has them: each begins with a blank, `+`, `-` or `@@`. */
export interface TextDifference {
  readonly path: string;
  readonly lines: readonly string[];
  /** There are more than were kept. */
  readonly more: boolean;
}

/** What `npq diff` shows. */
export interface VersionDifference {
  readonly name: string;
  /** Base URL. */
  readonly registry: string;
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
  readonly news: VersionNews;
  readonly files: FileNews;
  /** Only where they were asked for. */
  readonly texts?: readonly TextDifference[];
  /** Things that limit what was compared; full sentences. */
  readonly notes: readonly string[];
}
