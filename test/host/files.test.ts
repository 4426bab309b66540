import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npq-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('files', () => {
  it('says undefined for what is not there, and only for that', async () => {
    expect(await nodeFiles.readText(join(folder, 'absent'))).toBeUndefined();
    expect(await nodeFiles.info(join(folder, 'absent', 'deeper'))).toBeUndefined();
    expect(await nodeFiles.list(join(folder, 'absent'))).toEqual([]);
    await expect(nodeFiles.readText(folder)).rejects.toThrow(/EISDIR/);
  });

  it('does not follow a link when asked what is there', async () => {
    await writeFile(join(folder, 'real'), 'x');
    await symlink(join(folder, 'real'), join(folder, 'link'));
    expect((await nodeFiles.info(join(folder, 'link')))?.kind).toBe('link');
    expect((await nodeFiles.info(join(folder, 'real')))?.kind).toBe('file');
  });

  it('replaces a file as a whole and leaves no draft behind', async () => {
    const path = join(folder, 'deep', 'state.json');
    await nodeFiles.writeAtomic(path, 'one');
    await nodeFiles.writeAtomic(path, 'two');
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(join(folder, 'deep'))).toEqual(['state.json']);
  });

  it("replaces a file of the user's without a new mode, and gives a new one that of any other", async () => {
    const path = join(folder, 'package.json');
    const any = join(folder, 'any');
    await writeFile(any, '');
    await nodeFiles.replace(path, 'one');
    expect((await stat(path)).mode).toBe((await stat(any)).mode);
    await chmod(path, 0o4640);
    await nodeFiles.replace(path, 'two');
    expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o7777]).toEqual(['two', 0o4640]);
    expect(await readdir(folder)).toEqual(['any', 'package.json']);
  });

  it.skipIf(process.getuid?.() !== 0)('gives a file of somebody else back to them', async () => {
    const path = join(folder, 'package.json');
    await writeFile(path, 'one');
    await chown(path, 1234, 1235);
    await nodeFiles.replace(path, 'two');
    const { uid, gid } = await stat(path);
    expect([uid, gid]).toEqual([1234, 1235]);
  });

  it('leaves the old file whole where the new one cannot be put in place', async () => {
    const path = join(folder, 'state.json');
    await mkdir(join(path, 'in-the-way'), { recursive: true });
    await expect(nodeFiles.writeAtomic(path, 'text')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['state.json']);
  });
});

describe('a file that is read here and there', () => {
  it('gives what is there, and less only at its end', async () => {
    const path = join(folder, 'large');
    await nodeFiles.writeAtomic(path, Buffer.from('0123456789'));
    const file = await nodeFiles.openForReading(path);
    expect(file?.size).toBe(10);
    expect(String(await file?.read(2, 3))).toBe('234');
    expect(String(await file?.read(8, 100))).toBe('89');
    expect(String(await file?.read(20, 1))).toBe('');
    await file?.close();
    expect(await nodeFiles.openForReading(join(folder, 'absent'))).toBeUndefined();
  });
});

describe('a scratch file', () => {
  it('has no name that could stay behind, and keeps what was put in', async () => {
    const file = await nodeFiles.scratch(join(folder, 'new', 'folder'));
    expect(await readdir(join(folder, 'new', 'folder'))).toEqual([]);
    await file.append(Buffer.from('01234'));
    await file.append(Buffer.from('56789'));
    expect(file.size).toBe(10);
    expect(String(await file.read(3, 4))).toBe('3456');
    await file.close();
  });
});
