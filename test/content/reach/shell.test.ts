import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell } from '../../../src/content/reach/shell.ts';

function cut(text: string) {
  return readShell(text).commands.map(({ words, after }) => [after, ...words]);
}

describe('a script is cut into commands', () => {
  it.each([
    ['node a.js', [[';', 'node', 'a.js']]],
    [
      'a && b || c; d | e',
      [
        [';', 'a'],
        ['&&', 'b'],
        ['||', 'c'],
        [';', 'd'],
        ['|', 'e'],
      ],
    ],
    [
      'start /B node x.js & node x.js',
      [
        [';', 'start', '/B', 'node', 'x.js'],
        [';', 'node', 'x.js'],
      ],
    ],
    [
      'a\nb',
      [
        [';', 'a'],
        [';', 'b'],
      ],
    ],
    [`node -e "a && b; 'c'"`, [[';', 'node', '-e', "a && b; 'c'"]]],
    [`node -e 'a "b" && c'`, [[';', 'node', '-e', 'a "b" && c']]],
    ['no\\de my\\ file.js', [[';', 'no\\de', 'my file.js']]],
    [`n""od'e' x.js`, [[';', 'node', 'x.js']]],
    ['node lib\\x.js', [[';', 'node', 'lib\\x.js']]],
    ['no^de ^&', [[';', 'no^de', '&']]],
    ['node x > /dev/null 2>&1', [[';', 'node', 'x']]],
    [
      '(cd a; b)',
      [
        [';', 'cd', 'a'],
        [';', 'b'],
      ],
    ],
    [
      'echo $(node x.js)',
      [
        [';', 'echo', '$(node x.js)'],
        [';', 'node', 'x.js'],
      ],
    ],
    [
      'echo `node x.js`',
      [
        [';', 'echo', '`node x.js`'],
        [';', 'node', 'x.js'],
      ],
    ],
    [
      'echo "$(a "b c")"',
      [
        [';', 'echo', '$(a "b c")'],
        [';', 'a', 'b c'],
      ],
    ],
    [
      'sh -c "node x.js && y"',
      [
        [';', 'sh', '-c', 'node x.js && y'],
        [';', 'node', 'x.js'],
        ['&&', 'y'],
      ],
    ],
    [
      'cmd /c node x.js',
      [
        [';', 'cmd', '/c', 'node', 'x.js'],
        [';', 'node', 'x.js'],
      ],
    ],
    [
      'eval "node x.js"',
      [
        [';', 'eval', 'node x.js'],
        [';', 'node', 'x.js'],
      ],
    ],
    ['', []],
  ])('%s', (text, expected) => {
    expect(cut(text)).toEqual(expected);
  });

  it('with what it is redirected to', () => {
    const [command] = readShell('node x < in.txt >> out 2>&1').commands;
    expect(command?.redirects).toEqual([
      { operator: '<', target: 'in.txt' },
      { operator: '>>', target: 'out' },
      { operator: '>&', target: '1' },
    ]);
  });

  it.each([
    ['too deep', `${'$('.repeat(10)}x${')'.repeat(10)}`],
    ['too many commands', 'a;'.repeat(2_000)],
    ['too long', 'a'.repeat(300_000)],
  ])('and says where it is %s', (_what, text) => {
    expect(readShell(text).more).toBe(true);
    expect(readShell('a; b').more).toBe(false);
  });
});

describe('whatever a stranger writes', () => {
  const signs = fc.constantFrom(
    ...['$(', ')', '`', '"', "'", '\\', '^', '&', '|', '>', '<', ';', '\n', ' ', 'sh -c ', 'x'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(signs, { maxLength: 60 }).map((all) => all.join('')),
  );

  it('a word that stands alone between commands is found', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 20 }), (words) => {
        expect(cut(words.join(' ; '))).toEqual(words.map((word) => [';', word]));
      }),
    );
  });

  it('comes to an end', () => {
    fc.assert(
      fc.property(text, (script) => {
        expect(readShell(script).commands.every(({ words }) => Array.isArray(words))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
