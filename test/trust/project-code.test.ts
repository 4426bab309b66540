import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../world/npm.ts';
import { inspect, inspectIn, type Situation } from './inspect.ts';

const name = { name: 'a-project', version: '1.0.0' };
const extension: Situation = { files: { '.npm-extension.mjs': 'throw new Error("loaded")' } };
const patched: Situation = {
  files: {
    'package.json': { ...name, patchedDependencies: { 'left@1.0.0': 'patches/left.patch' } },
    'patches/left.patch': '+ one line',
  },
};

describe('an .npm-extension file', () => {
  it('needs agreement where npm 12 would run it, and is not loaded', async () => {
    const { inspection, project } = await inspect({ ...extension, npmMajor: 12 });
    expect(inspection).toMatchObject({
      kind: 'needs-agreement',
      file: project.path('.npm-extension.mjs'),
      keys: ['npm extension'],
    });
  });

  it('is told and has no effect with npm 11', async () => {
    const { inspection } = await inspect({ ...extension, npmMajor: 11 });
    expect(inspection).toMatchObject({ kind: 'fine', notes: [{ counts: false }] });
  });

  it('has no effect with ignore-scripts', async () => {
    const { inspection, texts } = await inspect({
      ...extension,
      npmMajor: 12,
      mine: 'ignore-scripts=true\n',
    });
    expect(inspection.kind).toBe('fine');
    expect(texts.get('npm extension')).toContain('no effect');
  });

  it('is part of what is agreed to', async () => {
    const one = await inspect({ ...extension, npmMajor: 12 });
    const other = await inspect({ files: { '.npm-extension.cjs': '' }, npmMajor: 12 });
    expect(one.hash).not.toBe(other.hash);
  });

  it('needs its own name on the command line', async () => {
    const both = { ...extension, npmMajor: 12, npmrc: 'git=./x\n' };
    expect((await inspect({ ...both, vouched: ['.npmrc'] })).keys).toEqual(['npm extension']);
    const vouched = ['.npmrc', '.npm-extension.mjs'];
    expect((await inspect({ ...both, vouched })).inspection.kind).toBe('fine');
  });
});

describe('patchedDependencies', () => {
  it('need agreement with npm 12, for these very patches', async () => {
    await using project = tempProject(patched.files);
    const first = await inspectIn(project, { npmMajor: 12 });
    expect(first.keys).toEqual(['patchedDependencies']);
    project.write('patches/left.patch', '+ another line');
    expect((await inspectIn(project, { npmMajor: 12 })).hash).not.toBe(first.hash);
  });

  it('do nothing in npm 10 and 11', async () => {
    expect((await inspect({ ...patched, npmMajor: 10 })).inspection.kind).toBe('fine');
  });

  it.skipIf(process.platform === 'win32')('that name an endless file are not read', async () => {
    await using project = tempProject(patched.files);
    symlinkSync('/dev/zero', project.path('zero'));
    project.write('package.json', { ...name, patchedDependencies: { a: 'zero' } });
    expect((await inspectIn(project, { npmMajor: 12 })).keys).toEqual(['patchedDependencies']);
  });
});

describe('a lockfile', () => {
  const lockfile = (lockfileVersion: unknown) => ({ 'package-lock.json': { ...name, lockfileVersion } });

  it.each([[1], [2], [3], ['3'], [undefined]])('of format %j is known', async (version) => {
    expect((await inspect({ files: lockfile(version) })).inspection).toEqual({ kind: 'fine', notes: [] });
  });

  it.each([[4], ['4'], [99]])('of format %j needs agreement, whatever npm', async (version) => {
    const { keys, texts } = await inspect({ files: lockfile(version), npmMajor: 11 });
    expect(keys).toEqual(['lockfileVersion']);
    expect(texts.get('lockfileVersion')).toContain(`lockfile format ${version} is newer than 3`);
  });

  it('that is no JSON is left for the plan to refuse', async () => {
    expect((await inspect({ files: { 'package-lock.json': '{' } })).inspection.kind).toBe('fine');
  });
});
