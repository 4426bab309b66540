import { describe, expect, it } from 'vitest';
import { askWaiver, waivable } from '../../src/consent/waiving.ts';
import { finding, pkg, report, ruled, unlooked } from '../report/reports.ts';
import { fakeTerminal, keys } from './terminal.ts';

const vane = pkg('vane@1.2.0');
const kite = pkg('kite@1.0.0');
const asked = report({
  packages: [vane, kite],
  kind: 'ask',
  findings: [ruled('ask', finding('install-script', vane)), ruled('ask', finding('fresh-release', kite))],
});
const one = report({
  packages: [vane],
  kind: 'ask',
  findings: [ruled('ask', finding('install-script', vane))],
});
const knows = { author: async () => 'Ann Example', refuse: () => undefined };

describe('a waiver can be typed at the question', () => {
  it('for what is asked about a package of a registry', () => {
    expect(waivable(asked).map(({ package: id, check }) => `${check} ${id}`)).toEqual([
      'install-script vane@1.2.0',
      'fresh-release kite@1.0.0',
    ]);
  });

  it('not for what is blocked, for malware, for the project, or for what comes from elsewhere', () => {
    const pad = unlooked('github:ada/pad', 'git.example', 'pad@0.0.0');
    const never = [
      ruled('block', finding('install-script', vane)),
      ruled('note', finding('install-script', vane)),
      ruled('ask', finding('known-malware', vane)),
      ruled('ask', finding('exotic-source', pad)),
      ruled('ask', { ...finding('project-script', vane), subject: { kind: 'project', path: '/home/ada' } }),
    ];
    expect(waivable(report({ packages: [vane, pad], kind: 'ask', findings: never }))).toEqual([]);
  });
});

describe('somebody who waives a finding', () => {
  it('says why and until when; git says who', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const answer = askWaiver(one, knows, { terminal });
    await typeAfter('Why may install-script of vane@1.2.0 pass?', 'it only prints', keys.enter);
    await typeAfter('Until when?', keys.enter);
    expect(await answer).toEqual({
      kind: 'answered',
      value: {
        ...{ package: 'vane@1.2.0', check: 'install-script' },
        ...{ reason: 'it only prints', until: '90d', by: 'Ann Example' },
      },
    });
  });

  it('is asked who answers for it where git does not know', async () => {
    const { terminal, typeAfter } = fakeTerminal();
    const answer = askWaiver(one, { ...knows, author: async () => undefined }, { terminal });
    await typeAfter('Why may', 'it only prints', keys.enter);
    await typeAfter('Until when?', keys.enter);
    await typeAfter('Who answers for it?', 'Bo', keys.enter);
    expect(await answer).toMatchObject({ value: { by: 'Bo' } });
  });

  it('says which of several, or none', async () => {
    const second = fakeTerminal();
    const answer = askWaiver(asked, knows, second);
    await second.typeAfter('Which finding?', keys.down, keys.down, keys.enter);
    await second.typeAfter('Why may fresh-release of kite@1.0.0', keys.enter);
    expect(await answer).toEqual({ kind: 'answered', value: undefined });
    const none = fakeTerminal();
    const nothing = askWaiver(asked, knows, none);
    await none.typeAfter('Which finding?', keys.enter);
    expect(await nothing).toEqual({ kind: 'answered', value: undefined });
  });

  it('is told what is wrong with an answer, and asked again, with and without redrawing', async () => {
    for (const live of [true, false]) {
      const { terminal, typeAfter } = fakeTerminal({ live });
      const refuse = ({ until }: { readonly until: string }) =>
        until === 'soon' ? 'Expected --until to be a day' : undefined;
      const answer = askWaiver(one, { ...knows, refuse }, { terminal });
      const enter = live ? keys.enter : '\n';
      await typeAfter('Why may', `it only prints${enter}`);
      await typeAfter('Until when?', `soon${enter}`);
      await typeAfter('Expected --until to be a day', ...(live ? ['\u0015'] : []), `3d${enter}`);
      expect(await answer).toMatchObject({ value: { until: '3d' } });
    }
  });

  it('writes none by leaving', async () => {
    for (const [key, kind] of [
      [keys.interrupt, 'interrupted'],
      [keys.endOfInput, 'closed'],
    ] as const) {
      const { terminal, typeAfter } = fakeTerminal();
      const answer = askWaiver(one, knows, { terminal });
      await typeAfter('Why may', 'it only prints', keys.enter);
      await typeAfter('Until when?', key);
      expect(await answer).toEqual({ kind });
    }
  });
});
