import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachOf } from '../../../src/content/reach/reach.ts';
import { aPackage, type Files, installed, largeBytes, paths } from './given.ts';

function reachedBy(source: string, more: Files = {}, manifest: object = {}) {
  const files = {
    'scripts/go.js': source,
    'scripts/x.js': '',
    'lib/index.js': '',
    'x.mjs': '',
    'scripts/p.png': '',
    'scripts/data.json': '',
    ...{ 'scripts/theme.css': '', 'scripts/types.d.ts': '', 'README.md': '' },
    ...more,
  };
  const { files: found } = installed('node scripts/go.js', files, manifest);
  return paths(found).filter((path) => path !== 'scripts/go.js');
}

describe('the files that a started file starts in turn', () => {
  it.each([
    ["require('./x')", ['scripts/x.js']],
    ['require ( "./x.js" )', ['scripts/x.js']],
    ['require(`../lib`)', ['lib/index.js']],
    ["import './x.js'", ['scripts/x.js']],
    ["import x from '../x.mjs'", ['x.mjs']],
    ["export * from './x.js'", ['scripts/x.js']],
    ["await import('./x.js')", ['scripts/x.js']],
    ["require(require.resolve('./x'))", ['scripts/x.js']],
    ["createRequire(import.meta.url)('./x')", ['scripts/x.js']],
    ["new URL('./x.js', import.meta.url)", ['scripts/x.js']],
    ["spawn(process.execPath, ['scripts/x.js'])", ['scripts/x.js']],
    ["fork(path.join(__dirname, '..', 'lib', 'index.js'))", ['lib/index.js']],
    ["fork(__dirname + '/x.js')", ['scripts/x.js']],
    ['exec(`node $' + '{__dirname}/x.js --quiet`)', ['scripts/x.js']],
    ["execSync('node scripts/x.js && true')", ['scripts/x.js']],
    ["new Worker('./x.js')", ['scripts/x.js']],
    ["eval(fs.readFileSync('scripts/x.js', 'utf8'))", ['scripts/x.js']],
    ["require('teapot/lib')", ['lib/index.js']],
    ["require('#inner')", ['lib/index.js']],
    ["require('#deep/x.js')", ['scripts/x.js']],
    ["require.extensions['.png'] = run; require('./p.png')", ['scripts/p.png']],
    ["require('./data.json')", []],
    // Whatever it is called, node runs it.
    ["require('./theme.css')", ['scripts/theme.css']],
    ["require('../README.md')", ['README.md']],
    ["import './types.d.ts'", ['scripts/types.d.ts']],
    ["read('../README.md')", []],
    ["require('child_process')", []],
    ["require('../../outside')", []],
  ])('%s', (source, expected) => {
    const imports = { '#inner': { node: './lib/index.js' }, '#deep/*': './scripts/*' };
    expect(reachedBy(source, {}, { imports })).toEqual(expected);
  });

  it('may lie in a package that it bundles', () => {
    const bundled = {
      'node_modules/kettle/package.json': '{"main":"run.js"}',
      'node_modules/kettle/run.js': '',
    };
    expect(reachedBy("require('kettle')", bundled)).toEqual(['node_modules/kettle/run.js']);
  });

  it('are taken from the parser where it read the file', () => {
    const unfolding = {
      revealed: [{ value: 'scripts/x.js', line: 1, by: 'joining' }],
      literals: [],
      loads: [{ value: '../lib', line: 1, revealed: true }],
      computed: [
        { what: 'load', line: 3, excerpt: 'require(d(7))', how: 'decoded' },
        { what: 'load', line: 4, excerpt: 'require(name)', how: 'parameter' },
        { what: 'evaluate', line: 5, excerpt: 'eval(x)', how: 'decoded' },
      ],
      ...{ calls: [], paths: [], gates: [], incomplete: false },
    } as const;
    const given = aPackage(
      { name: 'x', scripts: { install: 'node go.js' } },
      { 'go.js': "// require('./comment')", 'comment.js': '', 'scripts/x.js': '', 'lib/index.js': '' },
      { 'go.js': { ...unfolding, loads: [{ value: './lib', line: 1, revealed: true }] } },
    );
    const { install } = reachOf(given);
    expect(paths(install.files)).toEqual(['go.js', 'lib/index.js', 'scripts/x.js']);
    expect(install.computed).toEqual([{ path: 'go.js', line: 3, excerpt: 'require(d(7))', how: 'decoded' }]);
  });

  it('are taken from the text as well where the parser saw its beginning alone', () => {
    const told = { revealed: [], literals: [], loads: [], computed: [], calls: [], paths: [], gates: [] };
    const files = { 'go.js': "fork('lib/a.js')", 'lib/a.js': '', 'lib/b.js': '', 'lib/c.bin': '' };
    const reached = (extended: object) => {
      const given = aPackage({ name: 'x', scripts: { install: 'node go.js' } }, files, {
        'go.js': Object.assign({ ...told, incomplete: false }, extended),
      });
      return paths(reachOf(given).install.files);
    };
    expect(reached({})).toEqual(['go.js']);
    expect(reached({ incomplete: true })).toEqual(['go.js', 'lib/a.js']);
    expect(reached({ paths: [{ value: './lib/b.js', line: 1 }] })).toEqual(['go.js', 'lib/b.js']);
    const start = (name: string, ...args: readonly string[]) =>
      reached({ calls: [{ kind: 'start', name, args, line: 1 }] });
    expect(start('cp.fork', './lib/c.bin', './lib/b.js')).toEqual(['go.js', 'lib/c.bin']);
    expect(start('w.Worker', './lib/c.bin')).toEqual(['go.js', 'lib/c.bin']);
    expect(start('cp.spawn', '/usr/bin/node', './lib/c.bin')).toEqual(['go.js', 'lib/c.bin']);
    expect(start('cp.spawn', 'cat', './lib/c.bin')).toEqual(['go.js']);
  });

  it('say how deep they lie and who led there', () => {
    const files = { 'a.js': "require('./b')", 'b.js': "require('./c')", 'c.js': '' };
    expect(installed('node a.js', files).files).toEqual([
      { path: 'a.js', depth: 0, by: 'postinstall' },
      { path: 'b.js', depth: 1, by: 'a.js' },
      { path: 'c.js', depth: 2, by: 'b.js' },
    ]);
  });
});

