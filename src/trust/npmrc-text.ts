import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';
import { readable } from './covered-content.ts';
import { plain } from './display.ts';

const sizeLimitBytes = 256 * 1024;

export interface NpmrcText {
  readonly bytes: Buffer;
  /** Key and value as written: no variable is replaced. Values may be anything that npm's parser makes. */
  readonly written: ReadonlyMap<string, unknown>;
}

/** The project's .npmrc as npm's parser sees it; undefined where there is none. */
export async function readNpmrc(
  files: Pick<Files, 'info' | 'readBytes'>,
  path: string,
  npmRoot: string,
): Promise<NpmrcText | undefined> {
  const bytes = await readSmallFile(files, path);
  if (bytes === undefined) return undefined;
  return { bytes, written: parse(bytes.toString('utf8'), path, npmRoot) };
}

async function readSmallFile(
  files: Pick<Files, 'info' | 'readBytes'>,
  path: string,
): Promise<Buffer | undefined> {
  const info = await readable(path, files.info(path));
  if (info === undefined) return undefined;
  if (info.kind === 'link') {
    // What it points at could change, or be somebody's private file, without any change in the project.
    throw new NpqError('config-untrusted', {
      message: `${plain(path)} is a symbolic link; npq reads the project's settings only from a plain file.`,
      hint: `Replace it with a copy of the file, or move the settings to your own .npmrc.`,
    });
  }
  if (info.kind !== 'file') {
    throw new NpqError('config-invalid', {
      message: `${plain(path)} should be a plain file, but is ${info.kind === 'directory' ? 'a folder' : 'something else'}.`,
      hint: 'Remove it.',
    });
  }
  if (info.size > sizeLimitBytes) throw tooLarge(path, info.size);
  const bytes = await readable(path, files.readBytes(path));
  // The file may have grown between the two looks.
  if (bytes !== undefined && bytes.length > sizeLimitBytes) throw tooLarge(path, bytes.length);
  return bytes;
}

function tooLarge(path: string, size: number): NpqError {
  return new NpqError('config-invalid', {
    message: `${plain(path)} has ${size} bytes; npq reads at most ${sizeLimitBytes}.`,
    hint: 'Look at what is in it: no .npmrc needs that much.',
  });
}

function parse(text: string, path: string, npmRoot: string): ReadonlyMap<string, unknown> {
  const { parse: parseIni } = loadIni(npmRoot);
  try {
    return new Map(Object.entries(parseIni(text)));
  } catch (error) {
    throw new NpqError('config-invalid', {
      message: plain(`npm's own parser fails on ${path}: ${messageOf(error)}`),
      hint: 'Correct the file, or remove it.',
      cause: error,
    });
  }
}

interface Ini {
  parse(text: string): Readonly<Record<string, unknown>>;
}

/** The parser of the user's own npm, so that npq reads no line otherwise than npm; else that of our copy. */
function loadIni(npmRoot: string): Ini {
  const ours = createRequire(import.meta.url).resolve('@npmcli/config');
  try {
    return createRequire(join(npmRoot, 'package.json'))('ini') as Ini;
  } catch (error) {
    if (!hasCode(error) || error.code !== 'MODULE_NOT_FOUND') throw error;
    return createRequire(ours)('ini') as Ini;
  }
}
