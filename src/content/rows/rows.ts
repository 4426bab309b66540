import type { TarballContent, VersionDocument } from '../../evidence/needs.ts';
import type { Hook } from '../hooks.ts';
import type { Trait } from '../record.ts';

/** How much a row weighs (reference: the table of signals): block, high, warn, info. */
export type Tier = 'block' | 'high' | 'notice' | 'info';

/** Kinds of evidence that are independent of each other: manifest, install closure, content, version difference. */
export type RowClass = 'M' | 'I' | 'C' | 'D';

/** A row of the table that holds for a package. */
export interface Hit {
  /** `M2`, `I3`, `C7`, `D1`: as in the table, stable, in findings' data. */
  readonly id: string;
  readonly tier: Tier;
  /** One clause about the package: "its postinstall fetches a program and starts it". */
  readonly says: string;
  /** Where; absent for what is about the package as a whole. */
  readonly path?: string;
  readonly traits: readonly Trait[];
}

/** Everything that rows are judged from. */
export interface Subject {
  readonly content: TarballContent;
  /** As npm takes them for this package's origin. */
  readonly hooks: readonly Hook[];
  readonly document?: VersionDocument;
}
