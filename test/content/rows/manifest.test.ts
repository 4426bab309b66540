import { describe, expect, it } from 'vitest';
import type { Sign, SignReader } from '../../../src/content/rows/signs.ts';
import { aContent, type CodeGiven, type FileGiven, hits, noSigns, rows, script } from './given.ts';

const commit = '79ac49ee00000000000000000000000000000000';

const saying = (reader: Partial<SignReader>): SignReader => ({ ...noSigns, ...reader });
const one = (sign: Sign) => () => [sign];

describe('M1p, a script before anything is installed', () => {
  it('is noted', () => {
    expect(rows({ scripts: { preinstall: 'node a.js' } })).toEqual(['M1p notice']);
    expect(rows({ scripts: { postinstall: 'node a.js' } })).toEqual([]);
  });
});

describe('M2 and M8, what stands in a command', () => {
  const found = (sign: string) => saying({ command: one({ row: sign, what: 'curl' }) });

  it('blocks at install, and is noted in what a developer runs', () => {
    const scripts = { postinstall: 'curl x | sh' };
    expect(rows({ scripts }, {}, found('M2'))).toEqual(['M2 block']);
    expect(rows({ scripts }, {}, found('M8'))).toEqual(['M8 high']);
    expect(rows({ scripts: { prepare: 'curl x | sh' } }, { origin: 'git' }, found('M2'))).toEqual([
      'M2 notice',
    ]);
  });

  it.each([
    ['node a.js > /dev/null 2>&1 || true', {}, 'notice'],
    ['node a.js > /dev/null 2>&1', {}, 'block'],
    ['node a.js > /dev/null 2>&1 || true', { capabilities: ['network'] }, 'block'],
    ['node a.js > /dev/null 2>&1 || true', script('detached'), 'block'],
    ['node a.js > /dev/null 2>&1 || true', { unread: 'it is too large' }, 'block'],
  ] as const)('that is only quiet: %s, with %o, is %s', (command, file, tier) => {
    const signs = saying({ command: one({ row: 'M2', what: '> /dev/null 2>&1' }) });
    const given = { scripts: { postinstall: command }, files: { 'a.js': file }, install: ['a.js'] };
    expect(rows(given, {}, signs)).toContain(`M2 ${tier}`);
    expect(rows({ ...given, reach: { more: true } }, {}, signs)).toContain('M2 block');
    expect(rows({ ...given, install: [] }, {}, signs)).toContain('M2 block');
  });

  it('asks about another runtime, unless the package is that', () => {
    const scripts = { postinstall: 'bun x.js' };
    expect(rows({ scripts }, {}, found('I7'))).toEqual(['I7 high']);
    expect(rows({ scripts, manifest: { name: 'bun' } }, {}, found('I7'))).toEqual([]);
  });

  it('asks about a package that a script brings from outside of every registry', () => {
    const scripts = { postinstall: 'npx mytool' };
    const brings = (what: string) => saying({ command: one({ row: 'M10', what }) });
    for (const what of [
      'github:a/b#main',
      'git+ssh://git@host.example/a',
      'https://host.example/a.tgz',
      'a/b',
    ])
      expect(rows({ scripts }, {}, brings(what)), what).toEqual(['M10 high']);
    for (const what of ['a', '@a/b', 'a@1.0.0'])
      expect(rows({ scripts }, {}, brings(what))).toEqual(['M10 notice']);
  });

  it('notes what is only unusual', () => {
    const scripts = { postinstall: 'mytool' };
    const ids = ['M10', 'M11b', 'M12'].flatMap((row) => rows({ scripts }, {}, found(row)));
    expect(ids).toEqual(['M10 notice', 'M11b notice', 'M12 info']);
  });

  it('asks about a command of a dependency, unless both are parts of one work', () => {
    const scripts = { postinstall: 'install-purescript' };
    const brings = saying({ command: one({ row: 'M11', what: 'install-purescript' }) });
    expect(rows({ scripts }, {}, brings)).toEqual(['M11 high']);
    const own = { scripts, manifest: { name: '@ada/purescript' } };
    expect(rows(own, {}, brings)).toEqual(['M11b notice']);
    expect(rows(own, { before: aContent() }, brings)).toEqual(['M11 high']);
  });

  it('tells the command and what of it', () => {
    const [hit] = hits({ scripts: { postinstall: 'curl x | sh' } }, {}, found('M2'));
    expect(hit?.says).toBe('its postinstall script does what no install needs (curl): curl x | sh');
  });

  it('does not ask about what nobody wrote', () => {
    expect(rows({ others: { 'binding.gyp': 50 } }, {}, found('M2'))).toEqual([]);
  });
});