describe('how far it is followed', () => {
  const chain = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`f${index}.js`, `require('./f${index + 1}')`]));

  it('is as far as a thin chain goes', () => {
    const reached = installed('node f0', chain(10));
    expect([reached.files.length, reached.more]).toEqual([10, false]);
  });

  it('ends in a chain of which nobody sees the end', () => {
    const reached = installed('node f0', chain(40));
    expect([reached.files.length, reached.more]).toEqual([17, true]);
  });

  const fan = (width: number) => {
    const leaves = Array.from({ length: width }, (_, index) => `l${index}`);
    const all = leaves.map((leaf) => `require('./${leaf}')`).join(';');
    return { 'a.js': all, ...Object.fromEntries(leaves.map((leaf) => [`${leaf}.js`, ''])) };
  };

  it.each([
    [63, 64, false],
    [64, 64, true],
  ])('is no more than 64 files: of %i beside the first %i', (width, expected, more) => {
    const reached = installed('node a', fan(width));
    expect([reached.files.length, reached.more]).toEqual([expected, more]);
  });

  it('is two steps where the third leads everywhere', () => {
    const files = { 'start.js': "require('./in')", 'in.js': "require('./a')", ...fan(30) };
    const reached = installed('node start', files);
    expect([paths(reached.files), reached.more]).toEqual([['start.js', 'in.js', 'a.js'], true]);
  });
});

describe('what a reached file starts', () => {
  const program = "require('https').get(u)";

  it.each([
    ["require('child_process').fork(require('path').join(__dirname, 'x.bin'))", 'x.bin'],
    ["new (require('worker_threads').Worker)(__dirname + '/x.tbl')", 'x.tbl'],
    ["require('child_process').spawn(process.execPath, [__dirname + '/x.log'])", 'x.log'],
    [
      "const { spawn } = require('child_process'); fs.copyFileSync('x.dat', to); spawn('node', [to])",
      'x.dat',
    ],
  ])('%s', (source, path) => {
    expect(paths(installed('node go.js', { 'go.js': source, [path]: program }).files)).toContain(path);
  });

  it('is followed on, whatever it is called', () => {
    const files = { 'go.js': "require('./x.css')", 'x.css': "require('./y.md')", 'y.md': "require('./z')" };
    expect(paths(installed('node go.js', { ...files, 'z.js': '' }).files)).toEqual([
      ...['go.js', 'x.css', 'y.md', 'z.js'],
    ]);
    expect(paths(installed('node x.css', { ...files, 'z.js': '' }).files)).toEqual(['x.css', 'y.md', 'z.js']);
  });

  it('is not followed where a tool is handed it, or node reads it without running it', () => {
    const next = "require('./z')";
    for (const path of ['x.css', 'x.md'])
      expect(paths(installed(`tool ${path}`, { [path]: next, 'z.js': '' }).files)).not.toContain('z.js');
    expect(paths(installed('node x.json', { 'x.json': next, 'z.js': '' }).files)).toEqual(['x.json']);
  });

  it('is no program where it is only data', () => {
    const source =
      "const { spawn } = require('child_process'); fs.copyFileSync('x.dat', to); spawn('node', [to])";
    expect(paths(installed('node go.js', { 'go.js': source, 'x.dat': 'one\ntwo' }).files)).toEqual(['go.js']);
  });
});

