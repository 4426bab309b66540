import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import type { Parser, ReadEntry } from 'tar';
import { messageOf } from '../errors.ts';
import type { TarballFile } from '../evidence/needs.ts';
import { codeOfParts } from './bundled-parts.ts';
import { entryBytes } from './entry-bytes.ts';
import { shorten } from './foreign.ts';
import type { Inspection } from './inspection.ts';
import type { TarballLimits } from './limits.ts';
import { clashes, oddityList } from './oddities.ts';
import { decodeManifest } from './packed-manifest.ts';
import { placementOf } from './placement.ts';
import type { Reading, Unreadable } from './read-tarball.ts';
import { tally } from './tally.ts';

export interface Reader {
  /** Takes the next packed bytes; `packedSize` counts them and all before. Does nothing once there is a flaw. */
  write(chunk: Buffer, packedSize: number): void;
  /** Takes all of it, inflated already; in place of `write`. */
  writeInflated(bytes: Buffer): void;
  refuse(reason: Unreadable['reason'], detail: string): void;
  flaw(): Unreadable | undefined;
  finish(sha512: string, packedSize: number): Reading;
}

/** npm's parser inflates a piece at once: a small one keeps what may come of it small. */
const pieceBytes = 16 * 1024;

export interface ReaderOptions {
  readonly limits: TarballLimits;
  /** Which texts to keep besides package.json. */
  readonly keep: (path: string) => boolean;
  /** Is handed every file; nothing is looked into without it. */
  readonly inspection?: Inspection;
}

/** Feeds npm's own tar parser, and stops it where a limit is passed. */
export async function openReader({ limits, keep, inspection }: ReaderOptions): Promise<Reader> {
  const { Parser } = await import('tar');
  const files = new Map<string, TarballFile>();
  const texts = new Map<string, string>();
  const odd = oddityList();
  const seenIgnores = new Set<string>();
  const places = new WeakMap<ReadEntry, string>();
  let atEnd = false;
  let flaw: Unreadable | undefined;
  const refuse: Reader['refuse'] = (reason, detail) => {
    flaw ??= { status: 'unreadable', reason, detail };
  };
  const counts = tally(limits, refuse);

  const place = (path: string, entry: ReadEntry): boolean => {
    counts.entry(entry);
    if (flaw) return false;
    const placement = placementOf(path, entry.type, seenIgnores, entry.linkpath);
    const shown = placement.kind === 'file' ? placement.path : path;
    if (placement.odd !== undefined) odd.add(shown, placement.odd);
    if (placement.kind === 'nothing') return false;
    if (placement.path === 'package.json' && entry.size > limits.manifestBytes) {
      refuse('too-large', `its package.json has more than ${limits.manifestBytes} bytes`);
    }
    places.set(entry, placement.path);
    return flaw === undefined;
  };
  const take = (entry: ReadEntry): void => {
    const path = places.get(entry);
    if (path === undefined)
      throw new Error(`the tar parser handed out an entry that was filtered: ${entry.path}`);
    const hash = createHash('sha512');
    const wanted = path === 'package.json' || (keep(path) && entry.size <= limits.textBytes);
    const bytes = entryBytes((head) => wanted || (inspection?.wants(path, entry.size, head) ?? false));
    let size = 0;
    entry.on('data', (data) => {
      size += data.length;
      hash.update(data);
      bytes.add(data);
    });
    entry.on('end', () => {
      const executable = ((entry.mode ?? 0) & 0o111) !== 0;
      const sha512 = `sha512-${hash.digest('base64')}`;
      const earlier = files.get(path);
      // npm writes one after the other, so the last one stays. What package.json names with `./` in front is packed
      // twice by some tools, with the same bytes.
      if (earlier !== undefined && earlier.sha512 !== sha512)
        odd.add(path, 'more than one entry; the last one counts');
      files.set(path, { size, sha512, executable });
      const content = bytes.end();
      if (wanted) texts.set(path, content.toString('utf8'));
      else texts.delete(path);
      if (!flaw) inspection?.file(path, content, size);
    });
  };
  const parser = new Parser({
    // npm's parser takes zstd too, but throws where this Node cannot inflate it.
    ...('ZstdDecompress' in zlib ? {} : { zstd: false }),
    // Nothing but entries reaches a parser's filter; Stats are for packing.
    filter: (path, entry) => place(path, entry as ReadEntry),
    onReadEntry: take,
    onwarn: (code, message) => {
      if (code !== 'TAR_ENTRY_INVALID') refuse('malformed', brokenBecause(message));
      else if (counts.brokenHeader() === 1)
        odd.add('', `a broken header, which npm skips: ${messageOf(message)}`);
    },
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    if (counts.entry(entry))
      odd.add(shorten(entry.path), `an entry of a kind that npm leaves out: ${entry.type}`);
  });
  parser.on('meta', (text: string) => counts.extendedHeader(text.length));
  parser.on('eof', () => {
    atEnd = true;
  });
  parser.on('error', (error: unknown) => {
    const bomb = /ratio exceeded/.test(messageOf(error));
    if (bomb) refuse('too-large', 'it unpacks to far more bytes than it is packed in');
    else refuse('malformed', brokenBecause(error));
  });

  return {
    refuse,
    flaw: () => flaw,
    write(chunk, packedSize) {
      const before = packedSize - chunk.length;
      // Behind its end mark npm's parser hoards all bytes without looking at them, which may be endlessly many.
      for (let at = 0; at < chunk.length && !flaw && !atEnd; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes);
        setRatio(parser, limits, before + at + piece.length);
        parser.write(piece);
      }
    },
    writeInflated: (bytes) => {
      parser.write(bytes);
    },
    finish(sha512, packedSize) {
      if (!atEnd && !flaw) parser.end();
      const text = texts.get('package.json');
      if (text === undefined) refuse('malformed', 'it has no package.json');
      const decoded = flaw ? flaw : decodeManifest(text ?? '');
      if (decoded.status === 'unreadable') return decoded;
      const unpackedSize = [...files.values()].reduce((sum, file) => sum + file.size, 0);
      const oddities = [...odd.list(), ...clashes(files.keys())];
      const { manifest } = decoded;
      const content = { sha512, packedSize, unpackedSize, files, oddities, manifest };
      if (inspection === undefined) return { status: 'read', content, texts };
      const code = inspection.finish(manifest, files);
      const parts = codeOfParts(inspection, files, texts);
      return { status: 'read', content: { ...content, code }, texts, parts };
    },
  };
}

/** For one entry, its header and what fills up its last block. */
const overheadBytes = 2_048;

/** Small tarballs may be as repetitive as they like; none inflates to more than it may unpack to. */
function setRatio(parser: Parser, limits: TarballLimits, packedSize: number): void {
  const allowedBytes = Math.max(limits.ratio * packedSize, limits.ratioFromBytes);
  const most = limits.unpackedBytes + overheadBytes * limits.entries;
  parser.maxDecompressionRatio = Math.min(allowedBytes, most) / packedSize;
}

function brokenBecause(error: unknown): string {
  return `it is no whole tarball: ${shorten(messageOf(error))}`;
}
