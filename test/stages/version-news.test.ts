import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/content/difference.ts';
import { emptyRecord, type FileRecord } from '../../src/content/record.ts';
import type { TarballContent } from '../../src/evidence/needs.ts';
import { fileNews, pathsToRead, signsOf, versionNews } from '../../src/stages/version-news.ts';

const none = new Map<string, string>();
const quiet: FileRecord = {
  ...{ kind: 'script', capabilities: [], traits: [], hosts: [], longestLine: 10, entropy: 4 },
};

function content(
  hashes: Readonly<Record<string, string>>,
  records?: Readonly<Record<string, Partial<FileRecord>>>,
): TarballContent {
  const files = Object.entries(hashes).map(
    ([path, sha512]) => [path, { size: 5, sha512, executable: false }] as const,
  );
  const read = Object.entries(records ?? {}).map(([path, one]) => [path, { ...quiet, ...one }] as const);
  return {
    ...{ sha512: 'sha512-A', packedSize: 1, unpackedSize: 1, files: new Map(files), oddities: [] },
    manifest: {
      ...{ name: 'a', version: '1.0.0', scripts: none, bundled: [], starts: [], homes: [] },
      dependencies: { dependencies: none, optionalDependencies: none, peerDependencies: none },
      forPlatforms: false,
    },
    ...(records === undefined ? {} : { code: { ...emptyRecord, files: new Map(read) } }),
  };
}

const trait = { kind: 'sink', line: 3, excerpt: 'post(x)', what: 'sink.example' } as const;

describe('the news of a version', () => {
  it('are capabilities and signs with their places', () => {
    const before = content({ 'a.js': '1' }, {});
    const after = content(
      { 'a.js': '1', 'b.js': '2' },
      { 'b.js': { capabilities: ['network'], traits: [trait], unread: 'it is too long' } },
    );
    const news = versionNews({ before, after, difference: differenceOf(before, after) });
    expect(news).toMatchObject({
      capabilities: [{ capability: 'network', files: [{ path: 'b.js', isNew: true, lines: [] }] }],
      signs: [{ path: 'b.js', isNew: true, kind: 'sink', line: 3, excerpt: 'post(x)', what: 'sink.example' }],
      unread: [{ path: 'b.js', why: 'it is too long' }],
      codeCompared: true,
    });
  });

  it('say so where nobody read the code of one side', () => {
    const [before, after] = [content({}), content({}, {})];
    expect(versionNews({ before, after, difference: differenceOf(before, after) }).codeCompared).toBe(false);
  });

  it('count every file once', () => {
    const before = content({ 'same.js': '1', 'moved.js': '2', 'a.js': '3', 'b.js': '4', 'gone.js': '5' });
    const after = content({ 'same.js': '1', 'lib/moved.js': '2', 'a.js': '6', 'b.js': '7', 'new.js': '8' });
    const news = fileNews(differenceOf(before, after), after, new Set(['b.js']));
    expect(news).toEqual({
      added: [{ path: 'new.js', size: 5 }],
      removed: [{ path: 'gone.js', size: 5 }],
      changed: [{ path: 'a.js', before: 5, after: 5 }],
      renamed: [{ from: 'moved.js', to: 'lib/moved.js' }],
      reformatted: [{ path: 'b.js', before: 5, after: 5 }],
      unchanged: 1,
    });
  });

  it('need the texts of what changed, under the name that each side has', () => {
    const before = content({ 'dist/main.3f2a1c99.js': '1' }, {});
    const after = content({ 'dist/main.77b0c2de.js': '2' }, {});
    const paths = pathsToRead(differenceOf(before, after), 10);
    expect([[...paths.before], [...paths.after]]).toEqual([
      ['dist/main.3f2a1c99.js'],
      ['dist/main.77b0c2de.js'],
    ]);
  });
});

it('the signs of what runs while it is installed come first', () => {
  const read = content({}, { 'a.js': { traits: [trait] }, 'setup.js': { traits: [trait] } });
  const reached = { path: 'setup.js', depth: 0, by: 'postinstall' };
  const { code } = read;
  if (code === undefined) throw new Error('there is no record');
  const install = { ...code.install, files: [reached] };
  expect(signsOf({ code: { ...code, install } }).map(({ path }) => path)).toEqual(['setup.js', 'a.js']);
  expect(signsOf({})).toEqual([]);
});
