import { describe, expect, it } from 'vitest';
import { asksForOwnWords } from '../../src/cli/completion-request.ts';
import { isOwnCommand } from '../../src/cli/own-commands.ts';
import { ownCandidates, ownCommands } from '../../src/shell/own-words.ts';

const vocabulary = {
  checks: ['typosquat', 'fresh-release'],
  options: new Map<string, readonly string[] | 'anything' | 'nothing'>([
    ['--preset', ['strict', 'ci']],
    ['--trust', 'anything'],
    ['--non-interactive', 'nothing'],
  ]),
  passes: (verb: string) => verb === 'ls',
};
const offered = (line: string) => {
  const words = line.split(' ');
  return ownCandidates(words, words.length - 1, vocabulary);
};

describe('words at the Tab key', () => {
  it.each<[line: string, words: readonly string[]]>([
    ['npq wa', ['waive']],
    ['npq c', ['check', 'completion']],
    ['npq db ', ['update', 'status']],
    ['npq explain t', ['typosquat']],
    ['npq with p', ['pnpm']],
    ['npq alias zsh --w', ['--write']],
    ['npq shims install --', ['--write', '--shell', '--file']],
    ['npq install --p', ['--preset']],
    ['npq install --preset s', ['strict']],
    ['npq install --trust ', []],
    ['npq install --non-interactive --t', ['--trust']],
    ['npq check --pre', ['--preset']],
    ['npq install x', []],
    ['npq ls --p', []],
    ['npq install -- --p', []],
    ['npq constructor x', []],
  ])('%j offers %j', (line, words) => {
    expect(offered(line)).toEqual(words);
  });

  it('are those of commands that npq has', () => {
    const words = Object.keys(ownCommands([])).filter((word) => word !== 'check');
    const own = words.filter((word) =>
      [[word], [word, 'bash'], [word, 'npq'], [word, 'a', '1', '2']].some((args) =>
        isOwnCommand(args, new Set()),
      ),
    );
    expect(own).toEqual(words);
  });
});

describe('a shell that asks', () => {
  const vars = { COMP_CWORD: '1', COMP_LINE: 'npq w', COMP_POINT: '5' };
  it.each([
    [['completion', '--', 'npq', 'w'], vars, true],
    [['completion', '--', '/usr/bin/npq', 'w'], vars, true],
    [['completion', '--', 'npm', 'w'], vars, false],
    [['completion', '--', 'npq', 'w'], {}, false],
    [['completion'], vars, false],
    [['run', '--', 'npq'], vars, false],
  ])('%j', (args, given, ours) => {
    expect(asksForOwnWords({ args, vars: given })).toBe(ours);
  });

  it('may have the script of npm, as ever', () => {
    expect(isOwnCommand(['completion'], new Set())).toBe(false);
    expect(isOwnCommand(['completion', '--', 'npm'], new Set())).toBe(false);
    expect(isOwnCommand(['completion', 'bash'], new Set())).toBe(true);
  });
});
