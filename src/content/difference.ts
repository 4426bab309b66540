import type { DependencyLists, TarballContent } from '../evidence/needs.ts';
import type { Capability } from '../model/code-signs.ts';
import { codeNews } from './difference/code-news.ts';
import { filesDifference } from './difference/files.ts';
import { dependencyNews, hookNews } from './difference/manifest-news.ts';
import { type Hook, hasBindingGyp } from './hooks.ts';
import type { Trait } from './record.ts';

/** What a version of a package has that another did not have, from their contents alone. */
export interface ContentDifference {
  readonly files: FilesDifference;
  /** No file of the earlier version had it; with the files that have it now. */
  readonly capabilities: readonly {
    readonly capability: Capability;
    readonly files: readonly { readonly path: string; readonly isNew: boolean }[];
  }[];
  /** A changed file that can do what only other files of the package could before. */
  readonly gained: readonly { readonly path: string; readonly capabilities: readonly Capability[] }[];
  /** Both in one file, where no single file had both before. */
  readonly together: readonly {
    readonly capabilities: readonly [Capability, Capability];
    readonly path: string;
    readonly isNew: boolean;
  }[];
  /** Of kinds that the earlier version had nowhere. */
  readonly traits: readonly { readonly path: string; readonly isNew: boolean; readonly trait: Trait }[];
  /** Hosts that no file of the earlier version named. */
  readonly hosts: readonly {
    readonly host: string;
    readonly path: string;
    /** A request is made to it there. */
    readonly asked?: true;
  }[];
  readonly hooks: readonly { readonly hook: Hook; readonly what: 'new' | 'changed' }[];
  readonly dependencies: readonly DependencyNews[];
  /** A binding.gyp that was not there. */
  readonly gyp: boolean;
  /** Machine code at a path that had none. */
  readonly binaries: readonly { readonly path: string; readonly format: string }[];
  /** Machine code was there before, at whatever path. */
  readonly hadBinaries: boolean;
  /** The longest line of all scripts outside of bundles' folders, where it grew; in bytes. */
  readonly longestLine?: { readonly path: string; readonly before: number; readonly after: number };
  /** Unpacked bytes. */
  readonly size: { readonly before: number; readonly after: number };
}

export interface FilesDifference {
  readonly added: readonly FileSize[];
  readonly removed: readonly FileSize[];
  /** Path in both, with other bytes; `from` where a bundler put another hash of the content into its name. */
  readonly changed: readonly {
    readonly path: string;
    readonly from?: string;
    readonly before: number;
    readonly after: number;
  }[];
  /** The same bytes under another path. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

export interface FileSize {
  readonly path: string;
  readonly size: number;
}

export interface DependencyNews {
  readonly name: string;
  readonly spec: string;
  readonly list: keyof DependencyLists;
  readonly what: 'new' | 'changed';
  readonly before?: string;
}

/**
 * What is new in `after`; moved and equal files are no news, nor is what they could do before. Of contents without
 * a code record there is no news of code.
 */
export function differenceOf(before: TarballContent, after: TarballContent): ContentDifference {
  const files = filesDifference(before.files, after.files);
  return {
    files,
    ...codeNews(before.code, after.code, files),
    hooks: hookNews(before, after),
    dependencies: dependencyNews(before.manifest.dependencies, after.manifest.dependencies),
    gyp: hasBindingGyp(after.files.keys()) && !hasBindingGyp(before.files.keys()),
    size: { before: before.unpackedSize, after: after.unpackedSize },
  };
}
