import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { knownVerbs, unknownVerb, verbRule } from '../../src/cli/verbs.ts';
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

  it.each(npmsAtHand())('leaves npm $version no word that means npq’s own command alone', ({ cli }) => {
    const { deref } = createRequire(cli)('../lib/utils/cmd-list.js') as {
      readonly deref: (word: string) => string | undefined;
    };
    const own = ['alias', 'check', 'db', 'policy', 'shims', 'verify', 'waive', 'with'];
    expect(own.filter((word) => deref(word) !== undefined)).toEqual([]);
  });

  it.each(['install-from-the-future', 'constructor', '__proto__', 'i'])(
    'gates %s, which is not on it',
    (verb) => {
      expect(verbRule(verb, [])).toMatchObject({
        ...{ verb, kind: 'gated', by: 'on-the-spot' },
        why: 'npq does not know this command: whatever it fetches is vetted.',
      });
    },
  );

  it.each(knownVerbs)("gives a reason in full sentences for '%s'", (verb) => {
    const rule = verbRule(verb, []);
    expect(rule.why).toMatch(/^\S.*\.$/);
    if (rule.kind === 'refused') expect(rule.hint).toMatch(/\.$/);
  });
});

type What = 'plan' | 'exec' | 'on-the-spot' | 'steps' | 'passed' | 'refused';

const cases: readonly [line: string, what: What, workspaces?: boolean][] = [
  ['install x', 'plan'],
  ['install', 'plan'],
  ['ci', 'plan'],
  ['exec cowsay', 'exec'],
  ['uninstall x', 'plan'],
  ['rebuild', 'plan'],
  ['update', 'plan'],
  ['dedupe', 'plan'],
  ['prune', 'plan'],
  ['find-dupes', 'plan'],
  ['install-test', 'plan'],
  ['install-ci-test', 'plan'],
  ['link ../lib', 'on-the-spot'],
  ['run build', 'passed'],
  ['ls', 'passed'],
  ['audit', 'passed'],
  ['audit signatures', 'passed'],
  ['audit fix', 'plan'],
  ['audit anything', 'on-the-spot'],
  ['cache ls', 'passed'],
  ['cache', 'passed'],
  ['cache add x', 'on-the-spot'],
  ['cache anything', 'on-the-spot'],
  ['init', 'passed', false],
  ['init', 'steps', true],
  ['init vite', 'exec', false],
  ['version', 'passed', true],
  ['version patch', 'steps'],
  ['version patch', 'passed', false],
  ['version patch', 'steps', true],
  ['pack', 'passed'],
  ['pack ./lib', 'passed'],
  ['pack user/repo', 'refused'],
  ['pack ./lib x', 'on-the-spot'],
  ['publish', 'passed'],
  ['publish ./dist', 'passed'],
  ['publish git+https://git.example/a.git', 'refused'],
  ['stage publish user/repo', 'refused'],
  ['stage publish', 'passed'],
  ['stage list', 'passed'],
  ['view', 'passed'],
  ['view x', 'passed'],
  ['view @a/x@^1 dist.tarball versions[0]/y', 'passed'],
  ['view .', 'passed'],
  ['view user/repo#0123456789abcdef0123456789abcdef01234567', 'refused'],
  ['view x@user/repo', 'refused'],
  ['view git+https://git.example/a.git', 'refused'],
  ['view git@git.example:a/b', 'refused'],
  ['view github:user/repo', 'refused'],
  ['docs user/repo', 'refused'],
  ['repo user/repo', 'refused'],
  ['bugs x user/repo', 'refused'],
  ['docs x', 'passed'],
  ['fund x', 'passed'],
  ['fund user/repo', 'refused'],
  ['owner ls x', 'passed'],
  ['owner ls user/repo', 'refused'],
  ['patch ls', 'passed'],
  ['patch add x', 'on-the-spot'],
  ['exec', 'exec'],
  ['pack x', 'on-the-spot'],
  ['publish x', 'refused'],
  ['cache add user/repo', 'refused'],
  ['link', 'on-the-spot'],
  ['link x', 'on-the-spot'],
  ['link user/repo', 'refused'],
  ['edit x', 'steps'],
  ['diff', 'on-the-spot'],
  ['explore x', 'passed'],
  ['shrinkwrap', 'passed'],
];

describe('a refused command', () => {
  it('says why, and what to do in its place', () => {
    expect(verbRule('pack', ['user/repo'])).toEqual({
      ...{ verb: 'pack', kind: 'refused' },
      why: 'For a git address or a URL npm fetches past every registry, and runs the scripts of a repository to pack it.',
      hint: 'Clone it with git, look at it, and give npq the folder: npq pack ./folder',
    });
  });

  it('that neither npq nor npm has may be a slip', () => {
    expect(unknownVerb('polcy').hint).toBe('Try `npq policy`, if that was meant.');
    expect(unknownVerb('frobnicate').hint).toBe('See npq --help and npq help.');
  });
});

describe('what npq does with a command', () => {
  it.each(cases)('npm %s: %s (workspaces: %s)', (line, what, workspaces) => {
    const [verb = '', ...specs] = line.split(' ');
    const rule = workspaces === undefined ? verbRule(verb, specs) : verbRule(verb, specs, workspaces);
    expect(rule.kind === 'gated' ? rule.by : rule.kind).toBe(what);
  });
});
