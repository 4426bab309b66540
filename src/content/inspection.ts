import type { PackedManifest, TarballFile } from '../evidence/needs.ts';
import type { TraitKind } from '../model/code-signs.ts';
import { empty, lookAt } from './closer-look.ts';
import { followed } from './followed.ts';
import { keptBytes } from './kept-bytes.ts';
import { notedLoads } from './noted-loads.ts';
import { parsing } from './parsing.ts';
import { loadsWrittenIn } from './reach/references.ts';
import { type CodeRecord, contentRules, type FileRecord, unreadable } from './record.ts';
import { decode } from './scan/decode.ts';
import { headBytes, type Kind, kindOf } from './scan/kind.ts';
import { startedRecords } from './started-records.ts';
import { byNoName } from './traits/in-hand.ts';

/** Reads the code of one package, file by file as they come out of its tarball. */
export interface Inspection {
  /** Whether `file` wants all bytes of this one, judged by its first 4 KB; otherwise these are enough. */
  wants(path: string, size: number, head: Buffer): boolean;
  /**
   * A file's content, or its first bytes where no more was wanted; of two with one path the last one counts.
   * Throws for nothing that the bytes may be: what cannot be read is told as `unread`.
   */
  file(path: string, bytes: Buffer, size: number): void;
  /** Once all files are there; `folder` for a package that this one bundles: `node_modules/b`. */
  finish(manifest: PackedManifest, files: ReadonlyMap<string, TarballFile>, folder?: string): CodeRecord;
}

const MiB = 1024 * 1024;

/** What looking into one package may cost at most. */
export interface InspectionLimits {
  /** Larger files are not matched. */
  readonly matchedBytes: number;
  /** Of one file, and of all together, that are kept in case something starts them. */
  readonly keptFileBytes: number;
  readonly keptBytes: number;
  /** Characters, of one file and of all that only may hide something; what starts at install has as many again. */
  readonly parsedFile: number;
  readonly parsed: number;
  /** Of all files together, of the matchers; and of the parser, for each of its two occasions. */
  readonly matchedSteps: number;
  readonly steps: number;
  /** Of all files together: what shows more is not a package that anybody could read about. */
  readonly traits: number;
}

export const inspectionLimits: InspectionLimits = {
  matchedBytes: 32 * MiB,
  keptFileBytes: MiB,
  keptBytes: 32 * MiB,
  parsedFile: MiB,
  parsed: 8 * MiB,
  matchedSteps: 4_000_000,
  steps: 1_000_000,
  traits: 20_000,
};