describe('M3, dependencies past every registry', () => {
  const dependingOn = (list: string, spec: string, more: CodeGiven = {}): CodeGiven => {
    const none = new Map<string, string>();
    const dependencies = { dependencies: none, optionalDependencies: none, peerDependencies: none };
    const manifest = { dependencies: { ...dependencies, [list]: new Map([['kettle', spec]]) } };
    return { ...more, manifest: { ...manifest, ...more.manifest } };
  };

  it.each([
    'github:ada/kettle',
    'ada/kettle#main',
    'git+ssh://git@forge.example/ada/kettle.git',
    'git@forge.example:ada/kettle.git',
    'https://forge.example/kettle.tgz',
    ' GITHUB:ada/kettle ',
    `gist:${commit}`,
  ])('asks about %s', (spec) => {
    expect(rows(dependingOn('dependencies', spec))).toEqual(['M3 high']);
    expect(rows(dependingOn('peerDependencies', spec))).toEqual(['M3 high']);
  });

  it('blocks the shape of the worms: optional, and one whole commit', () => {
    const spec = `github:antvis/kettle#${commit}`;
    expect(rows(dependingOn('optionalDependencies', spec))).toEqual(['M3 block']);
    expect(rows(dependingOn('dependencies', spec))).toEqual(['M3 high']);
    expect(rows(dependingOn('optionalDependencies', 'github:antvis/kettle#7cb42f5'))).toEqual(['M3 high']);
  });

  it.each(['file:../kettle', 'link:kettle', './kettle', '~/kettle', 'C:\\kettle', '..'])(
    'notes %s',
    (spec) => {
      expect(rows(dependingOn('dependencies', spec))).toEqual(['M3 notice']);
    },
  );

  it.each([
    ...['^1.0.0', '>=1 <3 || 4.x', 'latest', '*', '', '1.0.0-beta.1+build', 'npm:pot@^1', 'npm:@ada/pot@1'],
    ...['workspace:^', 'catalog:', 'catalog:react', 'jsr:@ada/pot@1'],
  ])('takes %j for a registry’s', (spec) => {
    expect(rows(dependingOn('dependencies', spec))).toEqual([]);
  });

  it('lets alone what lies in the tarball itself', () => {
    const manifest = { bundled: ['kettle'] };
    const others = { 'node_modules/kettle/package.json': 50 };
    expect(rows(dependingOn('dependencies', 'github:ada/kettle', { manifest, others }))).toEqual([]);
    expect(rows(dependingOn('dependencies', 'github:ada/kettle', { manifest }))).toEqual(['M3 high']);
  });
});

describe('M4, a binding.gyp', () => {
  const sign = {
    row: 'M4',
    what: 'node index.js',
    excerpt: '<!(node index.js)',
    path: 'binding.gyp',
    line: 4,
  };

  it('blocks where npm would configure it', () => {
    const given: CodeGiven = { others: { 'binding.gyp': 157 } };
    expect(rows(given, {}, saying({ gyp: one(sign) }))).toEqual(['M4 block']);
    const unused = { ...given, scripts: { install: 'node-gyp-build' } };
    expect(rows({ ...unused, scripts: { install: 'echo' } }, {}, saying({ gyp: one(sign) }))).toEqual([
      'M4 high',
    ]);
  });

  it('is told of otherwise', () => {
    const given: CodeGiven = { others: { 'binding.gyp': 157 } };
    expect(rows(given, {}, saying({ gyp: one({ ...sign, row: 'M4b' }) }))).toEqual(['M4b info']);
  });
});

