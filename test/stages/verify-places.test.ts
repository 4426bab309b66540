import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TarballContent } from '../../src/evidence/needs.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { unknown } from '../../src/model/fact.ts';
import { type LockedPlace, lockedPlaces } from '../../src/plan/locked-places.ts';
import { comparePlaces } from '../../src/stages/verify-places.ts';
import { findStrays } from '../../src/stages/verify-strays.ts';
import { content } from './packed.ts';

const { files } = nodeHost(process);
let project: string;

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'npq-verify-')));
});
afterEach(() => rmSync(project, { recursive: true }));

function put(path: string, text = path): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function locked(packages: Readonly<Record<string, unknown>>): ReadonlyMap<string, LockedPlace> {
  const found = lockedPlaces(JSON.stringify({ packages }));
  if (found.kind !== 'read') throw new Error(found.why);
  return found.places;
}

async function compared(
  packages: Readonly<Record<string, unknown>>,
  contents: Readonly<Record<string, TarballContent>>,
) {
  const places = locked(packages);
  const found = await comparePlaces({
    ...{ files, project, places, isVetted: ({ integrity }) => integrity === vetted.integrity },
    contentOf: async ({ place }) => contents[place] ?? unknown('offline', 'tarball', 'nobody answers'),
    ownFolder: async () => ({ own: false, to: '/elsewhere' }),
  });
  const strays = await findStrays({
    ...{ files, project, places, contents: found.contents, platform: 'linux', manager: 'npm' },
  });
  return [...found.places, ...strays].map(({ place, standing, files: told }) => [
    ...[place, standing],
    ...told.map(({ path, what }) => `${what} ${path}`),
  ]);
}

const vetted = { version: '1.0.0', integrity: 'sha512-AAAA' };

