import type { TarballFile } from '../evidence/needs.ts';
import { empty, lookAt, type Parsed } from './closer-look.ts';
import { onlyCompiles } from './plain-recipe.ts';
import type { FileKind, FileRecord, Reach } from './record.ts';
import { headBytes, kindOf } from './scan/kind.ts';
import type { Steps } from './traits/places.ts';

interface Given {
  readonly files: ReadonlyMap<string, TarballFile>;
  /** As they are so far. */
  readonly records: ReadonlyMap<string, FileRecord>;
  /** Undefined of what is no text, or was not kept. */
  bytes(path: string): Buffer | undefined;
  unfolded(path: string): Parsed | undefined;
  /** Of the matchers, for all files of the package. */
  readonly steps?: Steps;
}

/**
 * Files that run at install are read as what they are started as: node runs `payload.txt` as JavaScript, and a
 * file that nobody would look at otherwise is the place to hide in. Where that cannot be done it is told.
 */
export function startedRecords(install: Reach, given: Given): ReadonlyMap<string, FileRecord> {
  const found = new Map<string, FileRecord>();
  for (const { path, input } of install.files) {
    const file = given.files.get(path);
    if (file === undefined) continue;
    const record = started(path, file, input === true && read.test(path), given);
    if (record !== undefined) found.set(path, record);
  }
  for (const { path } of install.named) {
    const bytes = given.bytes(path);
    if (bytes === undefined || given.records.has(path) || found.has(path)) continue;
    const unfold = (): Parsed => ({ failed: 'over-budget' });
    found.set(path, lookAt(path, bytes, { unfold, ...stepsOf(given) }));
  }
  return found;
}

function stepsOf({ steps }: Given): { readonly steps?: Steps } {
  return steps === undefined ? {} : { steps };
}

function started(path: string, { size }: TarballFile, isRead: boolean, given: Given): FileRecord | undefined {
  const known = given.records.get(path);
  const bytes = given.bytes(path);
  if (bytes === undefined) {
    // A program in machine code is told by its format.
    if (known?.format !== undefined || known?.unread !== undefined || isRead || inert.test(path))
      return undefined;
    const unread = `it is started at install, and its ${size} bytes are no text or too many to be kept`;
    return { ...(known ?? empty('data')), unread };
  }
  const { kind } = kindOf(path, bytes.subarray(0, headBytes), size);
  if (kind === 'data' && onlyCompiles(path, bytes.toString('utf8'))) return known;
  const startedAs = startedKind(path, kind);
  return lookAt(path, bytes, {
    startedAs,
    isRead,
    ...stepsOf(given),
    unfold: () => given.unfolded(path) ?? { failed: 'over-budget' },
  });
}

/**
 * What requires JSON runs nothing of it; what makes code of it afterwards shows that itself. Everything else, YAML
 * too, node runs as JavaScript once it is told to.
 */
const inert = /\.json$/i;

/** Written for tools that read it, where one is told to. */
const read =
  /\.(?:json5?|jsonc|npmrc|ya?ml|toml|d\.[cm]?ts|prisma|graphql|gql|proto|s?css|sass|less|styl|html?|svg|xml|md|patch|diff|ini|properties)$/i;

function startedKind(path: string, kind: FileKind): FileKind {
  return kind !== 'data' || inert.test(path) ? kind : 'script';
}
