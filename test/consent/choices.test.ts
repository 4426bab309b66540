import { describe, expect, it } from 'vitest';
import { choicesFor } from '../../src/consent/choices.ts';
import { askedFor } from '../../src/consent/instead.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { finding, many, pkg, report, ruled, scriptFinding, unknown, unlooked } from '../report/reports.ts';

const esbuild = pkg('vite@7.1.0', 'esbuild@0.25.9');
const pad = unlooked('github:ada/pad', 'git.example', 'app@1.0.0', 'pad@0.0.0');
const mat = unlooked('https://files.example/mat.tgz', 'files.example', 'mat@0.0.0');

function kinds(held: Report): readonly string[] {
  return choicesFor(held).map(({ choice }) => choice.kind);
}

describe('what can be chosen', () => {
  it('is nothing where the plan passes: nobody is asked', () => {
    expect(choicesFor(report({ packages: [esbuild] }))).toEqual([]);
  });

  it('is nothing where the plan is blocked: there is no answer that helps', () => {
    const findings = [
      ruled('block', finding('known-malware', esbuild)),
      ruled('ask', scriptFinding(esbuild, 'x')),
    ];
    expect(choicesFor(report({ packages: [esbuild, pad], kind: 'block', findings }))).toEqual([]);
  });

  it('is to go on once or from now on where only something is missing that can be had nowhere here', () => {
    const missing = unknown('known-malware', esbuild, 'incomplete', { absence: 'advisories' });
    const held = report({ packages: [esbuild], kind: 'incomplete', unknowns: [missing] });
    expect(choicesFor(held).map(({ choice, label }) => [choice.kind, label])).toEqual([
      ['abort', 'Install nothing'],
      ['proceed', 'Install it all the same, this once'],
      ['proceed', 'Install it, and accept from now on that advisories cannot be had here'],
      ['evidence', 'Look at the evidence, then ask again'],
    ]);
    expect(choicesFor(held)[2]?.choice).toEqual({ kind: 'proceed', accept: ['advisories'] });
    const more = [missing, unknown('content', esbuild, 'incomplete')];
    expect(kinds(report({ packages: [esbuild], kind: 'incomplete', unknowns: more }))).toEqual([
      ...['abort', 'proceed', 'evidence'],
    ]);
  });

  it('begins with installing nothing, whatever it is', () => {
    const ask = report({
      packages: [esbuild],
      kind: 'ask',
      findings: [ruled('ask', finding('deprecated', esbuild))],
    });
    const incomplete = report({
      packages: [esbuild],
      kind: 'incomplete',
      unknowns: [unknown('content', esbuild, 'incomplete')],
    });
    expect(kinds(ask)).toEqual(['abort', 'proceed', 'evidence']);
    expect(kinds(incomplete)).toEqual(['abort', 'proceed', 'evidence']);
  });

  it('holds going without scripts where a script is what is asked about', () => {
    const findings = [ruled('ask', scriptFinding(esbuild, 'postinstall: node install.js'))];
    expect(kinds(report({ packages: [esbuild], kind: 'ask', findings }))).toEqual([
      'abort',
      'without-scripts',
      'proceed',
      'evidence',
    ]);
  });

  it('holds it too where a judgement has absorbed the script', () => {
    const story = { ...finding('fresh-install-hook', esbuild), absorbs: [scriptFinding(esbuild, 'x')] };
    expect(kinds(report({ packages: [esbuild], kind: 'ask', findings: [ruled('ask', story)] }))).toContain(
      'without-scripts',
    );
  });

  it('does not hold it where the script is only a note', () => {
    const findings = [
      ruled('note', scriptFinding(esbuild, 'x')),
      ruled('ask', finding('deprecated', esbuild)),
    ];
    expect(kinds(report({ packages: [esbuild], kind: 'ask', findings }))).not.toContain('without-scripts');
  });

  it('holds the package that was meant, by its name, where its look-alike was typed', () => {
    const slip = pkg('lodahs@1.0.0');
    const squat = finding('typosquat', slip, { data: { target: 'lodash' } });
    const held = (specs: readonly string[], action: 'ask' | 'note' = 'ask') => ({
      ...report({ packages: [slip], kind: 'ask', findings: [ruled(action, squat)] }),
      request: { verb: 'install', specs },
    });
    const [, instead] = choicesFor(held(['sprout', 'lodahs@^1']));
    expect(instead).toEqual({
      choice: { kind: 'instead', name: 'lodahs', target: 'lodash' },
      label: 'Install lodash instead of lodahs',
    });
    expect(kinds(held(['mine@npm:lodahs']))).toContain('instead');
    // What package.json asks for, or somebody's dependency, is not on the command line.
    expect(kinds(held([]))).not.toContain('instead');
    expect(kinds(held(['lodahs-cli', '@acme/lodahs']))).not.toContain('instead');
    expect(kinds(held(['lodahs'], 'note'))).not.toContain('instead');
  });

  describe('another version of what was typed', () => {
    const older = { name: 'esbuild', version: '0.25.8', age: '3 months', told: 'nothing was found' };
    const versions = [older, { name: 'vite', version: '7.0.0', told: 'only noted: deprecated' }];

    it('stands before every way to install what raised the question, with its age where that is known', () => {
      const findings = [ruled('ask', scriptFinding(esbuild, 'x'))];
      const [, ...others] = choicesFor(report({ packages: [esbuild], kind: 'ask', findings }), { versions });
      expect(others.slice(0, 2)).toEqual([
        {
          choice: { kind: 'instead', name: 'esbuild', target: 'esbuild', version: '0.25.8' },
          label: 'Install esbuild 0.25.8, 3 months old: nothing was found',
        },
        {
          choice: { kind: 'instead', name: 'vite', target: 'vite', version: '7.0.0' },
          label: 'Install vite 7.0.0: only noted: deprecated',
        },
      ]);
      expect(others.map(({ choice }) => choice.kind).slice(2)).toEqual([
        ...['without-scripts', 'proceed', 'evidence'],
      ]);
    });

    it('is all that there is to choose where a package is blocked', () => {
      const findings = [ruled('block', finding('deprecated', esbuild))];
      const blocked = report({ packages: [esbuild], kind: 'block', findings });
      const offered = { versions: [older], waiversIn: 'npq.json' };
      expect(choicesFor(blocked, offered).map(({ choice }) => choice.kind)).toEqual([
        ...['abort', 'instead', 'evidence'],
      ]);
    });
  });

  describe('a waiver', () => {
    const script = ruled('ask', scriptFinding(esbuild, 'x'));
    const held = (...findings: readonly (typeof script)[]) =>
      report({ packages: [esbuild], kind: 'ask', findings });
    const labels = (of: Report, waiversIn?: string) =>
      choicesFor(of, { versions: [], ...(waiversIn === undefined ? {} : { waiversIn }) }).map(
        ({ label }) => label,
      );

    it('is offered with what it is for and where it is kept', () => {
      expect(labels(held(script), 'npq.json')).toContain(
        'Waive install-script of esbuild@0.25.9, with a reason, and keep that in npq.json',
      );
      expect(labels(held(script, ruled('ask', finding('deprecated', esbuild))), 'npq.json')).toContain(
        'Waive one of 2 findings, with a reason, and keep that in npq.json',
      );
    });

    it('is not offered where nobody may write one, nor for malware', () => {
      expect(labels(held(script)).join()).not.toContain('Waive');
      expect(labels(held(ruled('ask', finding('known-malware', esbuild))), 'npq.json').join()).not.toContain(
        'Waive',
      );
    });
  });

  describe('one script alone', () => {
    const open = (name: string, data: Finding['data'] = { npm: 'runs', approvable: 'package.json' }) => {
      const one = pkg(`${name}@1.0.0`);
      return { one, finding: { ...scriptFinding(one, 'postinstall: node install.js'), data } };
    };
    const asked = (...all: readonly ReturnType<typeof open>[]) =>
      report({
        packages: all.map(({ one }) => one),
        kind: 'ask',
        findings: all.map((each) => ruled('ask', each.finding)),
      });

    it('is offered for each package, between none and all', () => {
      expect(
        choicesFor(asked(open('drummer'), open('fiddler', { npm: 'runs', approvable: 'ledger' }))),
      ).toEqual([
        { choice: { kind: 'abort' }, label: 'Install nothing' },
        { choice: { kind: 'without-scripts' }, label: 'Install, but run no scripts of dependencies' },
        {
          choice: { kind: 'approve-script', key: 'drummer@1.0.0' },
          label: 'Approve the script of drummer@1.0.0 alone, and keep that in package.json',
        },
        {
          choice: { kind: 'approve-script', key: 'fiddler@1.0.0' },
          label: "Approve the script of fiddler@1.0.0 alone, and keep that in npq's ledger",
        },
        { choice: { kind: 'proceed' }, label: 'Install it as it is' },
        { choice: { kind: 'evidence' }, label: 'Look at the evidence, then ask again' },
      ]);
    });

    it('is not offered again once it is approved; then the others are "other scripts"', () => {
      const approved = open('drummer', { npm: 'approved-now' });
      const labels = choicesFor(
        report({
          ...{ packages: [approved.one, open('fiddler').one], kind: 'ask' },
          findings: [ruled('allow', approved.finding), ruled('ask', open('fiddler').finding)],
        }),
      ).map(({ label }) => label);
      expect(labels[1]).toBe('Install, but run no other scripts of dependencies');
      expect(labels.filter((label) => label.startsWith('Approve'))).toHaveLength(1);
    });

    it('is offered where npm will not run it, once there is a question at all', () => {
      const { one, finding: blocked } = open('drummer', { npm: 'blocked', approvable: 'package.json' });
      const findings = [ruled('note', blocked), ruled('ask', finding('deprecated', one))];
      expect(kinds(report({ packages: [one], kind: 'ask', findings }))).toContain('approve-script');
    });

    it('is not offered where nobody would read them one by one', () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const of = (some: readonly string[]) => kinds(asked(...some.map((name) => open(name))));
      expect(of(names.slice(0, 4)).filter((kind) => kind === 'approve-script')).toHaveLength(4);
      expect(of(names)).not.toContain('approve-script');
    });

    it('does not answer a judgement, which tells more than that there is a script', () => {
      const { one, finding: script } = open('drummer');
      const story = { ...finding('fresh-install-hook', one), data: script.data, absorbs: [script] };
      expect(kinds(report({ packages: [one], kind: 'ask', findings: [ruled('ask', story)] }))).not.toContain(
        'approve-script',
      );
    });

    it('is not offered where it cannot be kept', () => {
      expect(kinds(asked(open('drummer', { npm: 'runs' })))).not.toContain('approve-script');
    });
  });

  it('never holds installing while something was not looked at', () => {
    for (const kind of ['ask', 'incomplete'] as const) {
      const findings = [
        ruled('ask', scriptFinding(esbuild, 'x')),
        ruled('ask', finding('exotic-source', pad)),
      ];
      expect(kinds(report({ packages: [esbuild, pad], kind, findings }))).toEqual([
        'abort',
        'permit',
        'evidence',
      ]);
    }
    const { permit: _none, ...unpermitted } = pad;
    expect(kinds(report({ packages: [unpermitted], kind: 'ask' }))).toEqual(['abort', 'evidence']);
  });

  it('says whom it would contact, for what, and who asks for it', () => {
    const options = choicesFor(report({ packages: [pad, mat], kind: 'ask' }));
    expect(options.map(({ label }) => label)).toEqual([
      'Install nothing',
      'Contact git.example to look at github:ada/pad (app › pad)',
      'Contact files.example to look at https://files.example/mat.tgz (direct dependency)',
      'Contact 2 hosts to look at all 2',
      'Look at the evidence, then ask again',
    ]);
    expect(options.map(({ choice }) => choice)).toContainEqual({
      kind: 'permit',
      specs: ['github:ada/pad', 'https://files.example/mat.tgz'],
    });
  });

  it('offers an address once, and many of them only together', () => {
    expect(kinds(report({ packages: [pad, { ...pad, key: 'again' }], kind: 'ask' }))).toEqual([
      'abort',
      'permit',
      'evidence',
    ]);
    const crowd = many(9).map((one) => unlooked(`github:ada/${one.name}`, 'git.example', one.key));
    const options = choicesFor(report({ packages: crowd, kind: 'ask' }));
    expect(options.map(({ label }) => label)[1]).toBe('Contact git.example to look at all 9');
    expect(options).toHaveLength(3);
  });
});

describe('what a spec asks for', () => {
  it.each([
    ['lodahs', { before: '', wanted: '' }],
    ['lodahs@^1.2 || 3', { before: '', wanted: '^1.2 || 3' }],
    ['u@npm:lodahs@latest', { before: 'u@npm:', wanted: 'latest' }],
    ['@me/u@npm:lodahs', { before: '@me/u@npm:', wanted: '' }],
    ['lodash', undefined],
    ['lodahs-es', undefined],
    ['lodahs/more', undefined],
    ['u@lodahs', undefined],
  ])('%s', (spec, asked) => {
    expect(askedFor(spec, 'lodahs')).toEqual(asked);
  });
});
