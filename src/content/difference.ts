import type { TarballContent } from '../evidence/needs.ts';
import type { Hook } from './hooks.ts';
import type { Capability, Trait } from './record.ts';

/** What a version of a package has that another did not have, from their contents alone. */
export interface ContentDifference {
  readonly files: {
    readonly added: readonly FileSize[];
    readonly removed: readonly FileSize[];
    /** Path in both, with other bytes. */
    readonly changed: readonly { readonly path: string; readonly before: number; readonly after: number }[];
    /** The same bytes under another path. */
    readonly renamed: readonly { readonly from: string; readonly to: string }[];
  };
  /** No file of the earlier version had it; with the files that have it now. */
  readonly capabilities: readonly {
    readonly capability: Capability;
    readonly files: readonly { readonly path: string; readonly isNew: boolean }[];
  }[];
  /** Of kinds that the earlier version had nowhere. */
  readonly traits: readonly { readonly path: string; readonly isNew: boolean; readonly trait: Trait }[];
  /** Hosts that no file of the earlier version named. */
  readonly hosts: readonly { readonly host: string; readonly path: string }[];
  readonly hooks: readonly { readonly hook: Hook; readonly what: 'new' | 'changed' }[];
  readonly dependencies: readonly {
    readonly name: string;
    readonly spec: string;
    readonly what: 'new' | 'changed';
    readonly before?: string;
  }[];
  /** A binding.gyp that was not there. */
  readonly gyp: boolean;
  readonly binaries: readonly { readonly path: string; readonly format: string }[];
  /** Unpacked bytes. */
  readonly size: { readonly before: number; readonly after: number };
}

export interface FileSize {
  readonly path: string;
  readonly size: number;
}

/** What is new in `after`; moved and equal files are no news, nor is what they could do before. */
export function differenceOf(_before: TarballContent, _after: TarballContent): ContentDifference {
  throw new Error('not written yet');
}
