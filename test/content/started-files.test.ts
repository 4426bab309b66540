import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startedFiles } from '../../src/content/started-files.ts';

const files = new Set([
  ...['package.json', 'install.js', 'index.js', 'setup.sh', 'binding.gyp', 'my file.js'],
  ...['lib/index.js', 'lib/go.cjs', 'scripts/build.mjs', 'scripts/post', 'tool.exe', '__proto__'],
]);

function started(command: string, scripts: Readonly<Record<string, string>> = {}) {
  return startedFiles(command, new Map(Object.entries(scripts)), files);
}

describe('the files that a script starts', () => {
  it.each([
    ['node install.js', ['install.js']],
    ['node ./install.js --force', ['install.js']],
    ['node install', ['install.js']],
    ['node .', ['index.js']],
    ['node lib', ['lib/index.js']],
    ['node lib/go', ['lib/go.cjs']],
    ['node --no-warnings "scripts/build"', ['scripts/build.mjs']],
    ['node -r ./lib/go install.js', ['lib/go.cjs', 'install.js']],
    ['node -e "try{require(\'./install\')}catch(e){}"', ['install.js']],
    ['sh setup.sh', ['setup.sh']],
    ['./setup.sh', ['setup.sh']],
    ['sh -c "node install.js && sh ./setup.sh"', ['install.js', 'setup.sh']],
    ['cross-env A=1 node install.js || exit 0', ['install.js']],
    ['cd scripts && node build', ['scripts/build.mjs']],
    ['cd lib; node ../scripts/post', ['lib/index.js', 'scripts/post']],
    ['node lib\\go.cjs', ['lib/go.cjs']],
    ['node $(echo install.js)', ['install.js']],
    ['tool.exe', ['tool.exe']],
    ['node-gyp rebuild', ['binding.gyp']],
    ['prebuild-install || node-gyp rebuild', ['binding.gyp']],
    ['node-gyp-build', []],
    ['echo done', []],
  ])('%s', (command, expected) => {
    expect(started(command)).toEqual({ files: expected, unresolved: false });
  });

  it('are found behind the scripts that it runs, with what npm runs before and after them', () => {
    const scripts = { prehook: 'sh setup.sh', hook: 'npm run build', build: 'node scripts/build' };
    expect(started('npm run hook', scripts).files).toEqual(['setup.sh', 'scripts/build.mjs']);
    expect(started('yarn build', scripts).files).toEqual(['scripts/build.mjs']);
    expect(started('npm run --silent build', scripts).files).toEqual(['scripts/build.mjs']);
    expect(started('run-s other build', scripts).files).toEqual(['scripts/build.mjs']);
    expect(started('node --run build', scripts).files).toEqual(['scripts/build.mjs']);
  });

  it('come to an end where scripts run each other', () => {
    expect(started('npm run a', { a: 'npm run b', b: 'npm run a && node install.js' })).toEqual({
      ...{ files: ['install.js'], unresolved: false },
    });
  });

  it.each(['node missing.js', 'node ../../outside.js', 'node /etc/install.js', 'bash $SCRIPT'])(
    'cannot all be made out in: %s',
    (command) => {
      expect(started(command)).toEqual({ files: [], unresolved: true });
    },
  );

  it('cannot all be made out where there are too many', () => {
    const many = new Set(Array.from({ length: 20 }, (_, index) => `f${index}.js`));
    const command = [...many].map((name) => `node ${name}`).join(' && ');
    const found = startedFiles(command, new Map(), many);
    expect([found.files.length, found.unresolved]).toEqual([8, true]);
  });
});

describe('whatever a stranger writes', () => {
  const words = fc.constantFrom(
    ...['node', 'sh', '-e', '&&', ';', 'npm', 'run', 'a', 'cd', '..', '/', '"', "'", '$(', '`', '\\', '\n'],
    ...['install.js', 'lib', './x', '__proto__', 'constructor', '\0', '=', '{', '}'],
  );
  const commands = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
  );

  it('only files of the package are named, each once', () => {
    fc.assert(
      fc.property(commands, fc.dictionary(fc.string(), commands), (command, scripts) => {
        const found = started(command, scripts);
        expect(found.files.every((path) => files.has(path))).toBe(true);
        expect(new Set(found.files).size).toBe(found.files.length);
      }),
      { numRuns: 500 },
    );
  });

  it('a file is found wherever its name stands as a word', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 10 }), fc.array(words, { maxLength: 10 }), (left, right) => {
        const command = [...left, 'setup.sh', ...right].join(' ');
        expect(started(command).files).toContain('setup.sh');
      }),
    );
  });

  // What grows with the square of these would not end within a test's time limit.
  it('is read to its end, however long it is', () => {
    expect(started(`node ${'a/'.repeat(200_000)} ${'x '.repeat(200_000)}`).unresolved).toBe(true);
    expect(started(`node ${'('.repeat(1_000_000)}`).unresolved).toBe(true);
  });

  it('is read, in however many commands it falls and however many scripts it starts', () => {
    const many = `${'a;'.repeat(200_000)} npm run `;
    const scripts = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`s${index}`, `echo ${index}; ${many}s${index + 1}`]),
    );
    expect(started(`${many}s0`, scripts).unresolved).toBe(true);
  });

  it.each([' ', ' ; '])(
    'nothing is taken for made out behind more words than are read (between them%s)',
    (gap) => {
      const command = `node install.js ${`x${gap}`.repeat(3_000)} setup.sh`;
      expect(started(command)).toEqual({ files: ['install.js'], unresolved: true });
    },
  );
});
