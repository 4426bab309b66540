import { describe, expect, it } from 'vitest';
import { loadsOf, unfolded } from './unfolding.ts';

/** Ways to load a module without writing `require('…')`, each with what it loads. */
const loading: readonly (readonly [source: string, loads: string, revealed: boolean])[] = [
  [`require('child_process')`, 'child_process', false],
  [`const r = require; r('x')`, 'x', false],
  [`(0, require)('x')`, 'x', false],
  [`module.require('x')`, 'x', false],
  [`require.call(null, 'x')`, 'x', false],
  [`require.apply(this, ['x'])`, 'x', false],
  [`require.bind(null)('x')`, 'x', false],
  [`require.bind(null, 'x')()`, 'x', false],
  [`Function.prototype.call.call(require, null, 'x')`, 'x', false],
  [`Reflect.apply(require, null, ['x'])`, 'x', true],
  ['require`x`', 'x', false],
  [`require?.('x')`, 'x', false],
  [`import 'x'`, 'x', false],
  [`import { a } from 'x'`, 'x', false],
  [`export * from 'x'`, 'x', false],
  [`export { a } from 'x'`, 'x', false],
  [`await import('x')`, 'x', false],
  [`require.resolve('x')`, 'x', false],
  [`const { createRequire } = require('node:module'); createRequire(__filename)('x')`, 'x', false],
  [`import { createRequire as c } from 'module'; const q = c(import.meta.url); q('x')`, 'x', false],
  [`process.mainModule.require('x')`, 'x', false],
  [`process.binding('spawn_sync')`, 'spawn_sync', false],
  [`process.getBuiltinModule('child_process')`, 'child_process', false],
  [`module.constructor._load('x')`, 'x', false],
  [`module['constructor']['_load']('x')`, 'x', true],
  [`require('module')._load('x')`, 'x', false],
  [`require.main.require('x')`, 'x', false],
  [`globalThis['req' + 'uire']('x')`, 'x', true],
  [`global['require']('x')`, 'x', true],
  [`const g = globalThis; g.process.mainModule.require('x')`, 'x', false],
  [`global['r'] = require; r('x')`, 'x', true],
  [`requ\\u0069re('x')`, 'x', true],
  [`const { require: q } = module; q('x')`, 'x', false],
  [`(function (a, b) { a(b) })(require, 'x')`, 'x', false],
  [`(c => c('x'))(require)`, 'x', false],
  [`var q = typeof require !== 'undefined' ? require : undefined; q('x')`, 'x', false],
  [`require('ch' + 'ild_process')`, 'child_process', true],
  [`require(\`child\${'_'}process\`)`, 'child_process', true],
  [`require(['child', 'process'].join('_'))`, 'child_process', true],
  [`require('child'.concat('_', 'process'))`, 'child_process', true],
  [`require('\\x63hild_process')`, 'child_process', true],
  [`require('\\u{63}hild_process')`, 'child_process', true],
  [`require('ssecorp_dlihc'.split('').reverse().join(''))`, 'child_process', true],
  [`require([...'ssecorp_dlihc'].reverse().join(''))`, 'child_process', true],
  [`require('cXhild_process'.replace('X', ''))`, 'child_process', true],
  [`require('cXhXild_process'.replace(/X/g, ''))`, 'child_process', true],
  [`require('CHILD_PROCESS'.toLowerCase())`, 'child_process', true],
  [`require('xxchild_process'.slice(2))`, 'child_process', true],
  [`require('xxchild_processyy'.substr(2, 13))`, 'child_process', true],
  [`require(' child_process '.trim())`, 'child_process', true],
  [`require(String.fromCharCode(99, 104, 105, 108, 100) + '_process')`, 'child_process', true],
  [`require(String.fromCharCode(...[102, 115]))`, 'fs', true],
  [`require(String.fromCharCode.apply(null, [102, 115]))`, 'fs', true],
  [`require([102, 115].map(c => String.fromCharCode(c)).join(''))`, 'fs', true],
  [`require([103, 114].map(c => String.fromCharCode(c ^ 1)).join(''))`, 'fs', true],
  [`require(unescape('%66%73'))`, 'fs', true],
  [`require(decodeURIComponent('%66%73'))`, 'fs', true],
  [`require(atob('Y2hpbGRfcHJvY2Vzcw=='))`, 'child_process', true],
  [`require(Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString())`, 'child_process', true],
  [`require(Buffer.from('6368696c645f70726f63657373', 'hex') + '')`, 'child_process', true],
  [`require(new TextDecoder().decode(new Uint8Array([102, 115])))`, 'fs', true],
  [`require((6213).toString(36) + 'x')`, '4slx', true],
  [`const d = s => Buffer.from(s, 'hex').toString(); require(d('6673'))`, 'fs', true],
  [`function d(s) { return atob(s) } require(d('ZnM='))`, 'fs', true],
  [
    `function f(k) { var s = ''; for (const c of [103, 114]) { s += String.fromCharCode(c ^ k) } return s }
     require(f(1))`,
    'fs',
    true,
  ],
  [
    `var t = ['child_process']; function u(i) { i = i - 0x10; var x = t[i]; return x } require(u('0x10'))`,
    'child_process',
    false,
  ],
  [`const m = { a: ['child_', 'process'] }; require(m.a[0] + m['a'][1])`, 'child_process', true],
  [`let a = 'child'; a += '_'; a += 'process'; require(a)`, 'child_process', true],
  [`const o = { a: 'child_' }; o.b = 'process'; require(o.a + o.b)`, 'child_process', true],
  [`const l = []; l[0] = 'child_'; l[1] = 'process'; require(l.join(''))`, 'child_process', true],
  [`const [a, { b }] = ['child_', { b: 'process' }]; require(a + b)`, 'child_process', true],
  [`require((0, 'x'))`, 'x', false],
  [`require(!0 ? 'x' : 'y')`, 'x', false],
  [`require(void 0 ? 'x' : 'y')`, 'y', false],
  [`eval("require('x')")`, 'x', true],
  [`(0, eval)(atob('cmVxdWlyZSgneCcp'))`, 'x', true],
  [`new Function('a', "return require('x')")()`, 'x', true],
  [`[].constructor.constructor("return require('x')")()`, 'x', true],
  [`[]['filter']['constructor']("require('x')")()`, 'x', true],
  [`(() => {}).constructor("require('x')")()`, 'x', true],
  [`Object.getPrototypeOf(async function () {}).constructor("require('x')")()`, 'x', true],
  [`setTimeout("require('x')", 1)`, 'x', true],
  [`require('vm').runInThisContext("require('x')")`, 'x', true],
  [`const m = new module.constructor(); m._compile("require('x')", '')`, 'x', true],
  [`import('data:text/javascript,require(%22x%22)')`, 'x', true],
  [`import('data:text/javascript;base64,cmVxdWlyZSgneCcp')`, 'x', true],
];

