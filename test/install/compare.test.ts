import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { type CompareInput, compareInstalled, recordedBefore } from '../../src/install/compare.ts';
import { compareFiles, decodeId } from '../../src/install/disk.ts';
import { decodeRecorded, nameByPlace } from '../../src/install/recorded.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { planWith, registryPackage } from './gated.ts';

const sha = (fill: number) => `sha512-${Buffer.alloc(64, fill).toString('base64')}`;
let project: TempProject;

beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

const lantern = registryPackage('lantern', '1.0.0', sha(1));
const entry = { version: '1.0.0', resolved: 'https://registry.example/lantern.tgz', integrity: sha(1) };

async function compare(
  packages: readonly PlannedPackage[],
  options: Readonly<Record<string, unknown>> = {},
  more: { global?: boolean; workspaces?: readonly string[]; before?: CompareInput['before'] } = {},
) {
  const plan = {
    ...planWith(project.dir, packages, 'https://registry.example/'),
    global: more.global ?? false,
  };
  const config = { get: (key: string) => options[key], workspaces: more.workspaces ?? [] };
  const vetted = packages.flatMap((one) =>
    one.integrity === undefined ? [] : [{ package: one, integrity: one.integrity }],
  );
  const { before = new Map() } = more;
  return compareInstalled({ files: nodeFiles, plan, config, vetted, contents: new Map(), before });
}

const record = (packages: object, file = 'node_modules/.package-lock.json') =>
  project.write(file, { lockfileVersion: 3, packages });

const differencesOf = async (packages: readonly PlannedPackage[], options = {}) => {
  const found = await compare(packages, options);
  return found.kind === 'compared' ? found.differences : found.why;
};

test('the tree that was planned has no differences', async () => {
  record({ 'node_modules/lantern': entry });
  expect(await compare([lantern])).toEqual({
    ...{ kind: 'compared', against: 'hidden-lockfile', compared: 1, differences: [] },
  });
});

test.each([
  ['another version', { ...entry, version: '1.0.1' }, 'is version 1.0.1, planned was 1.0.0'],
  ['no version', { ...entry, version: undefined }, 'is version unknown'],
  ['another name', { ...entry, name: 'evil' }, 'is evil, planned was lantern'],
  ['other bytes', { ...entry, integrity: sha(2) }, `has the integrity ${sha(2)}, vetted was ${sha(1)}`],
  ['a link', { resolved: '../evil', link: true }, 'is a link to ../evil, planned was registry'],
])('%s in the place of a package is a difference', async (_, recorded, text) => {
  record({ 'node_modules/lantern': recorded });
  expect(await differencesOf([lantern])).toEqual([expect.stringContaining(text)]);
});

test('of a tree of which npm was to touch a part, the rest may be as it was before', async () => {
  const left = { ...entry, version: '0.9.0' };
  record({ 'node_modules/lantern': left, 'node_modules/stray': { version: '1.0.0' } });
  const before = await recordedBefore(nodeFiles, { path: project.dir });
  const part = { workspaces: ['a'] };
  expect(await compare([lantern], {}, { ...part, before })).toMatchObject({ compared: 0, differences: [] });
  expect(await compare([lantern], { workspaces: false }, { before })).toMatchObject({ differences: [] });
  expect(await compare([lantern], {}, { before })).toMatchObject({ differences: { length: 2 } });
  record({ 'node_modules/lantern': { ...entry, version: '0.9.1' } });
  expect(await compare([lantern], {}, { ...part, before })).toMatchObject({ differences: { length: 1 } });
});

test('a package of a registry that npm has without a vetted byte is a difference', async () => {
  record({ 'node_modules/lantern': entry });
  expect(await differencesOf([{ ...lantern, integrity: undefined }])).toEqual([
    'node_modules/lantern was installed, and no bytes of it were vetted.',
    'node_modules/lantern was planned, and nothing is there.',
  ]);
});

test('a package that nobody planned is a difference, and one that is missing', async () => {
  record({ 'node_modules/evil': entry });
  expect(await differencesOf([lantern])).toEqual([
    'node_modules/lantern was planned, and npm recorded nothing there.',
    'node_modules/evil (1.0.0) was not planned.',
  ]);
});