/** `comesPacked`: it is known that npm installs these very bytes, and prepares nothing. */
export function openInspection(
  given: Partial<InspectionLimits> = {},
  { comesPacked = false }: { readonly comesPacked?: boolean } = {},
): Inspection {
  const limits = { ...inspectionLimits, ...given };
  const records = new Map<string, FileRecord>();
  const noted = notedLoads();
  const kept = keptBytes({
    ...{ fileBytes: limits.keptFileBytes, totalBytes: limits.keptBytes },
    onDropped: (path, bytes) => noted.note(path, bytes),
  });
  const parser = parsing(limits);
  const steps = { left: limits.matchedSteps };
  let traitsLeft = limits.traits;

  const add = (path: string, record: FileRecord): void => {
    if (!showsSomething(record)) return;
    traitsLeft -= record.traits.length;
    if (traitsLeft >= 0) records.set(path, record);
    else records.set(path, { ...record, traits: [], unread: 'more shows in this package than is noted' });
  };
  const forget = (path: string): void => {
    records.delete(path);
    kept.forget(path);
    noted.forget(path);
    parser.forget(path);
  };
  const look = (path: string, bytes: Buffer, kind: Kind): FileRecord => {
    if (!kind.matched) return ofHead(kind);
    return lookAt(path, bytes, { steps, unfold: (text) => parser.unfold(path, text, 'veiled') });
  };

  return {
    wants(path, size, head) {
      const { kind, matched } = kindOf(path, head, size);
      if (kind === 'binary') return false;
      return size <= (matched ? limits.matchedBytes : limits.keptFileBytes);
    },
    file(path, bytes, size) {
      forget(path);
      const kind = kindOf(path, bytes.subarray(0, headBytes), size);
      if (bytes.length < size) {
        const unread = `it has more than ${limits.matchedBytes} bytes`;
        add(path, { ...ofHead(kind), ...(kind.matched ? { unread } : {}) });
        if (kind.kind !== 'binary') noted.miss(path);
        return;
      }
      add(path, look(path, bytes, kind));
      if (kind.kind !== 'binary') kept.keep(path, bytes);
    },
    finish(manifest, files, folder) {
      const prefix = folder === undefined ? '' : `${folder}/`;
      const own = new Map<string, FileRecord>();
      for (const [path, record] of records)
        if (path.startsWith(prefix)) own.set(path.slice(prefix.length), record);
      const bytes = (path: string) => (files.has(path) ? kept.get(prefix + path) : undefined);
      const text = (path: string) => {
        const found = bytes(path);
        return found === undefined ? undefined : decode(found).text();
      };
      const loads = (path: string) => {
        const source = text(path);
        return source === undefined ? noted.get(prefix + path) : loadsWrittenIn(source);
      };
      const unfolded = (path: string) => {
        const source = text(path);
        return source === undefined ? undefined : parser.unfold(prefix + path, source, 'started');
      };
      const preparesNothing = comesPacked && ![...own.values()].some(isUnreadable);
      const telling = tellingIn(own);
      const seen = { manifest, files, text, loads, unfolded, telling, preparesNothing };
      const { reach, unread } = followed(seen);
      // Of data that could not be read nobody is asked; of what starts programs somebody is.
      if (unread !== undefined)
        own.set('package.json', { ...(own.get('package.json') ?? empty('data')), kind: 'script', unread });
      for (const [path, record] of startedRecords(reach.install, {
        files,
        records: own,
        bytes,
        unfolded,
        steps,
      }))
        own.set(path, record);
      return { rules: contentRules, files: own, ...reach };
    },
  };
}

/** Everyday: rows ask nobody about one of these alone, wherever it stands. */
const plainTraits: ReadonlySet<TraitKind> = new Set<TraitKind>([
  ...(['request', 'computed-load', 'decodes', 'detached', 'host-facts', 'tls-off', 'delayed'] as const),
  ...(['time-or-ci-gate', 'rewrites-manifest', 'invisible', 'bidi', 'internal-loader'] as const),
]);

function tellingIn(records: ReadonlyMap<string, FileRecord>): readonly string[] {
  return [...records].flatMap(([path, { kind, traits, capabilities }]) => {
    // Templates and old libraries make functions of texts; those that talk to somebody as well are few.
    const talks = capabilities.includes('network') || traits.some((one) => one.kind === 'request');
    const runsText = (what?: string) => talks || what === byNoName;
    const tells = traits.some(
      (one) => !plainTraits.has(one.kind) && (one.kind !== 'runs-text' || runsText(one.what)),
    );
    return kind === 'script' && tells ? [path] : [];
  });
}

function isUnreadable({ traits }: FileRecord): boolean {
  return traits.some(({ kind }) => unreadable.includes(kind));
}

function ofHead({ kind, format }: Kind): FileRecord {
  return { ...empty(kind), ...(format === undefined ? {} : { format }) };
}

const longLine = 2_000;
const denseBits = 6.5;

/** Data is dense, and on one line, wherever it is compressed or made by a machine. */
function showsSomething(record: FileRecord): boolean {
  const { kind, capabilities, traits, hosts, longestLine, entropy, format, unread } = record;
  if (capabilities.length + traits.length + hosts.length > 0) return true;
  if (format !== undefined || unread !== undefined) return true;
  return kind !== 'data' && (longestLine > longLine || entropy > denseBits);
}
