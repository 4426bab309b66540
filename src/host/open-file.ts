import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenFile, ScratchFile } from './host.ts';
import { randomBytes } from './random.ts';

export async function openForReading(path: string): Promise<OpenFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return { size, read: (offset, length) => readAt(file, offset, length), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The folder is there already. */
export async function openScratch(folder: string): Promise<ScratchFile> {
  const path = join(folder, `${randomBytes(6).toString('hex')}.scratch`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    throw error;
  }
  let size = 0;
  return {
    get size() {
      return size;
    },
    async append(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, size);
        done += bytesWritten;
        size += bytesWritten;
      }
    },
    read: (offset, length) => readAt(file, offset, length),
    close: () => file.close(),
  };
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
