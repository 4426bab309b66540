import { describe, expect, it } from 'vitest';
import { reachOf } from '../../../src/content/reach/reach.ts';
import { aPackage, installed, paths } from './given.ts';

const files = {
  'install.js': '',
  'setup.sh': 'node lib/go.cjs',
  'index.js': '',
  'lib/go.cjs': '',
  'lib/package.json': '{"main":"./start/main"}',
  'lib/start/main.js': '',
  'payload.txt': '',
  'sub/package.json': '{"scripts":{"postinstall":"node evil.js","go":"node other.js"}}',
  'sub/evil.js': '',
  'sub/webpack.config.js': '',
  Makefile: 'all:\n\tnode lib/go.cjs',
  'gulpfile.js': '',
  'sub/other.js': '',
};

describe('the files that a hook starts', () => {
  it.each([
    ['node install.js', ['install.js']],
    ['node install', ['install.js']],
    ['node .', ['index.js']],
    ['node lib', ['lib/start/main.js']],
    ['node ./lib/', ['lib/start/main.js']],
    ['cd lib && node go.cjs', ['lib/go.cjs']],
    ['cd lib && node .', ['lib/start/main.js']],
    ['node -r ./lib/go.cjs .', ['lib/go.cjs', 'index.js']],
    ['node --import ./lib/go.cjs install.js', ['install.js', 'lib/go.cjs']],
    ['node -e "require(\'./install\')"', ['install.js']],
    ['node -e "try{require(\'.\')}catch(e){}"', ['index.js']],
    ['cd lib && node -p "require(\'.\')"', ['lib/start/main.js']],
    ['node -e "import(\'teapot/lib\')"', ['lib/start/main.js']],
    ['node INSTALL.JS', ['install.js']],
    ['start /B node install.js & node install.js', ['install.js']],
    ['sh ./setup.sh', ['setup.sh', 'lib/go.cjs']],
    ['. ./setup.sh', ['setup.sh', 'lib/go.cjs']],
    ['sh -c "cd lib; node go.cjs"', ['lib/go.cjs']],
    ['node < install.js', ['install.js']],
    ['cat payload.txt | node', ['payload.txt']],
    ['cp payload.txt x.js && node x.js', ['payload.txt']],
    ['node payload.txt', ['payload.txt']],
    ['bun run install.js', ['install.js']],
    ['npx tsx install.js', ['install.js']],
    ['node "$PWD/install.js"', ['install.js']],
    ['node %CD%\\install.js', ['install.js']],
    ['echo $(node install.js)', ['install.js']],
    ['teapot', ['lib/go.cjs']],
    ['cd sub && npm install', ['sub/evil.js']],
    ['npm --prefix sub i', ['sub/evil.js']],
    ['npm --prefix=sub run go', ['sub/other.js']],
    ['yarn --cwd ./sub go', ['sub/other.js']],
    ['npm run hidden', ['install.js']],
    ['node --run hidden', ['install.js']],
    ['run-s hid*', ['install.js']],
    ['$npm_execpath run hidden', ['install.js']],
    ['make', ['Makefile', 'lib/go.cjs']],
    ['gulp build', ['gulpfile.js']],
    ['cd sub && webpack', ['sub/webpack.config.js']],
    ['echo install.js && rm -f install.js', []],
    ['node ../elsewhere.js', []],
  ])('%s', (command, expected) => {
    const scripts = { postinstall: command, hidden: 'node install.js' };
    const made = aPackage({ name: 'teapot', bin: './lib/go.cjs', scripts }, files);
    const { install } = reachOf(made);
    expect([...paths(install.files)].sort()).toEqual([...expected].sort());
  });

  it('are of all hooks, in the order in which npm runs them', () => {
    const scripts = { postinstall: 'node install.js', preinstall: 'node lib/go.cjs', prepare: 'sh setup.sh' };
    const { install, clone } = reachOf(aPackage({ name: 'teapot', scripts }, files));
    expect(install.files).toEqual([
      { path: 'lib/go.cjs', depth: 0, by: 'preinstall' },
      { path: 'install.js', depth: 0, by: 'postinstall' },
    ]);
    expect(clone.files[0]).toEqual({ path: 'setup.sh', depth: 0, by: 'prepare' });
  });

  it.each([
    ['', []],
    ["eval(read('data/p.bin'))", ['build.js']],
  ])('are followed in a clone that nobody makes where the install names a file: %s', (source, expected) => {
    const scripts = { postinstall: 'node go.js', prepare: 'node build.js' };
    const held = { 'go.js': source, 'build.js': '', 'data/p.bin': 4_096 };
    const { clone } = reachOf({ ...aPackage({ name: 'teapot', scripts }, held), preparesNothing: true });
    expect(paths(clone.files)).toEqual(expected);
  });

  it.each([
    ['prisma generate --schema=payload.txt', true],
    ['npx tool -i payload.txt -o out.txt', true],
    ['patch -p1 < payload.txt', true],
    ['tool payload.txt 2> /dev/null', true],
    ['tool payload.txt > NUL', true],
    ['tool payload.txt; node payload.txt', undefined],
    ['node payload.txt; tool payload.txt', undefined],
    ['node -r x < payload.txt', undefined],
    ['cat payload.txt | node', undefined],
    ['cp payload.txt x.js && node x.js', undefined],
    ['tool payload.txt > x.js && node x.js', undefined],
    ['lua payload.txt', undefined],
    ['teapot payload.txt', undefined],
    ['$TOOL payload.txt', undefined],
  ])('may be only what a tool reads: %s', (command, input) => {
    const found = installed(command, files, { bin: './lib/go.cjs' }).files;
    expect(found.find(({ path }) => path === 'payload.txt')?.input).toBe(input);
  });

  it('come to an end where scripts run each other', () => {
    const scripts = { postinstall: 'npm run a', a: 'npm run b', b: 'npm run a && node install.js' };
    expect(paths(reachOf(aPackage({ name: 'x', scripts }, files)).install.files)).toEqual(['install.js']);
  });
});

