import { type Inspection, openInspection } from '../content/inspection.ts';
import type { TarballLimits } from '../content/limits.ts';
import { readTarball } from '../content/read-tarball.ts';
import type { CodeRecord } from '../content/record.ts';
import { type Unknown, unknown } from '../model/fact.ts';
import type { ContentCache } from './content-cache.ts';
import { boundSha512 } from './integrity.ts';
import type { TarballContent } from './needs.ts';
import type { TarballRequest } from './tarball-request.ts';
import { unknownFrom } from './trouble.ts';

/** What was read, with the texts of bundled packages' package.json. */
export interface ReadContent {
  readonly content: TarballContent;
  readonly texts: ReadonlyMap<string, string>;
  /** The code of the packages in its node_modules, by their folders. */
  readonly parts?: ReadonlyMap<string, CodeRecord>;
}

export type Outcome = ReadContent | Unknown;

/** The tarballs read in this run, those among them that were read on a guess while the plan was being made. */
export interface TarballReads {
  /** `label` is `name@version`, for messages. */
  read(request: TarballRequest, label: string, git?: boolean): Promise<Outcome>;
}

/** The texts of these files, from bytes that were read before and that npm's cache still has. */
export type TarballTexts = (
  request: TarballRequest & { readonly integrity: string },
  label: string,
  paths: ReadonlySet<string>,
) => Promise<ReadonlyMap<string, string> | Unknown>;

interface Input {
  /** `lookingOptions`: with them nothing of the package's own runs while it is read. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<TarballLimits>;
  /** What was read in earlier runs; without it all is read. */
  readonly contents?: ContentCache | undefined;
}

const source = 'tarball';
const mostAtOnce = 15;
/** Of a file that is kept to be shown. */
const shownFileBytes = 1024 * 1024;

export function createTarballReads(input: Input): TarballReads {
  const byBytes = new Map<string, Promise<Outcome>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const inTurn = async (task: () => Promise<Outcome>): Promise<Outcome> => {
    if (running < mostAtOnce) running += 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  return {
    read(request, label, git = false) {
      const key = JSON.stringify(request);
      const earlier = byBytes.get(key);
      if (earlier) return earlier;
      const keep = isBundledManifest;
      // A clone has no hash: what has one is installed as it is packed, and nothing of it is prepared.
      const comesPacked = !git && request.integrity !== undefined;
      const options = { ...input, git, keep, inspect: () => openInspection({}, { comesPacked }) };
      const fetching = () => inTurn(() => fetchContent(request, label, options));
      const reading = (git ? fetching() : remembered(request, input.contents, fetching)).catch(
        (error: unknown) => {
          // What went wrong on the way may be right the next time; what is wrong with the bytes stays.
          byBytes.delete(key);
          return unknownFrom(error, source);
        },
      );
      // Bytes that no hash binds may be others the next time.
      if (request.integrity !== undefined) byBytes.set(key, reading);
      return reading;
    },
  };
}

export function createTarballTexts(input: Input): TarballTexts {
  const limits = { ...input.limits, textBytes: shownFileBytes };
  return async (request, label, paths) => {
    const keep = (path: string) => paths.has(path);
    try {
      const outcome = await fetchContent(request, label, { ...input, limits, git: false, keep });
      return 'status' in outcome ? outcome : outcome.texts;
    } catch (error) {
      return unknownFrom(error, source);
    }
  };
}

/** Only of bytes that one sha512 binds: any other may be something else the next time. */
async function remembered(
  { integrity }: TarballRequest,
  contents: ContentCache | undefined,
  fetching: () => Promise<Outcome>,
): Promise<Outcome> {
  const sha512 = integrity === undefined ? undefined : boundSha512(integrity);
  if (contents === undefined || sha512 === undefined) return fetching();
  const kept = await contents.find(sha512);
  if (kept !== undefined) return kept;
  const outcome = await fetching();
  if ('content' in outcome && outcome.content.sha512 === sha512) await contents.keep(outcome);
  return outcome;
}

async function fetchContent(
  request: TarballRequest,
  label: string,
  input: Input & {
    readonly git: boolean;
    readonly keep: (path: string) => boolean;
    /** Opens a new one for each attempt; without it nothing is looked into. */
    readonly inspect?: () => Inspection;
  },
): Promise<Outcome> {
  const { default: pacote } = await import('pacote');
  const ending = new AbortController();
  const { spec, ...where } = request;
  const options = { ...input.options, ...where, signal: ending.signal, ...(input.git ? await forGit() : {}) };
  const reading = await pacote.tarball.stream(
    spec,
    (stream) =>
      readTarball(stream, {
        ...{ limits: input.limits ?? {}, keep: input.keep },
        ...(input.inspect === undefined ? {} : { inspection: input.inspect() }),
      }),
    options,
  );
  if (reading.status === 'read') {
    const { content, texts, parts } = reading;
    return { content, texts, ...(parts === undefined ? {} : { parts }) };
  }
  // What is left of a tarball that nobody wants may be endless.
  ending.abort();
  return unknown(reading.reason, source, `the tarball of ${label} was not read: ${reading.detail}`);
}

/** pacote packs a clone with the tree that Arborist finds in it. */
async function forGit(): Promise<{ readonly Arborist: unknown }> {
  const { default: Arborist } = await import('@npmcli/arborist');
  return { Arborist };
}

function isBundledManifest(path: string): boolean {
  return path.startsWith('node_modules/') && path.endsWith('/package.json');
}
