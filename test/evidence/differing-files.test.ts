import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { differingFiles } from '../../src/evidence/differing-files.ts';
import type { TarballFile } from '../../src/evidence/needs.ts';
import { nodeHost } from '../../src/host/node-host.ts';

const { files } = nodeHost(process);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npq-differing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function expected(...paths: readonly string[]): ReadonlyMap<string, TarballFile> {
  return new Map(
    paths.map((path) => {
      const sha512 = `sha512-${createHash('sha512').update(path).digest('base64')}`;
      return [path, { size: path.length, sha512, executable: false }];
    }),
  );
}

it('sees what was put into a folder that only looks like one that npm filled', async () => {
  put('index.js');
  put('lib/a.js');
  put('lib/node_modules/debug/index.js');
  expect(await differingFiles(files, folder, expected('index.js', 'lib/a.js'))).toEqual([
    { path: 'lib/node_modules/debug/index.js', what: 'added' },
  ]);
});

it('leaves what npm nested beside it, and beside what it bundles, to be compared by itself', async () => {
  put('index.js');
  put('node_modules/debug/index.js');
  put('node_modules/.bin/debug');
  put('node_modules/brought/index.js');
  put('node_modules/brought/node_modules/@acme/deep/index.js');
  const tarball = expected('index.js', 'node_modules/brought/index.js');
  expect(await differingFiles(files, folder, tarball)).toEqual([]);
});

it('compares folders of that name which the tarball has in its tests', async () => {
  put('test/node_modules/a/index.js', 'another');
  expect(await differingFiles(files, folder, expected('test/node_modules/a/index.js'))).toEqual([
    { path: 'test/node_modules/a/index.js', what: 'changed' },
  ]);
});

it('takes a link for another file, whatever it leads to', async () => {
  put('a.js');
  symlinkSync('a.js', join(folder, 'b.js'));
  expect(await differingFiles(files, folder, expected('a.js', 'b.js'))).toEqual([
    { path: 'b.js', what: 'changed' },
  ]);
});