describe('a module is loaded however it is spelled', () => {
  it.each(loading)('%s', (source, value, revealed) => {
    const found = unfolded(source).loads.find((load) => load.value === value);
    expect(found).toMatchObject({ value, revealed, line: expect.any(Number) });
  });
});

/** Ways to start a process or to evaluate a text. */
const calling: readonly (readonly [source: string, name: string, args: readonly (string | undefined)[]])[] = [
  [`require('child_process').exec('id')`, 'child_process.exec', ['id']],
  [`require('node:child_process')['ex' + 'ec']('id')`, 'child_process.exec', ['id']],
  [`const { exec: e } = require('child_process'); e('id')`, 'child_process.exec', ['id']],
  [`import { execSync } from 'node:child_process'; execSync('id')`, 'child_process.execSync', ['id']],
  [
    `import * as c from 'child_process'; c.spawn('a', ['b', x])`,
    'child_process.spawn',
    ['a', 'b', undefined],
  ],
  [`import c from 'child_process'; c.fork('./x.js')`, 'child_process.fork', ['./x.js']],
  [`const { spawn } = await import('child_process'); spawn('id')`, 'child_process.spawn', ['id']],
  [`import('child_process').then(m => m.exec('id'))`, 'child_process.exec', ['id']],
  [`import('child_process').then(({ exec }) => exec('id'))`, 'child_process.exec', ['id']],
  [
    `const c = __importStar(require('child_process')); function __importStar(m) { return m }
    c.exec('id')`,
    'child_process.exec',
    ['id'],
  ],
  [
    `const e = require('util').promisify(require('child_process').exec); e('id')`,
    'child_process.exec',
    ['id'],
  ],
  [`require('child_process').spawn(process.execPath, ['x.js'])`, 'child_process.spawn', ['node', 'x.js']],
  [`const w = require('worker_threads'); new w.Worker('./x.js')`, 'worker_threads.Worker', ['./x.js']],
  [`const e = eval; e('1')`, 'eval', ['1']],
  [`Function('return 1')()`, 'Function', ['return 1']],
  [`fetch('https://' + 'a.example')`, 'fetch', ['https://a.example']],
  [`require('https').get('https://a.example')`, 'https.get', ['https://a.example']],
  [`require('dns').resolveTxt('a.' + 'example')`, 'dns.resolveTxt', ['a.example']],
  [`require.extensions['.txt'] = require.extensions['.js']`, 'require.extensions', ['.txt']],
  [`child_process.exec('id')`, 'child_process.exec', ['id']],
];

