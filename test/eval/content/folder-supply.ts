import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openInspection } from '../../../src/content/inspection.ts';
import { type Reading, readTarball } from '../../../src/content/read-tarball.ts';
import { messageOf } from '../../../src/errors.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { unknown } from '../../../src/model/fact.ts';
import { noon } from '../../checks/given.ts';
import type { Supply } from './facts.ts';
import { grownEntries, packFolder } from './packing.ts';

/** One version of a case, packed in memory. */
export interface Part {
  readonly bytes: Buffer;
  readonly reading: Reading;
}

export async function readPart(folder: string, part: 'package' | 'previous'): Promise<Part> {
  let bytes: Buffer;
  try {
    bytes = packFolder(join(folder, part), grownEntries(folder, part));
  } catch (error) {
    const reading = { status: 'unreadable', reason: 'malformed', detail: messageOf(error) } as const;
    return { bytes: Buffer.alloc(0), reading };
  }
  return { bytes, reading: await readBytes(bytes) };
}

/** As npq reads a tarball that it has not seen before. */
export function readBytes(bytes: Buffer): Promise<Reading> {
  const keep = (path: string) => path.startsWith('node_modules/') && path.endsWith('/package.json');
  return read(bytes, keep, true);
}

function read(bytes: Buffer, keep: (path: string) => boolean, inspected: boolean): Promise<Reading> {
  const piece = 64 * 1024;
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) =>
    bytes.subarray(index * piece, (index + 1) * piece),
  );
  const stream = Readable.from(pieces, { objectMode: true });
  return readTarball(stream, { keep, ...(inspected ? { inspection: openInspection() } : {}) });
}

export interface Published {
  readonly name: string;
  /** The new version first, and what is installed in its place today. */
  readonly versions: readonly { readonly version: string; readonly part: Part; readonly document: unknown }[];
}

/** A registry that has this one package, in the shapes in which the real one's answers come. */
export function folderSupply({ name, versions }: Published): Supply {
  const address = (version: string) => `https://registry.example/${name}/-/${version}.tgz`;
  const partOf = (spec: string) =>
    (versions.find(({ version }) => spec === address(version)) ?? versions[0])?.part;
  const packument = {
    ...{ name, 'dist-tags': {} },
    time: Object.fromEntries(versions.map(({ version }) => [version, '2026-01-01T00:00:00.000Z'])),
    versions: Object.fromEntries(
      versions.map(({ version, document }) => [
        version,
        { ...(document as object), dist: { tarball: address(version) } },
      ]),
    ),
  };
  return {
    documents: packumentSource({
      packuments: { load: async () => packument },
      clock: { now: () => noon },
    }),
    reads: {
      async read({ spec }) {
        const reading = partOf(spec)?.reading;
        if (reading === undefined) return unknown('not-found', 'tarball', `there is no ${spec}`);
        if (reading.status === 'unreadable')
          return unknown(reading.reason, 'tarball', `it was not read: ${reading.detail}`);
        const { status: _read, ...content } = reading;
        return content;
      },
    },
    async texts({ spec }, _label, paths) {
      const reading = await read(partOf(spec)?.bytes ?? Buffer.alloc(0), (path) => paths.has(path), false);
      if (reading.status === 'read') return reading.texts;
      return unknown(reading.reason, 'tarball', reading.detail);
    },
  };
}

export type Documents = 'as-published' | 'stripped';

/** What the registry says of a version: its own words, what npm publish would have told it, or next to nothing. */
export function documentOf(
  { reading }: Part,
  documents: Documents,
  named: { readonly name: string; readonly version: string },
  ownWords?: string,
): unknown {
  if (ownWords !== undefined && existsSync(ownWords))
    return { ...named, ...parsed(readFileSync(ownWords, 'utf8')) };
  const packed = reading.status === 'read' ? reading.texts.get('package.json') : undefined;
  if (documents === 'stripped' || packed === undefined) return named;
  return { ...parsed(packed), ...named };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