test.each([
  [{ inert: true }, {}],
  [{ optional: true }, {}],
  [{ dev: true }, { omit: ['dev'] }],
  [{ peer: true }, { omit: ['peer'] }],
])('an entry %j may be absent with the options %j', async (flags, options) => {
  record({});
  expect(await differencesOf([registryPackage('lantern', '1.0.0', sha(1), flags)], options)).toEqual([]);
});

test('a dev dependency may not be absent unless it was left out', async () => {
  record({});
  const dev = registryPackage('lantern', '1.0.0', sha(1), { dev: true });
  expect(await differencesOf([dev], { omit: ['dev'], include: ['dev'] })).toHaveLength(1);
});

test('without any integrity the disk is read', async () => {
  record({ 'node_modules/lantern': { version: '1.0.0' } });
  project.write('node_modules/lantern/package.json', { name: 'lantern', version: '6.6.6' });
  expect(await differencesOf([lantern])).toEqual([
    'node_modules/lantern is version 6.6.6, planned was 1.0.0.',
  ]);
});

test('a bundled package is read from disk', async () => {
  const inside = registryPackage(
    'wick',
    '1.0.0',
    undefined,
    { place: 'node_modules/chest/node_modules/wick' },
    {
      ...{ kind: 'bundled', by: 'chest@1.0.0' },
    },
  );
  record({ 'node_modules/chest/node_modules/wick': { version: '1.0.0', inBundle: true } });
  expect(await differencesOf([inside])).toEqual([expect.stringContaining('nothing is there')]);
});

test('a record that cannot be read is a difference', async () => {
  project.write('node_modules/.package-lock.json', '{ "lockfileVersion": 3');
  expect(await differencesOf([lantern])).toEqual([
    'node_modules/.package-lock.json cannot be read: it is no JSON.',
  ]);
});

test('with --package-lock-only the lockfile is compared, other platforms too', async () => {
  record({ '': {}, 'node_modules/lantern': entry }, 'package-lock.json');
  const linux = registryPackage('engine', '1.0.0', sha(3), { inert: true, optional: true });
  expect(await compare([lantern, linux], { 'package-lock-only': true })).toMatchObject({
    against: 'lockfile',
    differences: ['node_modules/engine was planned, and npm recorded nothing there.'],
  });
});

test('a lockfile of version 1 cannot be compared, and that is said', async () => {
  project.write('package-lock.json', { lockfileVersion: 1, dependencies: {} });
  expect(await compare([lantern], { 'package-lock-only': true })).toEqual({
    ...{
      kind: 'not-compared',
      why: 'package-lock.json cannot be compared with the plan: it has no "packages".',
    },
  });
});

test('a global tree is read from disk, where a link is told from a package', async () => {
  project.write('elsewhere/package.json', { name: 'lantern', version: '1.0.0' });
  mkdirSync(project.path('node_modules'));
  symlinkSync(project.path('elsewhere'), project.path('node_modules/lantern'));
  record({ 'node_modules/lantern': entry });
  expect(await compare([lantern], {}, { global: true })).toEqual({
    ...{ kind: 'compared', against: 'disk', compared: 1 },
    differences: ['node_modules/lantern is a link, planned was registry.'],
  });
});

test('a workspace is a link to its folder', async () => {
  const deck = registryPackage('deck', '1.0.0', undefined, {}, { kind: 'workspace', path: 'packages/deck' });
  project.write('packages/deck/package.json', { name: 'deck', version: '1.0.0' });
  mkdirSync(project.path('node_modules'));
  symlinkSync('../packages/deck', project.path('node_modules/deck'));
  record({
    'node_modules/deck': { resolved: 'packages/deck', link: true },
    'packages/deck': { version: '1.0.0' },
  });
  expect(await differencesOf([deck])).toEqual([]);
});

const hash = (text: string) => ({
  size: text.length,
  sha512: `sha512-${createHash('sha512').update(text).digest('base64')}`,
  executable: false,
});

