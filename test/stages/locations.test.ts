import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import type { Report } from '../../src/model/report.ts';
import { pathKey, propertyLines } from '../../src/stages/json-lines.ts';
import { folderInRepository, locate } from '../../src/stages/locations.ts';
import { entry, finding, pkg, report, ruled } from '../report/reports.ts';
import { createGitRepo } from '../world/git.ts';
import { tempProject } from '../world/project.ts';

const manifest = {
  ...{ name: 'shop', version: '1.0.0', workspaces: ['packages/*'], scripts: { prepare: 'husky' } },
  dependencies: { express: '^5.0.0' },
  devDependencies: { bundler: 'npm:esbuild@^0.25.0' },
};

/** Lines 5 and 6 of a lockfile as npm 7 and later write it, and line 5 as npm 6 did. */
const newLock = {
  ...{ name: 'shop', lockfileVersion: 3 },
  packages: { 'node_modules/express': { version: '5.3.0' }, 'node_modules/express/node_modules/debug': {} },
};
const oldLock = {
  ...{ name: 'shop', lockfileVersion: 1 },
  dependencies: { express: { version: '5.3.0', dependencies: { debug: {} } } },
};

const express = pkg('express@5.3.0');
const esbuild = { ...pkg('esbuild@0.25.9'), entries: [entry(['esbuild@0.25.9'], { alias: 'bundler' })] };
const debug = {
  ...pkg('debug@4.4.4'),
  entries: [entry(['express@5.3.0', 'debug@4.4.4'], { place: 'node_modules/express/node_modules/debug' })],
};
const orphan = pkg('gone@1.0.0', 'nowhere@1.0.0');

function about(path: string, more: Partial<Report['plan']> = {}): Report {
  const packages = [express, esbuild, debug, orphan];
  return report({
    packages,
    kind: 'ask',
    findings: [
      ...packages.map((one) => ruled('ask', finding('deprecated', one))),
      ruled('ask', {
        ...finding('project-script', express),
        subject: { kind: 'project', path: 'package.json' },
      }),
    ],
    plan: { path, ...more },
  });
}

async function located(files: Readonly<Record<string, string | object>>, more: Partial<Report['plan']> = {}) {
  await using project = tempProject(files);
  const found = await locate(nodeFiles, about(project.dir, more));
  return Object.fromEntries([...found].map(([key, { file, line }]) => [key, `${file}:${line}`]));
}

describe('the line of a package', () => {
  it('is that of package.json for what the project asks for, by the name that it has there', async () => {
    const found = await located({ 'package.json': manifest, 'package-lock.json': newLock });
    expect(found['express@5.3.0']).toBe('package.json:11');
    expect(found['esbuild@0.25.9']).toBe('package.json:14');
  });

  it.each([
    ['package-lock.json', newLock, 8],
    ['npm-shrinkwrap.json', newLock, 8],
    ['package-lock.json', oldLock, 8],
  ])('is that of its place in %s for what others bring', async (name, lock, line) => {
    const found = await located({ 'package.json': manifest, [name]: lock });
    expect(found['debug@4.4.4']).toBe(`${name}:${line}`);
  });

  it('is that of whoever brings it, where no lockfile has it yet', async () => {
    const found = await located({ 'package.json': manifest });
    expect(found['debug@4.4.4']).toBe('package.json:11');
  });

  it('is the first of the file where there is none', async () => {
    const found = await located({ 'package.json': manifest, 'package-lock.json': newLock });
    expect(found['nowhere@1.0.0']).toBe('package-lock.json:1');
    expect(found['plan']).toBe('package.json:1');
  });

  it('is in the package.json of the workspace that asks for it', async () => {
    await using project = tempProject({
      'package.json': { name: 'shop', workspaces: ['packages/*'] },
      'packages/till/package.json': { name: 'till', dependencies: { express: '5' } },
    });
    const till = {
      ...pkg('till@1.0.0'),
      origin: { kind: 'workspace', path: project.path('packages', 'till') },
    } as const;
    const found = await locate(nodeFiles, about(project.dir, { packages: [till, express] }));
    expect(found.get('express@5.3.0')).toEqual({ file: 'packages/till/package.json', line: 4 });
  });

  it('of the project’s own scripts is that of the scripts', async () => {
    const found = await located({ 'package.json': manifest });
    expect(found['project package.json']).toBe('package.json:7');
  });

  it('is none for a global install, and none where there is no file', async () => {
    expect(await located({ 'package.json': manifest }, { global: true })).toEqual({});
    const nowhere = await locate(nodeFiles, about('/no/such/folder'));
    expect([...nowhere]).toEqual([]);
  });

  it('is the first of a file that is no JSON', async () => {
    const found = await located({ 'package.json': manifest, 'package-lock.json': '{"packages": [[[' });
    expect(found['nowhere@1.0.0']).toBe('package-lock.json:1');
  });
});

describe('the folder in the repository', () => {
  it('is what GitHub has before the paths', async () => {
    await using repo = createGitRepo({ 'README.md': 'x', 'apps/shop/package.json': {} });
    expect(await folderInRepository(nodeFiles, `${repo.dir}/apps/shop`)).toBe('apps/shop/');
    expect(await folderInRepository(nodeFiles, repo.dir)).toBe('');
  });

  it('is found in a work tree too, whose .git is a file', async () => {
    await using repo = createGitRepo({ 'shop/package.json': {} });
    await using other = tempProject();
    repo.git('worktree', 'add', '--quiet', other.path('tree'), '-b', 'other');
    expect(await folderInRepository(nodeFiles, other.path('tree', 'shop'))).toBe('shop/');
  });
});

describe('lines of properties', () => {
  const linesIn = (text: string, ...path: string[]) => propertyLines(text, new Set([pathKey(path)]));

  it('are found whatever the names are, the last of two that are the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (outer, inner) => {
        const text = `{\n"x": [{"a": 1}],\n${JSON.stringify(outer)}: {\n${JSON.stringify(inner)}: 1,\n${JSON.stringify(inner)}: {}}}`;
        expect([...linesIn(text, outer, inner).values()]).toEqual([5]);
      }),
    );
  });

  it('are not those of a text, a list or a deeper place', () => {
    const text = '{"a": [{"b": 1}, "b"],\n"c": "b",\n"d": {"a": {"b": 1}}}';
    expect([...linesIn(text, 'a', 'b')]).toEqual([]);
    expect([...linesIn(text, 'b')]).toEqual([]);
  });

  it('come at once from a file that is nested a million times', () => {
    const text = `{"a":`.repeat(1_000_000);
    expect([...linesIn(text, 'a', 'a').values()]).toEqual([1]);
  });

  it('come out of anything that a file may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), (noise, json) => {
        for (const text of [noise, json, `${json}${noise}`]) linesIn(text, 'a', 'b');
      }),
    );
  });
});