describe('a call is named for what is called', () => {
  it.each(calling)('%s', (source, name, args) => {
    const found = unfolded(source).calls.find((call) => call.name === name);
    expect(found?.args.slice(0, args.length)).toEqual(args);
  });
});

describe('what cannot be made out is told, and what it is made of', () => {
  it.each([
    [`function load(name) { return require(name) }`, 'load', 'parameter'],
    [`module.exports = (dir, name) => require(path.join(dir, name))`, 'load', 'parameter'],
    ['for (const file of files) require(file)', 'load', 'parameter'],
    [`import(\`./locale/\${language}.js\`)`, 'load', 'parameter'],
    [`require(a() + b())`, 'load', 'expression'],
    [`require(process.env.X)`, 'load', 'parameter'],
    [`require('child_process').exec(command)`, 'start', 'parameter'],
    [`require('child_process').exec(\`\${a} \${b}\`)`, 'start', 'expression'],
    [`eval(Buffer.from(body, 'base64').toString())`, 'evaluate', 'decoded'],
    [`const code = atob(text); eval(code)`, 'evaluate', 'decoded'],
    [
      `const d = require('crypto').createDecipheriv('a', k, i); eval(d.update(x) + d.final())`,
      'evaluate',
      'decoded',
    ],
    [`new Function(require('zlib').gunzipSync(data).toString())()`, 'evaluate', 'decoded'],
    [`let s = ''; for (const c of codes) s += String.fromCharCode(c); eval(s)`, 'evaluate', 'decoded'],
    [`require(xor(name, 7))`, 'load', 'decoded'],
    [`require(list.map((n) => String.fromCharCode(n + 90)).join(''))`, 'load', 'decoded'],
    [`const x = (h) => bytes(h).map((b, i) => b ^ k(i)).join(''); require(x('0501'))`, 'load', 'decoded'],
    [`const d = (t) => Buffer.from(t, 'hex').toString(); require(d(names[0]))`, 'load', 'decoded'],
    [`require(list.map((n) => prefix + n).find(exists))`, 'load', 'parameter'],
    [`const e = process.env; require(e.npm_package_config_a)`, 'load', 'decoded'],
    [`require(\`./builds/\${process.env.npm_package_version}.js\`)`, 'load', 'parameter'],
    ['new Function(body)', 'evaluate', 'parameter'],
  ])('%s', (source, what, how) => {
    expect(unfolded(source).computed).toContainEqual({ what, how, line: 1, excerpt: expect.any(String) });
  });
});

describe('honest code', () => {
  it('loads either branch of a condition', () => {
    expect(loadsOf(`require(process.platform === 'win32' ? './win' : './unix')`)).toEqual([
      './win',
      './unix',
    ]);
  });

  it('shows its own paths as paths, and nothing as revealed', () => {
    const { revealed, paths, loads } = unfolded(
      `const path = require('path'); require(path.join(__dirname, 'lib', 'x'));
       read(require('os').homedir() + '/.config')`,
    );
    expect(revealed).toEqual([]);
    expect(paths.map(({ value }) => value)).toEqual(['./lib/x', '~/.config']);
    expect(loads).toContainEqual({ value: './lib/x', revealed: false, line: 1 });
  });

  it('joins the lines of a long text, which is not to decode one', () => {
    const { revealed } = unfolded(`throw new Error('one, ' +\n 'two, ' + name + ' three, ' + 'four')`);
    expect(revealed).toEqual([
      { value: 'one, two, ', by: 'joining', line: 1 },
      { value: ' three, four', by: 'joining', line: 1 },
    ]);
  });

  it('is not said to load what a variable of the same name does', () => {
    expect(loadsOf(`function f() { const require = x => x; require('y') }`)).toEqual([]);
    expect(loadsOf(`let a = 'x'; if (b) a = 'y'; require(a)`)).toEqual([]);
    expect(loadsOf(`const l = ['x']; l.unshift('y'); require(l[0])`)).toEqual([]);
  });

  it('is told with the lines on which things stand', () => {
    const { loads, literals } = unfolded(`\n\nrequire('a');\n  f('b')\n`);
    expect(loads).toEqual([{ value: 'a', revealed: false, line: 3 }]);
    expect(literals).toEqual([
      { value: 'a', line: 3 },
      { value: 'b', line: 4 },
    ]);
  });
});
