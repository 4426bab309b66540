import type { TarballLimits } from '../content/limits.ts';
import { readTarball } from '../content/read-tarball.ts';
import { type Unknown, unknown } from '../model/fact.ts';
import type { TarballContent } from './needs.ts';
import type { TarballRequest } from './tarball-request.ts';
import { unknownFrom } from './trouble.ts';

/** What was read, with the texts of bundled packages' package.json. */
export interface ReadContent {
  readonly content: TarballContent;
  readonly texts: ReadonlyMap<string, string>;
}

export type Outcome = ReadContent | Unknown;

/** The tarballs read in this run, those among them that were read on a guess while the plan was being made. */
export interface TarballReads {
  /** `label` is `name@version`, for messages. */
  read(request: TarballRequest, label: string, git?: boolean): Promise<Outcome>;
}

interface Input {
  /** `lookingOptions`: with them nothing of the package's own runs while it is read. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<TarballLimits>;
}

const source = 'tarball';
const mostAtOnce = 15;

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
      const reading = inTurn(() => fetchContent(request, label, git, input)).catch((error: unknown) => {
        // What went wrong on the way may be right the next time; what is wrong with the bytes stays.
        byBytes.delete(key);
        return unknownFrom(error, source);
      });
      // Bytes that no hash binds may be others the next time.
      if (request.integrity !== undefined) byBytes.set(key, reading);
      return reading;
    },
  };
}

async function fetchContent(
  request: TarballRequest,
  label: string,
  git: boolean,
  input: Input,
): Promise<Outcome> {
  const { default: pacote } = await import('pacote');
  const ending = new AbortController();
  const { spec, ...where } = request;
  const options = { ...input.options, ...where, signal: ending.signal, ...(git ? await forGit() : {}) };
  const reading = await pacote.tarball.stream(
    spec,
    (stream) => readTarball(stream, { limits: input.limits ?? {}, keep: isBundledManifest }),
    options,
  );
  if (reading.status === 'read') return { content: reading.content, texts: reading.texts };
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