function lay(files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(project.path('pkg', path)), { recursive: true });
    writeFileSync(project.path('pkg', path), content);
  }
  return project.path('pkg');
}

test('files are the vetted ones, or it is said which are not', async () => {
  const folder = lay({ 'a.js': 'a', 'lib/b.js': 'changed', 'lib/new.js': 'new', 'node_modules/x/y.js': 'y' });
  const vetted = new Map([
    ['a.js', hash('a')],
    ['lib/b.js', hash('b')],
    ['gone.js', hash('gone')],
  ]);
  expect(await compareFiles(nodeFiles, folder, vetted)).toEqual([
    'lib/b.js has other content than the vetted one',
    'lib/new.js was not there when the package was vetted',
    'gone.js is missing',
  ]);
});

test('what npm nested in a package that bundles is compared by itself, what it bundles with it', async () => {
  const folder = lay({
    ...{ 'a.js': 'a', 'node_modules/in/i.js': 'i', 'node_modules/@s/in/i.js': 'changed' },
    ...{ 'node_modules/other/o.js': 'o', 'node_modules/@s/other/o.js': 'o', 'node_modules/.bin/x': 'x' },
    ...{ 'node_modules/in/node_modules/other/o.js': 'o', 'node_modules/in/new.js': 'new' },
  });
  const vetted = new Map([
    ['a.js', hash('a')],
    ['node_modules/in/i.js', hash('i')],
    ['node_modules/@s/in/i.js', hash('i')],
  ]);
  const found = await compareFiles(nodeFiles, folder, vetted);
  expect([...found].sort()).toEqual([
    'node_modules/@s/in/i.js has other content than the vetted one',
    'node_modules/in/new.js was not there when the package was vetted',
  ]);
});

test('a folder or a link in the place of a file is another', async () => {
  const folder = lay({ 'a.js/inside.js': 'a', 'b.js': 'b' });
  symlinkSync(join(folder, 'b.js'), join(folder, 'c.js'));
  const vetted = new Map(['a.js', 'b.js', 'c.js'].map((path) => [path, hash('b')]));
  expect(await compareFiles(nodeFiles, folder, vetted)).toEqual([
    'a.js/inside.js was not there when the package was vetted',
    'c.js has other content than the vetted one',
    'a.js is missing',
  ]);
});

test('a link in the place of a vetted file is read through to what npm would run', async () => {
  const folder = lay({ 'a.js': 'a' });
  symlinkSync(join(folder, 'a.js'), join(folder, 'link.js'));
  expect(await compareFiles(nodeFiles, folder, new Map([['a.js', hash('a')]]))).toEqual([
    'link.js was not there when the package was vetted',
  ]);
});

test('npm’s own repair of a program’s first line is no difference, any other is', async () => {
  const folder = lay({ 'cli.js': '#!/usr/bin/env node\nrun()\r\n', 'other.js': 'x\ny' });
  const vetted = new Map([
    ['cli.js', hash('#!/usr/bin/env node\r\nrun()\r\n')],
    ['other.js', hash('x\r\ny')],
  ]);
  expect(await compareFiles(nodeFiles, folder, vetted)).toEqual([
    'other.js has other content than the vetted one',
  ]);
});

test('whatever stands in a lockfile, it is decoded or called unreadable', () => {
  const value = fc.record({ packages: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()) });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        value.map((one) => JSON.stringify(one) ?? ''),
        fc.string(),
      ),
      (text) => {
        const recorded = decodeRecorded(text);
        if (recorded.kind === 'unreadable') expect(recorded.why).not.toBe('');
        else for (const one of recorded.places.values()) expect(typeof one.link).toBe('boolean');
        const id = decodeId(text);
        if (id !== undefined) expect([typeof id.name, typeof id.version]).toEqual(['string', 'string']);
      },
    ),
  );
});

test.each([
  ['node_modules/a', 'a'],
  ['node_modules/@s/a', '@s/a'],
  ['node_modules/a/node_modules/@s/b', '@s/b'],
  ['packages/a', 'packages/a'],
])('the name of %s is %s', (place, name) => {
  expect(nameByPlace(place)).toBe(name);
});