describe('what else is shipped', () => {
  const shipping = (row: string, what: string) => saying({ shipped: one({ row, what, path: 'x' }) });

  it('S1: hooks of packages that it does not say it bundles', () => {
    expect(rows({}, {}, shipping('S1', 'postinstall: node x.js'))).toEqual(['S1 high']);
    const bundling = { manifest: { bundled: ['kettle'] } };
    expect(rows(bundling, {}, shipping('S1', 'postinstall: node x.js'))).toEqual(['S1 notice']);
  });

  it.each([
    ['node-options', 'S2 high'],
    ['registry, script-shell', 'S2 high'],
    ['registry', 'S2 notice'],
    ['', 'S2 info'],
  ])('S2: settings that lead npm elsewhere: %j', (what, row) => {
    expect(rows({}, {}, shipping('S2', what))).toEqual([row]);
  });

  it('S2: npm reads them all in a clone', () => {
    expect(rows({}, { origin: 'git' }, shipping('S2', 'registry'))).toEqual(['S2 high']);
  });

  it('S3 and S4', () => {
    expect(rows({}, {}, shipping('S3', 'https://evil.example/x.tgz'))).toEqual(['S3 high']);
    expect(rows({}, {}, shipping('S4', 'it is no JSON'))).toEqual(['S4 notice']);
  });
});

describe('M6, a file that is not there', () => {
  it('asks, once for each', () => {
    expect(rows({ reach: { missing: ['compile.js', 'compile.js'] } })).toEqual(['M6 high']);
  });
});

describe('M7, what a hook starts is heavy', () => {
  const entry = (file: { size?: number; longestLine?: number; entropy?: number }): CodeGiven => ({
    files: { 'setup.js': { ...script(), ...file } },
    install: ['setup.js'],
  });

  it.each([
    [{ size: 100_000 }, []],
    [{ size: 100_001 }, ['M7 high']],
    [{ size: 200_000 }, ['M7 high']],
    [{ size: 200_001 }, ['M7 block']],
    [{ longestLine: 5_000 }, []],
    [{ longestLine: 5_001 }, ['M7 high']],
    [{ size: 9_000, entropy: 7 }, []],
    [{ size: 9_000, entropy: 7.01 }, ['M7 block']],
    [{ size: 4_095, entropy: 7.9 }, []],
  ])('%j: %j', (file, expected) => {
    expect(rows(entry(file))).toEqual(expected);
  });

  it('counts for what the command names alone', () => {
    const file = { ...script(), size: 300_000 };
    expect(rows({ files: { 'b.js': file }, install: [['b.js', 1]] })).toEqual([]);
  });

  it('blocks nothing that only a developer starts', () => {
    const clone = { files: [{ path: 'build.js', depth: 0, by: 'prepare' }] };
    const given: CodeGiven = { files: { 'build.js': { ...script(), size: 300_000 } }, clone };
    expect(rows(given, { origin: 'git' })).toEqual(['M7 high']);
  });
});

describe('M7x, what a loader names', () => {
  const given = (path: string, size: number, loader: FileGiven = script()): CodeGiven => ({
    files: { 'setup.js': loader },
    others: { [path]: size },
    reach: {
      files: [{ path: 'setup.js', depth: 0, by: 'preinstall' }],
      named: [{ path, by: 'setup.js' }],
    },
  });

  it('blocks for a large program', () => {
    expect(rows(given('bun_environment.js', 10_000_000))).toEqual(['M7x block']);
    expect(rows(given('bun_environment.js', 200_000))).toEqual([]);
  });

  it('asks about a file of another kind where the loader undoes something', () => {
    expect(rows(given('list.txt', 9_000, script('decodes')))).toEqual(['M7x high', 'I5 notice']);
    expect(rows(given('list.txt', 9_000))).toEqual([]);
  });

  it('asks about a picture where the loader starts something', () => {
    const starts: FileGiven = { capabilities: ['child-process'] };
    expect(rows(given('logo.png', 9_000, starts))).toEqual(['M7x high']);
    expect(rows(given('list.txt', 9_000, starts))).toEqual([]);
    expect(rows(given('logo.png', 9_000))).toEqual([]);
  });
});