describe('what a hook names and is not there', () => {
  it.each([
    ['start /B node compile.js & node compile.js', ['compile.js']],
    ['node ./lib/gone.js', ['./lib/gone.js']],
    ['./gone.sh', ['./gone.sh']],
    ['bash scripts/gone.sh', ['scripts/gone.sh']],
    ['node -e "require(\'./gone\')"', ['./gone']],
    ['npm run setup', ['gone.js']],
    ['cd lib && node gone.js', ['gone.js']],
    ['cross-env A=1 node gone.js', ['gone.js']],
    // An earlier command may have made it.
    ['tsc && node dist/post.js', []],
    ['npm run build && node gone.js', []],
    ['bash -c "tsc" && node gone.js', []],
    ['node install.js && node made.js', []],
    // Somebody thought of it.
    ['node gone.js || true', []],
    ['node install.js || node gone.js', []],
    ['test -f gone.js && node gone.js', []],
    ['[ -f gone.js ] && node gone.js', []],
    ['if exist gone.js node gone.js', []],
    ['node -e "try{require(\'./postinstall\')}catch(e){}"', []],
    // Not for us to find.
    ['node node_modules/other/x.js', []],
    ['node ../gone.js', []],
    ['node /opt/gone.js', []],
    ['node dist/*.js', []],
    ['node $FILE', []],
    ['husky install', []],
    ['node-gyp-build', []],
  ])('%s', (command, expected) => {
    const scripts = { postinstall: command, setup: 'node gone.js', build: 'tsc' };
    expect(reachOf(aPackage({ name: 'x', scripts }, files)).install.missing).toEqual(expected);
  });

  it('may have been made by an earlier hook', () => {
    const scripts = { install: 'node-gyp rebuild', postinstall: 'node build/gone.js' };
    expect(reachOf(aPackage({ name: 'x', scripts }, files)).install.missing).toEqual([]);
  });
});

describe('what cannot be made out', () => {
  it.each(['sh $SCRIPT', 'node %FILE%', '$npm_package_config_run', 'bash -c "$X"'])('%s', (command) => {
    expect(installed(command, files).computed).toEqual([{ path: 'package.json', line: 0, excerpt: command }]);
  });

  it.each(['$npm_execpath run x', 'node $npm_config_node_gyp rebuild', '$(npm bin)/tsc', 'echo $HOME'])(
    'is not %s',
    (command) => {
      expect(installed(command, files).computed).toEqual([]);
    },
  );
});
