import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedTree, mostBytes, type TreeFiles } from '../../src/stages/verify-tree.ts';

const record = 'node_modules/.package-lock.json';
const stored = 'node_modules/.store/a@1.0.0-AAAA/node_modules/a';

const lock = (packages: object) => JSON.stringify({ packages });

/** `special`: what is there and must not be read. */
function tree(
  texts: Readonly<Record<string, string>>,
  special: Readonly<
    Record<string, { readonly kind: 'directory' | 'other' | 'file'; readonly size: number }>
  > = {},
) {
  const project = join('/', 'project');
  const within = (path: string) => path.slice(project.length + 1).replaceAll('\\', '/');
  const files: TreeFiles = {
    info: async (path) => {
      const text = texts[within(path)];
      const found =
        special[within(path)] ?? (text === undefined ? undefined : { kind: 'file', size: text.length });
      return found as Awaited<ReturnType<TreeFiles['info']>>;
    },
    list: async () => [],
    readText: async (path) => {
      if (special[within(path)] !== undefined) throw new Error(`${path} was read`);
      return texts[within(path)];
    },
    realPath: async (path) => path,
  };
  return installedTree(files, project);
}

describe('what should lie in node_modules', () => {
  it.each([
    ['a pipe', { kind: 'other', size: 0 }],
    ['a folder', { kind: 'directory', size: 0 }],
    ['larger than any', { kind: 'file', size: mostBytes + 1 }],
  ] as const)('is not read from a record that is %s', async (_what, info) => {
    const told = await tree({ 'package-lock.json': lock({ 'node_modules/a': {} }) }, { [record]: info });
    expect(told.lockfile).toBe('package-lock.json');
    expect(told.notes).toEqual([`${record} could not be read: it is no file of bearable size.`]);
  });

  it('has the hashes of a store from the lockfile, as far as it has one for a version', async () => {
    const entry = { name: 'a', version: '1.0.0' };
    const hashes = async (...known: readonly string[]) => {
      const beside = known.map((integrity, at) => [`node_modules/${at}`, { ...entry, integrity }]);
      const texts = {
        ...{ [record]: lock({ [stored]: entry }), 'node_modules/.store': '' },
        'package-lock.json': lock(Object.fromEntries(beside)),
      };
      return (await tree(texts)).places.get(stored)?.integrity;
    };
    expect(await hashes('sha512-AAAA')).toBe('sha512-AAAA');
    expect(await hashes('sha512-AAAA', 'sha512-AAAA')).toBe('sha512-AAAA');
    expect(await hashes('sha512-AAAA', 'sha512-BBBB')).toBeUndefined();
    expect(await hashes('sha512-AAAA', 'sha512-BBBB', 'sha512-AAAA')).toBeUndefined();
    expect(await hashes()).toBeUndefined();
  });

  it('is unknown of a store that npm keeps no record of', async () => {
    const told = await tree({ 'package-lock.json': lock({}), 'node_modules/.store': '' });
    expect(told.cannot).toContain('package-lock.json does not say where');
  });
});
