import { hasCode, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { type BlockName, withBlock, withoutBlock } from './marked-block.ts';

export interface ProfileChange {
  /** Where the file really lies, past links. */
  readonly real: string;
  readonly changed: boolean;
  /** Lines of the person's that still name the older npq's program. */
  readonly older: readonly number[];
}

/**
 * Puts npq's lines into a shell's own file, or takes them out (`undefined`), and touches nothing else in it, byte
 * for byte. The file is replaced as a whole; where it is a link, what it leads to is replaced and the link stays.
 */
export async function changeProfile(
  { files }: Pick<Host, 'files'>,
  path: string,
  name: BlockName,
  lines: readonly string[] | undefined,
): Promise<ProfileChange> {
  const real = await plainFile(files, path);
  const look = async (): Promise<ProfileChange & { readonly after: string }> => {
    // Every byte one character: what is no UTF-8 stays as it is.
    const before = (await files.readBytes(real))?.toString('latin1');
    const text = before ?? '';
    requireBytes(text, path);
    const encoded = lines?.map((line) => Buffer.from(line).toString('latin1'));
    const after = encoded === undefined ? withoutBlock(text, name) : withBlock(text, name, encoded);
    return { real, after, changed: after !== text, older: olderLines(text) };
  };
  try {
    const first = await look();
    if (!first.changed) return first;
    return await files.exclusively(real, async () => {
      const looked = await look();
      if (!looked.changed) return looked;
      if (await files.readOnly(real)) throw readOnly(path, 'it may only be read');
      await files.replace(real, Buffer.from(looked.after, 'latin1'));
      return looked;
    });
  } catch (error) {
    if (error instanceof NpqError || !hasCode(error)) throw error;
    throw readOnly(path, error.code, error);
  }
}

function olderLines(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (/^[^#]*\bnpq-hero\b/.test(line) ? [index + 1] : []));
}

async function plainFile(files: Host['files'], path: string): Promise<string> {
  const found = await files.info(path);
  if (found === undefined) return path;
  const real = await files.realPath(path);
  if (real === undefined) throw unusable(path, 'a link that leads nowhere');
  if ((await files.info(real))?.kind !== 'file') throw unusable(path, 'something else');
  return real;
}

/** PowerShell's own editors write UTF-16: lines of ours in between would be noise to it. */
function requireBytes(text: string, path: string): void {
  if (/^(?:\xff\xfe|\xfe\xff)/.test(text) || text.includes('\0')) {
    throw unusable(path, 'one in UTF-16, or no text at all');
  }
}

function unusable(path: string, found: string): NpqError {
  return new NpqError('config-invalid', {
    message: `Expected ${path} to be a text file, found ${found}.`,
    hint: 'Name the file that your shell reads: --file <path>. Or print the lines and put them there yourself.',
  });
}

function readOnly(path: string, why: string, cause?: unknown): NpqError {
  return new NpqError('state-unwritable', {
    message: `Expected to write ${path}, found that this is not possible (${why}). The file is as it was.`,
    hint: 'Leave out --write: npq then prints the lines, for wherever that file is made from. Or name another one: --file <path>.',
    cause,
  });
}