describe('a place of the tree', () => {
  it('is as vetted where its files are', async () => {
    put('node_modules/a/index.js', 'a');
    expect(
      await compared({ 'node_modules/a': vetted }, { 'node_modules/a': content({ 'index.js': 'a' }) }),
    ).toEqual([['node_modules/a', 'as-vetted']]);
  });

  it('is not compared with bytes that nobody vetted, or that nobody has', async () => {
    put('node_modules/a/index.js', 'a');
    put('node_modules/b/index.js', 'b');
    expect(await compared({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': vetted }, {})).toEqual([
      ['node_modules/a', 'not-vetted'],
      ['node_modules/b', 'unknown'],
    ]);
  });

  it('may lack what is optional, and nothing else', async () => {
    expect(
      await compared({ 'node_modules/a': { ...vetted, optional: true }, 'node_modules/b': vetted }, {}),
    ).toEqual([
      ['node_modules/a', 'absent'],
      ['node_modules/b', 'differs'],
    ]);
  });

  it('has what its own install script left told apart, but nothing that makes npm build', async () => {
    const script = { install: 'node build.js' };
    put('node_modules/a/build/out.node');
    put('node_modules/b/build/out.node');
    put('node_modules/c/binding.gyp');
    const places = { 'node_modules/a': vetted, 'node_modules/b': vetted, 'node_modules/c': vetted };
    expect(
      await compared(places, {
        'node_modules/a': content({}, script),
        'node_modules/b': content({}),
        'node_modules/c': content({}, script),
      }),
    ).toEqual([
      ['node_modules/a', 'as-vetted', 'built build/out.node'],
      ['node_modules/b', 'differs', 'added build/out.node'],
      ['node_modules/c', 'differs', 'added binding.gyp'],
    ]);
  });

  it('may have put a vetted file in the place of another where it has a script', async () => {
    put('node_modules/a/bin/tool', 'machine code');
    put('node_modules/b/bin/tool', 'machine code');
    put('node_modules/tool-linux/tool', 'machine code');
    const places = { 'node_modules/a': vetted, 'node_modules/b': vetted, 'node_modules/tool-linux': vetted };
    expect(
      await compared(places, {
        'node_modules/a': content({ 'bin/tool': 'a wrapper' }, { postinstall: 'node install.js' }),
        'node_modules/b': content({ 'bin/tool': 'a wrapper' }),
        'node_modules/tool-linux': content({ tool: 'machine code' }),
      }),
    ).toEqual([
      ['node_modules/a', 'as-vetted', 'built bin/tool'],
      ['node_modules/b', 'differs', 'changed bin/tool'],
      ['node_modules/tool-linux', 'as-vetted'],
    ]);
  });

  it('may not have put anything else there, nor a link, even where it has a script', async () => {
    // Larger than a link is by its path.
    const program = 'machine code '.repeat(100);
    put('node_modules/a/bin/tool', 'other code');
    put('node_modules/tool-linux/tool', program);
    mkdirSync(join(project, 'node_modules/b/bin'), { recursive: true });
    symlinkSync(join(project, 'node_modules/tool-linux/tool'), join(project, 'node_modules/b/bin/tool'));
    const places = { 'node_modules/a': vetted, 'node_modules/b': vetted, 'node_modules/tool-linux': vetted };
    const wrapper = content({ 'bin/tool': 'a wrapper' }, { postinstall: 'node install.js' });
    expect(
      await compared(places, {
        'node_modules/a': wrapper,
        'node_modules/b': wrapper,
        'node_modules/tool-linux': content({ tool: program }),
      }),
    ).toEqual([
      ['node_modules/a', 'differs', 'changed bin/tool'],
      ['node_modules/b', 'differs', 'changed bin/tool'],
      ['node_modules/tool-linux', 'as-vetted'],
    ]);
  });

  it('is not as vetted because a lockfile calls it bundled', async () => {
    put('node_modules/a/node_modules/b/index.js', 'b');
    put('node_modules/a/node_modules/c/index.js', 'c');
    put('node_modules/d/index.js', 'd');
    const bundled = { version: '1.0.0', inBundle: true };
    expect(
      await compared(
        {
          'node_modules/a': vetted,
          'node_modules/a/node_modules/b': bundled,
          'node_modules/a/node_modules/c': bundled,
          'node_modules/d': bundled,
        },
        { 'node_modules/a': content({ 'node_modules/b/index.js': 'b' }) },
      ),
    ).toEqual([
      ['node_modules/a', 'as-vetted'],
      ['node_modules/a/node_modules/b', 'as-vetted'],
      ['node_modules/a/node_modules/c', 'differs'],
      ['node_modules/d', 'differs'],
    ]);
  });

  it('follows no link, neither in the place of a folder nor on the way to it', async () => {
    put('elsewhere/index.js', 'a');
    put('elsewhere/node_modules/b/index.js', 'b');
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(join(project, 'elsewhere'), join(project, 'node_modules/a'));
    const places = { 'node_modules/a': vetted, 'node_modules/a/node_modules/b': vetted };
    expect(
      await compared(places, {
        'node_modules/a': content({ 'index.js': 'a' }),
        'node_modules/a/node_modules/b': content({ 'index.js': 'b' }),
      }),
    ).toEqual([
      ['node_modules/a', 'differs'],
      ['node_modules/a/node_modules/b', 'differs'],
    ]);
  });

  it('is never vetted where it is a link to what the project does not name', async () => {
    put('elsewhere/index.js', 'a');
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(join(project, 'elsewhere'), join(project, 'node_modules/a'));
    expect(await compared({ 'node_modules/a': { link: true, resolved: 'elsewhere' } }, {})).toEqual([
      ['node_modules/a', 'not-vetted'],
    ]);
  });
});

describe('what no lockfile has', () => {
  it('is told wherever Node.js or npm would find it', async () => {
    const places = {
      'node_modules/a': { ...vetted, bin: { a: 'cli.js' } },
      'packages/w': { version: '1.0.0' },
    };
    for (const path of ['a/cli.js', 'a/node_modules/b/x.js', '@acme/c/x.js', 'd.js', '.cache/x'])
      put(`node_modules/${path}`);
    put('packages/w/node_modules/e/x.js');
    mkdirSync(join(project, 'node_modules/empty'));
    mkdirSync(join(project, 'node_modules/.bin'));
    symlinkSync('../a/cli.js', join(project, 'node_modules/.bin/a'));
    symlinkSync('../d.js', join(project, 'node_modules/.bin/npm'));
    symlinkSync('../a/nothing', join(project, 'node_modules/.bin/dangling'));
    put('node_modules/.bin/script');
    const told = await compared(places, { 'node_modules/a': content({ 'cli.js': 'node_modules/a/cli.js' }) });
    expect(told.slice(2).map(([place]) => place)).toEqual([
      ...['node_modules/.bin/npm', 'node_modules/.bin/script', 'node_modules/@acme/c', 'node_modules/d.js'],
      ...['node_modules/a/node_modules/b', 'packages/w/node_modules/e'],
    ]);
  });
});
