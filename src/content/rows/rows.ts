import type { TarballContent, VersionDocument } from '../../evidence/needs.ts';
import type { Origin } from '../../model/plan.ts';
import type { Hook } from '../hooks.ts';
import type { Trait } from '../record.ts';
import { capped } from './caps.ts';
import { confusionRows } from './confusion.ts';
import { disguiseRows } from './disguise.ts';
import { evasionRows } from './evasion.ts';
import { importRows } from './imports.ts';
import { installRows } from './install.ts';
import { layoutRows } from './layout.ts';
import { manifestRows } from './manifest.ts';
import { type Row, type Seen, seenOf } from './seen.ts';
import { shadowingRows } from './shadowing.ts';
import { shippedRows } from './shipped.ts';
import { ownSigns, type SignReader } from './signs.ts';
import { takeoverRows } from './takeover.ts';
import { type Tier, worstFirst } from './tiers.ts';
import { unaskedRows } from './unasked.ts';
import { wholeRows } from './whole.ts';

export type { Tier };

/** Kinds of evidence that are independent of each other: manifest, install closure, content, version difference. */
export type RowClass = 'M' | 'I' | 'C' | 'D';

/** A row of the table that holds for a package. */
export interface Hit {
  /** `M2`, `I3`, `C7`, `D1`: as in the table, stable, in findings' data. */
  readonly id: string;
  readonly tier: Tier;
  /** One clause about the package: "its postinstall fetches a program and starts it". */
  readonly says: string;
  /** Of a clause about one file its halves: "runs setup.mjs while it is installed", "names webhook.site". */
  readonly halves?: { readonly where: string; readonly does: string };
  /** What kind of evidence it is; absent until all that is known of the package was put together. */
  readonly class?: RowClass;
  /** Where; absent for what is about the package as a whole. */
  readonly path?: string;
  readonly traits: readonly Trait[];
}

/** Everything that rows are judged from. */
export interface Subject {
  readonly content: TarballContent;
  /** As npm takes them for this package's origin. */
  readonly hooks: readonly Hook[];
  readonly origin: Origin['kind'];
  /** Of the registry that it comes from; absent where it comes from none. */
  readonly registryHost?: string;
  readonly document?: VersionDocument;
  /** A version of it that had time to be looked at, or that is installed: it tells what is the package's own. */
  readonly before?: TarballContent;
}

const table: readonly Row[] = [
  ...manifestRows,
  ...shippedRows,
  ...shadowingRows,
  ...confusionRows,
  ...installRows,
  ...wholeRows,
  ...importRows,
  ...takeoverRows,
  ...unaskedRows,
  ...evasionRows,
  ...layoutRows,
  ...disguiseRows,
];

/** A package may have a hundred thousand files that are all alike. */
const mostOfOneRow = 20;

/** The rows that hold, worst first; of one row the first twenty places. Pure, and without a record empty. */
export function rowsOf(subject: Subject, signs: SignReader = ownSigns): readonly Hit[] {
  const seen = seenOf(subject, signs);
  if (seen === undefined) return [];
  const hits = table.flatMap((row) => worstFirst(capped(row(seen), seen)).slice(0, mostOfOneRow));
  return worstFirst(hits.map((hit) => ({ ...hit, class: classOf(hit, seen) })));
}

function classOf({ id, path }: Hit, { closure }: Seen): RowClass {
  if (/^[MS]/.test(id)) return 'M';
  return id.startsWith('I') || (path !== undefined && closure.has(path)) ? 'I' : 'C';
}
