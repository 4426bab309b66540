import { describe, expect, it } from 'vitest';
import type { RuledFinding, Verdict } from '../../src/model/verdict.ts';
import { draw } from '../../src/report/layout.ts';
import { nextSteps, whyStopped } from '../../src/report/next-steps.ts';
import { finding, pkg, report, ruled, unknown, waiver } from './reports.ts';

const hookline = pkg('hookline@1.0.0');

function verdict(kind: Verdict['kind'], ...checks: readonly string[]): { readonly verdict: Verdict } {
  const action: RuledFinding['action'] = kind === 'block' ? 'block' : 'ask';
  const findings = checks.map((check) => ruled(action, finding(check, hookline)));
  return { verdict: { kind, findings, unknowns: [] } };
}

const steps = (given: Parameters<typeof nextSteps>[0], ...args: readonly string[]) =>
  draw(nextSteps(given, args), { columns: 100, color: 0, verbose: false })
    .split('\n')
    .map((line) => line.trim().replace(/^→ /, ''))
    .filter(Boolean);

describe('after a run in which nobody was asked', () => {
  it('a script can be decided on at a terminal, or left out', () => {
    expect(steps(verdict('ask', 'install-script'), 'install', 'hookline')).toEqual([
      'To decide, run it at a terminal: npq install hookline',
      'To install without running scripts: npq install hookline --ignore-scripts',
    ]);
  });

  it("the project's own scripts can be taken as reviewed in CI", () => {
    expect(steps(verdict('ask', 'project-script'), 'install')).toEqual([
      'To decide, run it at a terminal: npq install',
      'In CI, where a review came before: npq install --preset=ci',
    ]);
  });

  it('the one finding that is open can be waived, unless it is what an attack looks like', () => {
    const { plan } = report({ packages: [hookline] });
    expect(steps({ ...verdict('ask', 'fresh-release'), plan }, 'install', 'hookline')).toEqual([
      'To decide, run it at a terminal: npq install hookline',
      "To excuse it for a time: npq waive hookline@1.0.0 fresh-release --reason '…' --until 90d",
    ]);
    const offers = (given: { readonly verdict: Verdict }, on = plan) =>
      steps({ ...given, plan: on }, 'install', 'x').some((line) => line.includes('npq waive'));
    expect(offers(verdict('block', 'exotic-source'))).toBe(true);
    expect(offers(verdict('block', 'known-malware'))).toBe(false);
    expect(offers(verdict('ask', 'fresh-release', 'deprecated'))).toBe(false);
    const ended = [{ placed: waiver(hookline, { check: 'fresh-release' }), state: 'expired' as const }];
    expect(steps({ ...verdict('ask', 'fresh-release'), plan, waivers: ended }, 'install', 'x')).toEqual([
      'To decide, run it at a terminal: npq install x',
    ]);
    const bundled = { ...hookline, origin: { kind: 'bundled', by: 'x@1.0.0' } } as const;
    expect(offers(verdict('ask', 'fresh-release'), report({ packages: [bundled] }).plan)).toBe(false);
  });

  it('nothing is offered that would not be enough', () => {
    expect(steps(verdict('ask', 'install-script', 'exotic-source'), 'install', 'x')).toEqual([
      'To decide, run it at a terminal: npq install x',
    ]);
  });

  it('what cannot be had here can be brought here, or done without', () => {
    const missing = unknown('known-malware', hookline, 'incomplete', { absence: 'advisories' });
    const alone: Verdict = { kind: 'incomplete', findings: [], unknowns: [missing] };
    expect(steps({ verdict: alone }, 'install', 'x')).toEqual([
      'To have what is missing: npq db update',
      'To decide, run it at a terminal: npq install x',
      'To install without it: npq install x --on-incomplete=warn',
    ]);
    const more = { ...alone, findings: [ruled('ask', finding('exotic-source', hookline))] };
    expect(steps({ verdict: more }, 'install', 'x')).toEqual([
      'To have what is missing: npq db update',
      'To decide, run it at a terminal: npq install x',
    ]);
  });

  it('a block leads to what the check looks for', () => {
    expect(steps(verdict('block', 'exotic-source'), 'install', 'x')).toEqual([
      'Take another version or another package.',
      'What the check looks for: npq explain exotic-source',
    ]);
  });
});

describe('the command that goes on', () => {
  const script = verdict('ask', 'install-script');

  it('is the one that was typed, options before its --, without the wish not to be asked', () => {
    expect(steps(script, 'i', '--non-interactive', '-D', '--', 'hookline')).toEqual([
      'To decide, run it at a terminal: npq i -D -- hookline',
      'To install without running scripts: npq i -D --ignore-scripts -- hookline',
    ]);
  });

  it('can be pasted, whatever it holds', () => {
    const [first] = steps(script, 'i', 'x@>=1 <2', "it's; rm -rf ~");
    expect(first).toBe(`To decide, run it at a terminal: npq i 'x@>=1 <2' 'it'\\''s; rm -rf ~'`);
  });

  it.each(['--//registry.example/:_authToken=abc', 'https://ada:pw@host.example/x.tgz'])(
    'is not repeated where it may hold a secret: %s',
    (secret) => {
      const text = steps(script, 'i', secret).join('\n');
      expect(text).toContain('at a terminal: the same command');
      expect(text).not.toMatch(/abc|pw/);
    },
  );
});

describe('why npm did not run', () => {
  it('names what was open and why nobody was asked', () => {
    expect(whyStopped(verdict('ask'), 'no-terminal')).toBe(
      'it needs a decision, and there is no terminal to ask at',
    );
    expect(whyStopped(verdict('incomplete'), 'ci')).toBe(
      'an essential check could not be done, and nobody is asked where CI is set',
    );
    expect(whyStopped(verdict('block'), 'ci')).toContain('no answer could change that');
  });
});