describe('what a reached file names as a loader names its payload', () => {
  const loader = "spawn('bun', [path.join(__dirname, 'bun_environment.js')])";

  it.each([
    [largeBytes, ['bun_environment.js']],
    [largeBytes - 1, []],
  ])('is a large script (of %i bytes)', (size, expected) => {
    const reached = installed('node setup_bun.js', { 'setup_bun.js': loader, 'bun_environment.js': size });
    expect(paths(reached.named)).toEqual(expected);
    expect(paths(reached.files)).toContain('bun_environment.js');
  });

  it.each(['p.txt', 'p.map', 'p.png', 'p.ttf', 'p.json', 'img/p.dat'])('is data: %s', (path) => {
    const source = `eval(fs.readFileSync('${path}', 'utf8'))`;
    expect(installed('node go.js', { 'go.js': source, [path]: 4_096 }).named).toEqual([
      { path, by: 'go.js' },
    ]);
    expect(installed('node go.js', { 'go.js': source, [path]: 4_095 }).named).toEqual([]);
  });

  it('is WebAssembly, however small', () => {
    const source = "WebAssembly.instantiate(fs.readFileSync('p.wasm'))";
    expect(installed('node go.js', { 'go.js': source, 'p.wasm': 300 }).named).toEqual([
      { path: 'p.wasm', by: 'go.js' },
    ]);
  });

  it.each([
    ['data that is only read', "const list = require('./checksums.json')", { 'checksums.json': 9_000 }],
    ['another folder than is named', "eval(read('img/p.png'))", { 'other/p.png': 9_000 }],
    ['a large script that is required', "require('./bundle.js')", { 'bundle.js': largeBytes }],
    ['the package.json', "eval(read('package.json'))", { 'package.json': 'x'.repeat(5_000) }],
    ['what people read', "eval(read('README.md'))", { 'README.md': 9_000 }],
    ['an archive to build from', "spawn('make', ['vendor/x.tar.gz'])", { 'vendor/x.tar.gz': 400_000 }],
  ])('is not %s', (_what, source, files) => {
    expect(installed('node go.js', { 'go.js': source, ...files }).named).toEqual([]);
  });
});

describe('what is loaded', () => {
  it.each([
    [{ main: './lib' }, ['lib/index.js', 'index.js']],
    [{}, ['index.js']],
    [
      { exports: { '.': { import: './x.mjs', default: './lib/index.js' } } },
      ['x.mjs', 'lib/index.js', 'index.js'],
    ],
    [{ bin: { tea: 'bin/tea' } }, ['bin/tea', 'index.js']],
    [{ directories: { bin: './bin' } }, ['bin/tea', 'index.js']],
    [{ main: '../../etc/passwd', exports: './lib/*.js' }, ['index.js']],
  ])('of %j', (manifest, expected) => {
    const files = { 'index.js': '', 'lib/index.js': '', 'x.mjs': '', 'bin/tea': '' };
    expect(reachOf(aPackage({ name: 'x', ...manifest }, files)).load).toEqual(expected);
  });
});

describe('whatever a stranger writes', () => {
  const words = fc.constantFrom(
    ...[
      "require('./x')",
      "import('./__proto__')",
      'path.join(',
      "'../x'",
      '`${',
      '}',
      '"',
      "'",
      '\\',
      '\n',
      './x.js',
      '#',
      '\0',
    ],
  );
  const source = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
  );

  it('only files of the package are reached, each once', () => {
    fc.assert(
      fc.property(source, source, source, fc.string({ unit: 'binary' }), (command, text, other, gyp) => {
        const files = {
          'x.js': text,
          'lib/x.js': other,
          'x.sh': command,
          __proto__x: '',
          'binding.gyp': gyp,
        };
        const scripts = { postinstall: `${command}; node x; sh x.sh`, prepare: command };
        const given = aPackage({ name: 'x', scripts, main: other, imports: { [text]: command } }, files);
        const { install, clone, load } = reachOf(given);
        for (const reach of [install, clone]) {
          const found = paths(reach.files);
          expect(found.every((path) => given.files.has(path))).toBe(true);
          expect(new Set(found).size).toBe(found.length);
        }
        expect(load.every((path) => given.files.has(path))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
