import { join } from 'node:path';
import { tarballLimits } from '../content/limits.ts';
import { decodeManifest } from '../content/packed-manifest.ts';
import type { Files } from '../host/host.ts';
import { type Unknown, unknown } from '../model/fact.ts';
import { sha512Of } from './integrity.ts';
import type { TarballFile } from './needs.ts';
import type { ReadContent } from './tarball-reads.ts';
import { unknownFrom } from './trouble.ts';

/** What npm asks a linked folder for; only these are read, since the folder is the user's own and not packed. */
const asked = ['package.json', 'binding.gyp'];

/**
 * A linked folder in the shape of a tarball: npm packs nothing, but runs its scripts as any other package's.
 * Its hash is that of no bytes at all, which no tarball has, and its size is zero.
 */
export async function readLinkedFolder(
  files: Files,
  folder: string,
  source: string,
): Promise<ReadContent | Unknown> {
  const found = new Map<string, TarballFile>();
  let text: string | undefined;
  try {
    for (const name of asked) {
      const read = await readSmall(files, join(folder, name));
      if (read === 'too-large') return unknown('too-large', source, `${join(folder, name)} is too large`);
      if (read === undefined) continue;
      found.set(name, { size: read.length, sha512: sha512Of(read), executable: false });
      if (name === 'package.json') text = read.toString('utf8');
    }
  } catch (error) {
    return unknownFrom(error, source);
  }
  if (text === undefined) return unknown('not-found', source, `there is no package.json in ${folder}`);
  const decoded = decodeManifest(text);
  if (decoded.status === 'unreadable') return unknown(decoded.reason, source, `${folder}: ${decoded.detail}`);
  const unpackedSize = [...found.values()].reduce((sum, { size }) => sum + size, 0);
  const { manifest } = decoded;
  const nothing = Buffer.alloc(0);
  return {
    content: { sha512: sha512Of(nothing), packedSize: 0, unpackedSize, files: found, oddities: [], manifest },
    texts: new Map(),
  };
}

async function readSmall(files: Files, path: string): Promise<Buffer | 'too-large' | undefined> {
  const real = await files.realPath(path);
  const info = real === undefined ? undefined : await files.info(real);
  // A pipe or device would never come to an end.
  if (real === undefined || info?.kind !== 'file') return undefined;
  if (info.size > tarballLimits.manifestBytes) return 'too-large';
  return files.readBytes(real);
}
