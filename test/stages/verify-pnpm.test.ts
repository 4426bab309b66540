import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { comparePlaces } from '../../src/stages/verify-places.ts';
import { findStrays } from '../../src/stages/verify-strays.ts';
import { installedTree } from '../../src/stages/verify-tree.ts';
import { content } from './packed.ts';

/** A tree as pnpm lays it out, made by hand: `app` asks for `kite`, which needs `vane`; `own` is a workspace. */
const { files } = nodeHost(process);
const virtual = 'node_modules/.pnpm';
const kite = `${virtual}/kite@1.0.0/node_modules/kite`;
const vane = `${virtual}/vane@1.0.0/node_modules/vane`;
const other = `${virtual}/vane@2.0.0/node_modules/vane`;
let project: string;

const hash = (letter: string) => `sha512-${letter.repeat(86)}==`;
const lock = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      kite: {specifier: ^1.0.0, version: 1.0.0}
      own: {specifier: 'workspace:*', version: 'link:packages/own'}
  packages/own:
    dependencies:
      wind: {specifier: 'npm:vane@2.0.0', version: vane@2.0.0}
packages:
  kite@1.0.0: {resolution: {integrity: ${hash('K')}}}
  vane@1.0.0: {resolution: {integrity: ${hash('V')}}}
  vane@2.0.0: {resolution: {integrity: ${hash('W')}}}
  '@for/windows@1.0.0': {resolution: {integrity: ${hash('X')}}}
snapshots:
  kite@1.0.0:
    dependencies: {vane: 1.0.0}
  vane@1.0.0: {}
  vane@2.0.0: {}
  '@for/windows@1.0.0': {optional: true}
`;

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function link(path: string, to: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  rmSync(join(project, path), { force: true });
  symlinkSync(join(project, to), join(project, path));
}

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'npq-verify-')));
  put('package.json', JSON.stringify({ name: 'app', dependencies: { kite: '^1.0.0', own: 'workspace:*' } }));
  put('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
  put('packages/own/package.json', JSON.stringify({ name: 'own', dependencies: { wind: 'npm:vane@2.0.0' } }));
  put(`${virtual}/lock.yaml`, lock);
  put(`${kite}/index.js`, 'kite 1');
  put(`${vane}/index.js`, 'vane 1');
  put(`${other}/index.js`, 'vane 2');
  link('node_modules/kite', kite);
  link('node_modules/own', 'packages/own');
  link('packages/own/node_modules/wind', other);
  link(`${virtual}/kite@1.0.0/node_modules/vane`, vane);
  link(`${virtual}/node_modules/vane`, other);
});
afterEach(() => rmSync(project, { recursive: true }));

/** What is not as vetted, and not the user's own. */
async function open() {
  const tree = await installedTree(files, project);
  const found = await comparePlaces({
    ...{ files, project, places: tree.places, isVetted: () => true },
    contentOf: async ({ name, version }) => content({ 'index.js': `${name} ${version.charAt(0)}` }),
    ownFolder: async ({ place }) => ({ own: place === 'node_modules/own', to: 'packages/own' }),
  });
  const strays = await findStrays({
    ...{ files, project, places: tree.places, contents: found.contents },
    ...{ platform: 'linux', manager: tree.manager },
  });
  return [...found.places, ...strays, ...tree.told]
    .filter(({ standing }) => standing !== 'as-vetted' && standing !== 'not-compared')
    .map(({ place, standing }) => [place, standing]);
}

const absent = [`${virtual}/@for+windows@1.0.0/node_modules/@for/windows`, 'absent'];

describe('a tree of pnpm', () => {
  it('is as vetted where its packages are, and each link leads to what its lockfile says', async () => {
    expect(await open()).toEqual([absent]);
  });

  it('differs where a file of a package does', async () => {
    put(`${vane}/index.js`, 'evil');
    expect(await open()).toEqual([[vane, 'differs'], absent]);
  });

  it.each([
    ['of the project', 'node_modules/kite', other],
    ['of a package', `${virtual}/kite@1.0.0/node_modules/vane`, other],
    ['of a workspace', 'packages/own/node_modules/wind', vane],
    ['that everybody sees', `${virtual}/node_modules/vane`, kite],
    ['out of the tree', 'node_modules/kite', 'packages'],
  ])('is not vetted where a link %s leads to another package', async (_whose, place, to) => {
    link(place, to);
    expect(await open()).toEqual([[place, 'not-vetted'], absent]);
  });

  it('tells what lies where Node.js would look first', async () => {
    put(`${kite}/node_modules/vane/index.js`, 'evil');
    put('node_modules/ghost/index.js', 'evil');
    put(`${virtual}/kite@1.0.0/node_modules/ghost/index.js`, 'evil');
    const told = await open();
    expect(told).toContainEqual([`${kite}/node_modules/vane`, 'differs']);
    expect(told).toContainEqual(['node_modules/ghost', 'differs']);
    expect(told).toContainEqual([`${virtual}/kite@1.0.0/node_modules/ghost`, 'not-vetted']);
  });

  it('says that scripts which start commands were not compared, and passes over what nothing leads to', async () => {
    put('node_modules/.bin/kite', '#!/bin/sh');
    put(`${virtual}/gone@1.0.0/node_modules/gone/index.js`, 'old');
    expect(await open()).toEqual([absent, ['node_modules/.bin', 'unknown']]);
    link('node_modules/gone', `${virtual}/gone@1.0.0/node_modules/gone`);
    expect(await open()).toContainEqual(['node_modules/gone', 'not-vetted']);
  });

  it('does not compare what a patch of the project changed', async () => {
    const patched = `patchedDependencies:\n  vane@1.0.0: {hash: abc, path: patches/vane.patch}\n`;
    put(`${virtual}/lock.yaml`, lock.replace('importers:', `${patched}importers:`));
    put(`${vane}/index.js`, 'vane 1, patched');
    expect(await open()).toEqual([absent, [vane, 'unknown']]);
  });

  it('has pnpm-lock.yaml to go by where the record is gone, and nothing without', async () => {
    put('pnpm-lock.yaml', lock);
    rmSync(join(project, virtual, 'lock.yaml'));
    expect((await installedTree(files, project)).lockfile).toBe('pnpm-lock.yaml');
    rmSync(join(project, 'pnpm-lock.yaml'));
    await expect(installedTree(files, project)).rejects.toThrow('packages of pnpm, and no lockfile of it');
  });
});
