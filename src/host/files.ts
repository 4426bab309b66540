import {
  access,
  constants,
  type FileHandle,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hasCode } from '../errors.ts';
import { exclusively, exclusivelyForLong } from './exclusively.ts';
import type { FileInfo, Files } from './host.ts';
import { openForReading, openScratch } from './open-file.ts';
import { randomBytes } from './random.ts';

const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error) && absent.has(error.code)) return undefined;
    throw error;
  }
}

/** As `recursive` would, which for ever tries again below a folder like /proc that takes no folders (ENOENT). */
async function makeFolder(path: string): Promise<void> {
  if (await made(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(unlessThere);
}

async function made(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return false;
    unlessThere(error);
    return true;
  }
}

function unlessThere(error: unknown): void {
  if (!hasCode(error) || error.code !== 'EEXIST') throw error;
}

async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  await draftAndRename(path, content, 0o600);
}

/** Only root may give a file to somebody else, and only then it matters: `sudo npq` must not take files away. */
async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const before = await unlessAbsent(stat(path));
  await draftAndRename(path, content, 0o666, async (draft) => {
    if (!before) return;
    const mine = await draft.stat();
    if (before.uid !== mine.uid || before.gid !== mine.gid) await draft.chown(before.uid, before.gid);
    await draft.chmod(before.mode & 0o7777);
  });
}

/** A rename asks only for the folder's permission; the file's own would never be looked at. */
async function readOnly(path: string): Promise<boolean> {
  const found = await unlessAbsent(stat(path));
  if (!found) return false;
  if ((found.mode & 0o222) === 0) return true;
  try {
    await access(path, constants.W_OK);
    return false;
  } catch (error) {
    if (hasCode(error) && ['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return true;
    throw error;
  }
}

async function draftAndRename(
  path: string,
  content: string | Uint8Array,
  mode: number,
  prepare: (draft: FileHandle) => Promise<void> = async () => {},
  lasting = true,
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(content);
      await prepare(file);
      // Without it a power cut may leave the new name with no content.
      if (lasting) await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** One write with O_APPEND: the system puts those of several processes one after the other, never into each other. */
async function append(path: string, text: string): Promise<void> {
  await makeFolder(dirname(path));
  const bytes = Buffer.from(text);
  const file = await open(path, 'a', 0o600);
  try {
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length) {
      throw Object.assign(new Error(`ENOSPC: only a part could be written to ${path}`), { code: 'ENOSPC' });
    }
  } finally {
    await file.close();
  }
}

async function info(path: string): Promise<FileInfo | undefined> {
  const stats = await unlessAbsent(lstat(path));
  if (!stats) return undefined;
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'directory'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other';
  return { kind, size: stats.size };
}

export const nodeFiles: Files = {
  readText: (path) => unlessAbsent(readFile(path, 'utf8')),
  readBytes: (path) => unlessAbsent(readFile(path)),
  writeAtomic,
  async writeSpare(path, content) {
    await makeFolder(dirname(path));
    await draftAndRename(path, content, 0o600, undefined, false);
  },
  replace,
  readOnly,
  async writeProgram(path, text) {
    await makeFolder(dirname(path));
    await draftAndRename(path, text, 0o700, (draft) => draft.chmod(0o755));
  },
  openForReading: (path) => unlessAbsent(openForReading(path)),
  async scratch(folder) {
    await makeFolder(folder);
    return openScratch(folder);
  },
  async rewrite(path, text) {
    const bytes = Buffer.from(text);
    const file = await open(path, 'r+');
    try {
      await file.write(bytes, 0, bytes.length, 0);
      await file.truncate(bytes.length);
    } finally {
      await file.close();
    }
  },
  append,
  async exclusively(path, work) {
    await makeFolder(dirname(path));
    return exclusively(path, work);
  },
  async exclusivelyForLong(path, work, onWait) {
    await makeFolder(dirname(path));
    return exclusivelyForLong(path, work, onWait);
  },
  list: async (path) => ((await unlessAbsent(readdir(path))) ?? []).sort(),
  info,
  realPath: (path) => unlessAbsent(realpath(path)),
  makeTempDir: (prefix) => mkdtemp(join(tmpdir(), prefix)),
  remove: (path) => rm(path, { recursive: true, force: true }),
};
