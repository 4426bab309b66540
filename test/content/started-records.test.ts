import { describe, expect, test } from 'vitest';
import { empty, type Parsed } from '../../src/content/closer-look.ts';
import { type FileRecord, nothingReached } from '../../src/content/record.ts';
import { startedRecords } from '../../src/content/started-records.ts';

const hides = { revealed: [{ value: 'child_process', line: 1 }], loads: [], computed: [] };

/** Files by path; without bytes what was not kept. */
function started(
  contents: Readonly<Record<string, string | undefined>>,
  { records = {}, named = [], input, parsed = hides }: Circumstances = {},
) {
  const paths = Object.keys(contents);
  const reach = {
    ...nothingReached,
    files: paths
      .filter((path) => !named.includes(path))
      .map((path) => ({ path, depth: 0, by: 'install', ...(input ? { input } : {}) })),
    named: named.map((path) => ({ path, by: 'a.js' })),
  };
  const file = { size: 5_000_000, sha512: '', executable: false };
  return startedRecords(reach, {
    files: new Map(paths.map((path) => [path, file])),
    records: new Map(Object.entries(records)),
    bytes: (path) => (contents[path] === undefined ? undefined : Buffer.from(contents[path])),
    unfolded: () => parsed,
  });
}

interface Circumstances {
  readonly records?: Record<string, FileRecord>;
  readonly named?: readonly string[];
  /** A tool is told to read it. */
  readonly input?: true;
  readonly parsed?: Parsed;
}

describe('a file that an install script starts', () => {
  test.each(['payload.txt', 'payload.map', 'payload', 'payload.d.ts', 'payload.png', 'setup.yml'])(
    'is JavaScript to node though it is called %s',
    (path) => {
      const record = started({ [path]: 'x()' }).get(path);
      expect(record).toMatchObject({ kind: 'script' });
      expect(record?.traits.map(({ kind }) => kind)).toContain('spelled-apart');
    },
  );

  test.each([
    ['data.json', 'data'],
    ['run.sh', 'shell'],
    ['binding.gyp', 'gyp'],
  ])('%s stays %s', (path, kind) => {
    expect(started({ [path]: 'x' }).get(path)).toMatchObject({ kind, traits: [] });
  });

  test('that is no text, or too large to be kept, is told as unread', () => {
    const unread = 'it is started at install, and its 5000000 bytes are no text or too many to be kept';
    expect(started({ 'a.js': undefined }).get('a.js')).toMatchObject({ unread });
    const earlier = { ...empty('script'), longestLine: 9_000 };
    const record = started({ 'a.js': undefined }, { records: { 'a.js': earlier } }).get('a.js');
    expect(record).toMatchObject({ unread, longestLine: 9_000 });
  });

  test('that is machine code is told by its format alone', () => {
    const program = { ...empty('binary'), format: 'ELF' };
    expect(started({ run: undefined }, { records: { run: program } }).size).toBe(0);
  });

  test('that is data which runs by itself nowhere may be as large as it likes', () => {
    expect(started({ 'data.json': undefined }).size).toBe(0);
    expect(started({ 'data.txt': undefined }).get('data.txt')?.unread).toBeDefined();
  });

  test.each(['syntax', 'too-deep', 'over-budget'] as const)('that fails with %s', (failed) => {
    const unreadOf = (path: string, input?: true) =>
      started({ [path]: 'x {' }, { parsed: { failed }, ...(input && { input }) }).get(path)?.unread;
    expect(unreadOf('x.prisma')).toBeDefined();
    expect(unreadOf('x.txt', true)).toBeDefined();
    // Nobody expects JavaScript in what a tool is told to read.
    expect(unreadOf('x.prisma', true) === undefined).toBe(failed === 'syntax');
  });

  test('a tool may read it, and still it shows what it holds', () => {
    const record = started({ 'x.prisma': 'x()' }, { input: true }).get('x.prisma');
    expect(record?.traits.map(({ kind }) => kind)).toContain('spelled-apart');
    expect(started({ 'x.svg': undefined }, { input: true }).size).toBe(0);
  });

  test('a recipe that only compiles is what it was, unless its first line has node run it', () => {
    const unreadable = { parsed: { failed: 'syntax' } } as const;
    expect(started({ 'CMakeLists.txt': 'project(x)\n' }, unreadable).size).toBe(0);
    expect(started({ 'build.rs': 'fn main() { napi_build::setup(); }\n' }, unreadable).size).toBe(0);
    const asNode = started({ 'CMakeLists.txt': '#!/usr/bin/env node\nproject(x)\n' });
    expect(asNode.get('CMakeLists.txt')?.traits.map(({ kind }) => kind)).toContain('spelled-apart');
  });

  test('that is not in the package is no record', () => {
    const files = [{ path: 'gone.js', depth: 0, by: 'install' }];
    const given = { files: new Map(), records: new Map(), bytes: () => undefined, unfolded: () => hides };
    expect(startedRecords({ ...nothingReached, files }, given).size).toBe(0);
  });
});

test('a file that a started one only names is looked at as what it is', () => {
  const found = started({ 'notes.md': 'x', 'large.md': undefined }, { named: ['notes.md', 'large.md'] });
  expect([...found].map(([path, { kind }]) => [path, kind])).toEqual([['notes.md', 'data']]);
});
