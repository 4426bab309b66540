import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { changeProfile } from '../../src/shell/profile.ts';
import { folderOfTest } from './folder.ts';

/** The file that a shell reads when it starts belongs to a person. */
const lines = ["alias npm='npq with npm'"];
const block = "# >>> npq alias >>>\nalias npm='npq with npm'\n# <<< npq alias <<<\n";
const change = (path: string, wanted: readonly string[] | undefined = lines, files = nodeFiles) =>
  changeProfile({ files }, path, 'alias', wanted);

describe('the file of a shell', () => {
  it('is made where there is none, with its folder', async () => {
    const path = join(folderOfTest(), 'fish', 'config.fish');
    expect(await change(path)).toMatchObject({ changed: true, real: path });
    expect(readFileSync(path, 'utf8')).toBe(block);
    expect(readdirSync(join(path, '..'))).toEqual(['config.fish']);
  });

  it('is not made to take nothing out of it', async () => {
    const folder = folderOfTest();
    expect(
      await changeProfile({ files: nodeFiles }, join(folder, 'deep', 'rc'), 'alias', undefined),
    ).toMatchObject({
      changed: false,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps every other byte, its mode, and comes back as it was', async () => {
    const path = join(folderOfTest(), 'rc');
    const bytes = Buffer.from([0x23, 0xe9, 0xff, 0x0a, 0xc3, 0xa9, 0x0d, 0x0a]);
    writeFileSync(path, bytes);
    chmodSync(path, 0o640);
    expect((await change(path)).changed).toBe(true);
    expect(readFileSync(path).subarray(0, bytes.length)).toEqual(bytes);
    expect((await change(path)).changed).toBe(false);
    expect((await changeProfile({ files: nodeFiles }, path, 'alias', undefined)).changed).toBe(true);
    expect(readFileSync(path)).toEqual(bytes);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('stays a link where it is one', async () => {
    const folder = folderOfTest();
    mkdirSync(join(folder, 'dotfiles'));
    const [path, real] = [join(folder, '.zshrc'), join(folder, 'dotfiles', 'zshrc')];
    writeFileSync(real, 'mine\n');
    symlinkSync(join('dotfiles', 'zshrc'), path);
    expect((await change(path)).real).toBe(real);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe(`mine\n${block}`);
  });

  it('is as it was where the new one cannot be put in place', async () => {
    const folder = folderOfTest();
    const path = join(folder, 'rc');
    writeFileSync(path, 'mine\n');
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const files = { ...nodeFiles, replace: () => Promise.reject(full) };
    await expect(change(path, lines, files)).rejects.toThrow(/ENOSPC.*as it was/);
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
    expect(readdirSync(folder)).toEqual(['rc']);
  });

  it('is left alone where it is read-only', async () => {
    const path = join(folderOfTest(), 'rc');
    writeFileSync(path, 'mine\n');
    chmodSync(path, 0o444);
    await expect(change(path)).rejects.toMatchObject({
      code: 'state-unwritable',
      hint: expect.stringContaining('--file'),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
  });

  it.each<[what: string, prepare: (path: string) => void]>([
    ['a link that leads nowhere', (path) => symlinkSync('/nowhere/at/all', path)],
    ['a folder', (path) => mkdirSync(path)],
    ['in UTF-16', (path) => writeFileSync(path, Buffer.from('\uFEFF# mine\n', 'utf16le'))],
  ])('is refused where it is %s', async (_what, prepare) => {
    const path = join(folderOfTest(), 'rc');
    prepare(path);
    await expect(change(path)).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('is said to start the older npq still', async () => {
    const path = join(folderOfTest(), 'rc');
    writeFileSync(path, "# npq-hero was here\nalias npm='npq-hero'\n");
    expect((await change(path)).older).toEqual([2]);
  });
});
