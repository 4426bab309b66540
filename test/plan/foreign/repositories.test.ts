import { describe, expect, it } from 'vitest';
import { named, planOf } from './given.ts';

/** A dependency from a repository, in the words of each manager; the texts are written after their formats. */

const commit = '97edff6f525f192a3f83cea1944765f769ae2678';
const archive = `https://codeload.github.com/ada/teapot/tar.gz/${commit}`;
const manifest = JSON.stringify({
  ...{ name: 'app', version: '1.0.0' },
  dependencies: { teapot: 'github:ada/teapot' },
});

const lockfiles: readonly (readonly [string, string, string, string])[] = [
  [
    ...(['yarn 1', 'yarn.lock'] as const),
    `# yarn lockfile v1\n\n\n"teapot@github:ada/teapot":\n  version "3.1.0"\n  resolved "${archive}"\n`,
    archive,
  ],
  [
    ...(['yarn 1 by ssh', 'yarn.lock'] as const),
    `# yarn lockfile v1\n\n\n"teapot@github:ada/teapot":\n  version "3.1.0"\n  resolved "git+ssh://git@github.com/ada/teapot.git#${commit}"\n`,
    `git+ssh://git@github.com/ada/teapot.git#${commit}`,
  ],
  [
    ...(['yarn 4', 'yarn.lock'] as const),
    `__metadata:\n  version: 8\n\n"teapot@github:ada/teapot":\n  version: 3.1.0\n  resolution: "teapot@https://github.com/ada/teapot.git#commit=${commit}"\n`,
    `git+https://github.com/ada/teapot.git#${commit}`,
  ],
  [
    ...(['pnpm 9', 'pnpm-lock.yaml'] as const),
    `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      teapot:\n        specifier: github:ada/teapot\n        version: ${archive}\npackages:\n  teapot@${archive}:\n    resolution: {tarball: ${archive}}\n    version: 3.1.0\nsnapshots:\n  teapot@${archive}: {}\n`,
    archive,
  ],
  [
    ...(['pnpm 6', 'pnpm-lock.yaml'] as const),
    `lockfileVersion: 5.3\nspecifiers:\n  teapot: github:ada/teapot\ndependencies:\n  teapot: github.com/ada/teapot/${commit}\npackages:\n  github.com/ada/teapot/${commit}:\n    resolution: {commit: ${commit}, repo: https://github.com/ada/teapot.git, type: git}\n    name: teapot\n    version: 3.1.0\n`,
    `git+https://github.com/ada/teapot.git#${commit}`,
  ],
  [
    ...(['bun', 'bun.lock'] as const),
    `{"lockfileVersion": 1, "workspaces": {"": {"name": "app", "dependencies": {"teapot": "github:ada/teapot"}}}, "packages": {"teapot": ["teapot@github:ada/teapot#97edff6", {}, "ada-teapot-97edff6"],}}`,
    'github:ada/teapot#97edff6',
  ],
];

describe.each(lockfiles)('a repository in the lockfile of %s', (_name, file, text, spec) => {
  const plan = (written: string) =>
    planOf(
      new Map([
        ['package.json', manifest],
        [file, written],
      ]),
    );

  it('is what is asked for, and is not contacted before somebody permits it', async () => {
    const pkg = named(await plan(text), 'teapot');
    expect(pkg).toMatchObject({ looked: false, private: true, permit: { spec } });
    expect(pkg.entries[0]?.recorded?.disagreement).toBeUndefined();
  });

  it('that is another one than is asked for disagrees', async () => {
    const forged = text
      .replaceAll(/(codeload\.)?github\.com([/:])ada\/teapot/g, '$1github.com$2eve/teapot')
      .replace('teapot@github:ada/teapot#', 'teapot@github:eve/teapot#');
    const [entry] = named(await plan(forged), 'teapot').entries;
    expect(entry?.recorded?.disagreement).toMatchObject({ kind: 'form', asked: 'teapot@github:ada/teapot' });
  });
});
