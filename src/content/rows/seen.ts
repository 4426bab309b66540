import type { Capability, TraitKind } from '../../model/code-signs.ts';
import { shorten } from '../foreign.ts';
import type { CodeRecord, FileRecord, Reach, Trait } from '../record.ts';
import type { Hit, Subject, Tier } from './rows.ts';
import type { SignReader } from './signs.ts';

/** What rows look at: the record, and which of its files run when. */
export interface Seen {
  readonly subject: Subject;
  readonly code: CodeRecord;
  readonly signs: SignReader;
  /** Everything that npm would start while it installs this package, as far as it was followed. */
  readonly reaches: readonly Reach[];
  /** Depth by path of what runs during an install; 1 more for what is only named there. */
  readonly closure: ReadonlyMap<string, number>;
  /** What runs when somebody imports it or starts one of its commands. */
  readonly entries: ReadonlySet<string>;
  /** The few files of which there is more to say than what they can reach for. */
  readonly telling: readonly Shown[];
}

/** The places at which one row of the table holds. */
export type Row = (seen: Seen) => readonly Hit[];

/** A file, and its record. */
export interface Shown {
  readonly path: string;
  readonly record: FileRecord;
}

/** So much of a program that is only named is what carries a payload, and not a text to print. */
const payloadBytes = 200_000;
const inClone: ReadonlySet<Subject['origin']> = new Set(['git', 'directory', 'workspace']);

export function seenOf(subject: Subject, signs: SignReader): Seen | undefined {
  const { code } = subject.content;
  if (code === undefined) return undefined;
  const reaches = inClone.has(subject.origin) ? [code.install, code.clone] : [code.install];
  const closure = new Map<string, number>();
  for (const { path, depth } of reaches.flatMap(({ files }) => files)) {
    closure.set(path, Math.min(depth, closure.get(path) ?? depth));
  }
  const telling = [...code.files].flatMap(([path, record]) => (tells(record) ? [{ path, record }] : []));
  const seen: Seen = { ...{ subject, code, signs, reaches, closure, telling }, entries: new Set(code.load) };
  for (const { path, by } of reaches.flatMap(({ named }) => named)) {
    if (closure.has(path) || !isPayload(seen, path)) continue;
    closure.set(path, (closure.get(by) ?? 0) + 1);
  }
  return seen;
}

/** Bits per byte; of 57,046 honest script files none has more than 6.77. */
export const highestHonestEntropy = 7.0;

function tells({ traits, unread, entropy }: FileRecord): boolean {
  return traits.length > 0 || unread !== undefined || entropy > highestHonestEntropy;
}

/** A large program that another one names in a text, as loaders name what they start. */
export function isPayload({ code, subject }: Seen, path: string): boolean {
  const isScript = code.files.get(path)?.kind === 'script' || scriptName.test(path);
  return isScript && (subject.content.files.get(path)?.size ?? 0) > payloadBytes;
}

export const scriptName = /\.[cm]?js$/i;

/** Of the files that run during an install those that show something. */
export function closureFiles({ closure, code }: Seen): readonly Shown[] {
  return [...closure.keys()].flatMap((path) => shown(code, path) ?? []);
}

/** Files that an install does not start, whatever else may. */
export function otherFiles({ closure, telling }: Seen): readonly Shown[] {
  return telling.filter(({ path }) => !closure.has(path));
}

export function allFiles({ telling }: Seen): readonly Shown[] {
  return telling;
}

function shown(code: CodeRecord, path: string): Shown | undefined {
  const record = code.files.get(path);
  return record === undefined ? undefined : { path, record };
}

export function traitsIn({ traits }: FileRecord, kinds: Iterable<TraitKind>): readonly Trait[] {
  const wanted = new Set(kinds);
  return traits.filter(({ kind }) => wanted.has(kind));
}

export function can({ capabilities }: FileRecord, ...any: readonly Capability[]): boolean {
  return any.some((capability) => capabilities.includes(capability));
}

interface About {
  readonly id: string;
  readonly tier: Tier;
  readonly path: string;
  /** A predicate about the file: "names webhook.site". */
  readonly does: string;
  readonly traits?: readonly Trait[];
}

const pathLength = 120;

/** What holds of one file, said about the package. */
export function fileHit(seen: Seen, { id, tier, path, does, traits = [] }: About): Hit {
  const where = standing(seen, path);
  return { id, tier, path, halves: { where, does }, says: `${where}, which ${does}`, traits };
}

/** "runs setup.mjs while it is installed" */
function standing({ closure, entries }: Seen, path: string): string {
  const name = shorten(path, pathLength);
  if (closure.has(path)) return `runs ${name} while it is installed`;
  return entries.has(path) ? `runs ${name} when it is imported or started` : `has ${name}`;
}
