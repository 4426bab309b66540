import { createHash } from 'node:crypto';
import type { TarballContent } from '../evidence/needs.ts';
import { atOncePackedBytes, inflatedAtOnce, isGzip } from './inflate.ts';
import type { Inspection } from './inspection.ts';
import { type TarballLimits, tarballLimits } from './limits.ts';
import type { CodeRecord } from './record.ts';
import { openReader } from './tarball-reader.ts';

export type Reading =
  | {
      readonly status: 'read';
      readonly content: TarballContent;
      /** package.json and the texts that `keep` asked for, by path. */
      readonly texts: ReadonlyMap<string, string>;
      /** The code of the packages in its node_modules by their folders, where an inspection was given. */
      readonly parts?: ReadonlyMap<string, CodeRecord>;
    }
  | Unreadable;

export interface Unreadable {
  readonly status: 'unreadable';
  readonly reason: 'malformed' | 'too-large';
  /** A sentence about "it". */
  readonly detail: string;
}

export interface ReadOptions {
  readonly limits?: Partial<TarballLimits>;
  /** Which files' texts to keep besides package.json; larger ones than `textBytes` are not kept. */
  readonly keep?: (path: string) => boolean;
  /** A new one for each tarball; without it the content has no code. */
  readonly inspection?: Inspection;
}

/** The little of a stream that is used; pacote's are Minipass streams. */
export interface ByteStream {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  pause(): unknown;
}

/**
 * Reads a tarball in memory, with npm's own parser, and keeps a hash of each file. Rejects only with the
 * stream's own error. Once a limit is passed it pauses the stream; ending it is the caller's.
 */
export function readTarball(stream: ByteStream, options: ReadOptions = {}): Promise<Reading> {
  // Listened to from the start and for good: an error that nobody hears would end the process.
  const failed = new Promise<never>((_, reject) => stream.on('error', reject));
  return Promise.race([failed, read(stream, options)]);
}

async function read(stream: ByteStream, options: ReadOptions): Promise<Reading> {
  const { keep = () => false, inspection } = options;
  const limits = { ...tarballLimits, ...options.limits };
  const reader = await openReader({ limits, keep, ...(inspection === undefined ? {} : { inspection }) });
  const packed = createHash('sha512');
  let packedSize = 0;
  let flawedAt: number | undefined;
  let over = false;
  /** What came so far, while it may be little enough to be inflated in one go. */
  let held: Buffer[] | undefined = [];
  return new Promise((resolve, reject) => {
    const parse = (chunk: Buffer): void => {
      reader.write(chunk, packedSize);
      const flaw = reader.flaw();
      if (!flaw) return;
      flawedAt ??= packedSize;
      if (flaw.reason === 'malformed' && packedSize - flawedAt <= limits.drainBytes) return;
      over = true;
      stream.pause();
      resolve(flaw);
    };
    const end = async (): Promise<void> => {
      if (held !== undefined) {
        const whole = Buffer.concat(held);
        const inflated = await inflatedAtOnce(whole, Math.min(limits.ratioFromBytes, limits.unpackedBytes));
        if (inflated === undefined) parse(whole);
        else reader.writeInflated(inflated);
      }
      if (!over) resolve(reader.finish(`sha512-${packed.digest('base64')}`, packedSize));
    };
    stream.on('data', (chunk) => {
      if (over) return;
      packedSize += chunk.length;
      if (packedSize > limits.packedBytes)
        reader.refuse('too-large', `it has more than ${limits.packedBytes} bytes`);
      packed.update(chunk);
      if (held?.length === 0 && !isGzip(chunk)) held = undefined;
      held?.push(chunk);
      if (held === undefined) parse(chunk);
      else if (packedSize > atOncePackedBytes || reader.flaw()) {
        const whole = Buffer.concat(held);
        held = undefined;
        parse(whole);
      }
    });
    stream.on('end', () => {
      end().catch(reject);
    });
  });
}
