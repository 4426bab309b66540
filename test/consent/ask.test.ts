import { describe, expect, it } from 'vitest';
import { askAgreement, askConsent, type ConsentInput } from '../../src/consent/ask.ts';
import type { Signals } from '../../src/host/host.ts';
import { finding, pkg, report, ruled, scriptFinding, unlooked } from '../report/reports.ts';
import { hostileText } from '../report/scenarios.ts';
import { fakeTerminal, keys } from './terminal.ts';

const esbuild = pkg('vite@7.1.0', 'esbuild@0.25.9');
const asking = report({
  packages: [esbuild],
  kind: 'ask',
  findings: [ruled('ask', scriptFinding(esbuild, 'postinstall: node install.js'))],
});
const pad = unlooked('git+https://ada:hunter2@git.example/pad', 'git.example', 'app@1.0.0', 'pad@0.0.0');

const pages = [
  { title: 'ask: esbuild 0.25.9', lines: ['│ postinstall: node install.js', `- ${'x'.repeat(20)}`] },
];

function consent(input: Omit<ConsentInput, 'evidence'>): ReturnType<typeof askConsent> {
  return askConsent({ ...input, evidence: async () => pages });
}

describe('the question whether to install, at a terminal', () => {
  it('is answered by Enter alone with installing nothing', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.enter);
    expect(await choice).toEqual({ kind: 'abort' });
  });

  it('takes the line that the arrows lead to', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.down, keys.enter);
    expect(await choice).toEqual({ kind: 'without-scripts' });
  });

  it('does not come round from the first line to the last', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.up, keys.enter);
    expect(await choice).toEqual({ kind: 'abort' });
  });

  it('is over with Ctrl-C', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.down, keys.interrupt);
    expect(await choice).toEqual({ kind: 'interrupted' });
  });

  it('is over with a signal, the cursor is back, and nobody listens any more', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal();
    let send = (_signal: NodeJS.Signals, _before: { readonly childRan: boolean }) => {};
    let listening = false;
    const signals: Signals = {
      onInterrupt(handler) {
        send = handler;
        listening = true;
        return () => {
          listening = false;
        };
      },
    };
    const choice = consent({ report: asking, terminal, signals });
    await typeAfter('What now?', keys.down);
    send('SIGTERM', { childRan: false });
    expect(await choice).toEqual({ kind: 'interrupted' });
    expect(listening).toBe(false);
    expect(screen().lastIndexOf('\u001B[?25h')).toBeGreaterThan(screen().lastIndexOf('\u001B[?25l'));
  });

  it('is over with installing nothing when the input ends before or during it', async () => {
    const during = fakeTerminal();
    const choice = consent({ report: asking, terminal: during.terminal });
    await during.typeAfter('What now?', keys.down);
    during.closeInput();
    expect(await choice).toEqual({ kind: 'abort' });
    expect(await consent({ report: asking, terminal: during.terminal })).toEqual({ kind: 'abort' });
  });

  it('is over with Ctrl-D: nobody is there any more, and nothing is installed', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.down, keys.endOfInput);
    expect(await choice).toEqual({ kind: 'abort' });
  });

  it('comes again after the evidence', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.down, keys.down, keys.down, keys.enter);
    await typeAfter('q back', 'q');
    await typeAfter('What now?', keys.down, keys.down, keys.enter);
    expect(await choice).toEqual({ kind: 'proceed' });
    expect(screen()).toContain('│ postinstall: node install.js');
  });

  it('is over with Ctrl-C or Ctrl-D while somebody reads the evidence', async () => {
    for (const [key, kind] of [
      [keys.interrupt, 'interrupted'],
      [keys.endOfInput, 'abort'],
    ] as const) {
      const { terminal, typeAfter } = fakeTerminal();
      const choice = consent({ report: asking, terminal });
      await typeAfter('What now?', keys.down, keys.down, keys.down, keys.enter);
      await typeAfter('q back', key);
      expect(await choice).toEqual({ kind });
    }
  });

  it('names an address without its password, and permits the address as it is', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal();
    const choice = consent({ report: report({ packages: [pad], kind: 'ask' }), terminal });
    await typeAfter('What now?', keys.down, keys.enter);
    expect(await choice).toEqual({ kind: 'permit', specs: ['git+https://ada:hunter2@git.example/pad'] });
    expect(screen()).toContain('Contact git.example to look at git+https://***@git.example/pad');
    expect(screen()).not.toContain('hunter2');
  });

  it('shows foreign text as text', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal();
    const hostile = unlooked(hostileText, `host${hostileText}`, 'a@0.0.0');
    const choice = consent({ report: report({ packages: [hostile], kind: 'ask' }), terminal });
    await typeAfter('What now?', keys.enter);
    await choice;
    expect(screen()).not.toMatch(/\u001B\[2J\u001B\]|\u009B|\u202E|\n {2}✓/);
  });

  it('leaves the input as it found it', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const held = () => ['end', 'close'].map((event) => terminal.input.listenerCount(event));
    const before = held();
    const choice = consent({ report: asking, terminal });
    await typeAfter('What now?', keys.enter);
    await choice;
    expect(held()).toEqual(before);
  });
});

describe('no question', () => {
  it('is put where nobody can answer', async () => {
    const { terminal, screen } = fakeTerminal({ interactive: false });
    expect(await consent({ report: asking, terminal })).toEqual({ kind: 'not-asked' });
    expect(await askAgreement({ title: 'May they count?', lines: [], terminal })).toBe('not-asked');
    expect(screen()).toBe('');
  });

  it('is put about what is blocked', async () => {
    const { terminal, screen } = fakeTerminal();
    const blocked = report({
      packages: [esbuild],
      kind: 'block',
      findings: [ruled('block', finding('known-malware', esbuild))],
    });
    expect(await consent({ report: blocked, terminal })).toEqual({ kind: 'not-asked' });
    expect(screen()).toBe('');
  });
});

describe('the question about a project’s own settings', () => {
  const lines = [
    'registry sends all requests to https://ada:hunter2@evil.example/',
    `git runs ${hostileText}`,
  ];
  const title = 'The project brings 2 settings:';
  const question = 'May they count?';

  it('is answered by Enter alone with no', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const answer = askAgreement({ title, lines, terminal });
    await typeAfter(question, keys.enter);
    expect(await answer).toBe('declined');
  });

  it('is answered with yes only by saying so', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const answer = askAgreement({ title, lines, terminal });
    await typeAfter(question, 'y', keys.enter);
    expect(await answer).toBe('agreed');
  });

  it('is declined when the input ends, and interrupted by Ctrl-C', async () => {
    const first = fakeTerminal();
    const closed = askAgreement({ title, lines, terminal: first.terminal });
    await first.typeAfter(question, 'y');
    first.closeInput();
    expect(await closed).toBe('declined');
    const second = fakeTerminal();
    const stopped = askAgreement({ title, lines, terminal: second.terminal });
    await second.typeAfter(question, keys.interrupt);
    expect(await stopped).toBe('interrupted');
  });

  it('shows the settings as text, without passwords', async () => {
    const { terminal, typeAfter, screen } = fakeTerminal();
    const answer = askAgreement({ title, lines, terminal });
    await typeAfter(question, keys.enter);
    await answer;
    expect(screen()).toContain('- registry sends all requests to https://***@evil.example/\n');
    expect(screen().split(question)[0]).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
