import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProjectScripts } from '../../../src/evidence/sources/project-scripts.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { type TempProject, tempProject } from '../../world/npm.ts';
import { clock, knownValue, unknownOf } from '../support.ts';

const events = [
  ...['postinstall', 'preinstall', 'install', 'prepublish', 'preprepare', 'prepare', 'postprepare'],
  ...['predependencies', 'dependencies', 'postdependencies', 'test', 'prepack'],
];
const scripts = Object.fromEntries(events.map((event) => [event, `run ${event}`]));

interface Asked {
  readonly folders?: readonly string[];
  readonly rootRuns?: boolean;
  readonly seen?: (hash: string) => boolean;
}

function read({ dir }: TempProject, { folders = ['.'], rootRuns = true, seen = () => false }: Asked = {}) {
  return readProjectScripts({
    ...{ files: nodeFiles, clock, projectPath: dir, rootRuns, seen },
    folders: folders.map((folder) => join(dir, folder)),
  });
}

async function one(project: TempProject, asked?: Asked) {
  const [first] = knownValue(await read(project, asked));
  if (first === undefined) throw new Error('no scripts');
  return first;
}

test("the root's scripts on a bare install, in npm's order", async () => {
  await using project = tempProject({ 'package.json': { name: 'a', scripts } });
  const { scripts: found, file, label } = await one(project);
  expect([...found.keys()]).toEqual([
    ...['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'],
    ...['predependencies', 'dependencies', 'postdependencies'],
  ]);
  expect([file, label]).toEqual([join(project.dir, 'package.json'), 'package.json']);
});

test('with package names npm runs only those for a changed tree', async () => {
  await using project = tempProject({ 'package.json': { name: 'a', scripts } });
  const { scripts: found } = await one(project, { rootRuns: false });
  expect([...found.keys()]).toEqual(['predependencies', 'dependencies', 'postdependencies']);
});

test("a workspace's scripts run when it is linked, whatever the root does", async () => {
  await using project = tempProject({ 'packages/a/package.json': { name: 'a', scripts } });
  const { scripts: found, label } = await one(project, { folders: ['packages/a'], rootRuns: false });
  expect([...found.keys()]).toEqual(['preinstall', 'prepare', 'install', 'postinstall']);
  expect(label).toBe('packages/a/package.json');
});

test.each([
  [{}, true],
  [{ gypfile: true, scripts: { postinstall: 'x' } }, true],
  [{ gypfile: false }, false],
  [{ scripts: { install: 'x' } }, false],
  [{ scripts: { preinstall: 'x' } }, false],
])('beside a binding.gyp, package.json %j builds by itself: %s', async (manifest, builds) => {
  await using project = tempProject({ 'package.json': manifest, 'binding.gyp': '{}' });
  expect((await one(project)).scripts.get('install') === 'node-gyp rebuild').toBe(builds);
});

test('nothing to run is known too', async () => {
  await using project = tempProject();
  expect((await one(project)).scripts.size).toBe(0);
  expect((await one(project, { folders: ['no/such/folder'] })).scripts.size).toBe(0);
});

test('what was shown is not shown again until it changes', async () => {
  await using project = tempProject({ 'package.json': { name: 'a', scripts: { prepare: 'husky' } } });
  const { hash } = await one(project);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const seen = (other: string) => other === hash;
  expect((await one(project, { seen })).seen).toBe(true);
  project.write('package.json', { name: 'a', version: '2.0.0', scripts: { test: 'x', prepare: 'husky' } });
  expect((await one(project, { seen })).seen).toBe(true);
  project.write('package.json', { name: 'a', scripts: { prepare: 'husky; curl evil' } });
  expect((await one(project, { seen })).seen).toBe(false);
});

test('the same command in another folder starts another file, and was not shown', async () => {
  await using here = tempProject({ 'package.json': { scripts: { prepare: 'node ./setup.js' } } });
  await using there = tempProject({ 'package.json': { scripts: { prepare: 'node ./setup.js' } } });
  expect((await one(here)).hash).not.toBe((await one(there)).hash);
});

test('a package.json that cannot be understood is unknown', async () => {
  await using project = tempProject({ 'package.json': '{"scripts":' });
  expect(unknownOf(await read(project))).toMatchObject({
    reason: 'malformed',
    detail: expect.stringMatching(/^package\.json: /),
  });
  project.write('package.json', { x: 'x'.repeat(1024 * 1024) });
  expect(unknownOf(await read(project)).reason).toBe('too-large');
});

test('a package.json that is a device is not read', async () => {
  await using project = tempProject({ 'a/x': '' });
  symlinkSync('/dev/zero', project.path('a', 'package.json'));
  expect(unknownOf(await read(project, { folders: ['a'] })).reason).toBe('malformed');
});
