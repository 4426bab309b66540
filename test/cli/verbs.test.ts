import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { knownVerbs, verbRule } from '../../src/cli/verbs.ts';
import { npmsAtHand } from './npms.ts';

const commandsOf = (cli: string): readonly string[] =>
  (createRequire(cli)('../lib/utils/cmd-list.js') as { commands: readonly string[] }).commands;

describe('the list of commands', () => {
  it.each(npmsAtHand())('has every command of npm $version', ({ cli }) => {
    expect(commandsOf(cli).filter((verb) => !knownVerbs.includes(verb))).toEqual([]);
  });

  it('has nothing that none of them knows', ({ skip }) => {
    const npms = npmsAtHand();
    skip(new Set(npms.map(({ major }) => major)).size < 3, 'npm 10, 11 and 12 are not all installed');
    const commands = new Set(npms.flatMap(({ cli }) => commandsOf(cli)));
    expect(knownVerbs.filter((verb) => verb !== '' && !commands.has(verb))).toEqual([]);
  });

  it.each(['install-from-the-future', 'constructor', '__proto__', 'i'])(
    'refuses %s, which is not on it',
    (verb) => {
      expect(verbRule(verb, [])).toMatchObject({
        verb,
        kind: 'not-yet',
        why: 'npq does not know this command.',
      });
    },
  );

  it.each(knownVerbs)("gives a reason in full sentences for '%s'", (verb) => {
    const rule = verbRule(verb, []);
    expect(rule.why).toMatch(/^\S.*\.$/);
    if (rule.kind === 'not-yet') expect(rule.hint).toMatch(/\.$/);
  });
});

const cases: readonly [line: string, kind: 'gated' | 'passed' | 'not-yet', workspaces?: boolean][] = [
  ['install x', 'gated'],
  ['install', 'gated'],
  ['ci', 'gated'],
  ['exec cowsay', 'not-yet'],
  ['uninstall x', 'gated'],
  ['rebuild', 'gated'],
  ['update', 'gated'],
  ['dedupe', 'gated'],
  ['prune', 'gated'],
  ['find-dupes', 'gated'],
  ['install-test', 'gated'],
  ['install-ci-test', 'gated'],
  ['link ../lib', 'not-yet'],
  ['run build', 'passed'],
  ['ls', 'passed'],
  ['audit', 'passed'],
  ['audit signatures', 'passed'],
  ['audit fix', 'gated'],
  ['audit anything', 'not-yet'],
  ['cache ls', 'passed'],
  ['cache', 'passed'],
  ['cache add x', 'not-yet'],
  ['cache anything', 'not-yet'],
  ['init', 'passed', false],
  ['init', 'not-yet', true],
  ['init vite', 'not-yet', false],
  ['version', 'passed', true],
  ['version patch', 'not-yet'],
  ['version patch', 'passed', false],
  ['version patch', 'not-yet', true],
  ['pack', 'passed'],
  ['pack ./lib', 'passed'],
  ['pack user/repo', 'not-yet'],
  ['pack ./lib x', 'not-yet'],
  ['publish', 'passed'],
  ['publish ./dist', 'passed'],
  ['publish git+https://git.example/a.git', 'not-yet'],
  ['stage publish user/repo', 'not-yet'],
  ['stage publish', 'passed'],
  ['stage list', 'passed'],
  ['view', 'passed'],
  ['view x', 'passed'],
  ['view @a/x@^1 dist.tarball versions[0]/y', 'passed'],
  ['view .', 'passed'],
  ['view user/repo#0123456789abcdef0123456789abcdef01234567', 'not-yet'],
  ['view x@user/repo', 'not-yet'],
  ['view git+https://git.example/a.git', 'not-yet'],
  ['view git@git.example:a/b', 'not-yet'],
  ['view github:user/repo', 'not-yet'],
  ['docs user/repo', 'not-yet'],
  ['repo user/repo', 'not-yet'],
  ['bugs x user/repo', 'not-yet'],
  ['docs x', 'passed'],
  ['fund x', 'passed'],
  ['fund user/repo', 'not-yet'],
  ['owner ls x', 'passed'],
  ['owner ls user/repo', 'not-yet'],
  ['patch ls', 'passed'],
  ['patch add x', 'not-yet'],
];

describe('a refused command', () => {
  const hint = (verb: string) => {
    const rule = verbRule(verb, []);
    return rule.kind === 'not-yet' ? rule.hint : '';
  };

  it('is told whose word it would be to run it all the same', () => {
    expect(hint('exec')).toBe(
      'npq does not gate it yet. Run npm itself if you accept that nothing of it is vetted.',
    );
  });

  it('that nobody knows may be a slip', () => {
    expect(hint('instal')).toContain('Did you mean `npq install`?');
    expect(hint('frobnicate')).toMatch(/^Should your npm have it:/);
  });
});

describe('what npq does with a command', () => {
  it.each(cases)('npm %s: %s (workspaces: %s)', (line, kind, workspaces) => {
    const [verb = '', ...specs] = line.split(' ');
    const rule = workspaces === undefined ? verbRule(verb, specs) : verbRule(verb, specs, workspaces);
    expect(rule.kind).toBe(kind);
  });
});
