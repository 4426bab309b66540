import { describe, expect, it } from 'vitest';
import protestware from '../../src/checks/protestware.ts';
import { holesOf } from '../../src/evidence/advisories/holes.ts';
import { protestwareFeed } from '../../src/evidence/advisories/protestware-feed.ts';
import { protestware as list, protestwareListDate } from '../../src/evidence/advisories/protestware-list.ts';
import { knownValue, planned } from '../evidence/support.ts';
import { aHole, findingOf, noAdvisories, outcomeOf, silentAbout } from './given.ts';

async function listed(name: string, version: string) {
  const pkg = planned(name, version);
  const answers = await protestwareFeed().load([pkg]);
  return holesOf(knownValue(answers.get(pkg.key)).advisories, version);
}

describe('protestware', () => {
  it('flags what the list has, for a person to decide', () => {
    const hole = aHole({ kind: 'protestware', severity: 'medium', summary: 'this version says things' });
    const finding = findingOf(protestware, { advisories: { ...noAdvisories, holes: [hole] } });
    expect(finding).toMatchObject({ severity: 'medium', message: 'protestware: this version says things' });
  });

  it('passes everything else', () => {
    const advisories = { ...noAdvisories, holes: [aHole()] };
    expect(outcomeOf(protestware, { advisories }).kind).toBe('clean');
  });

  it('is unknown where the list was not read', () => {
    const advisories = silentAbout('protestware');
    expect(outcomeOf(protestware, { advisories })).toMatchObject({ kind: 'unknown', essential: false });
  });

  it.each([
    ['node-ipc', '9.2.1', false],
    ['node-ipc', '9.2.2', true],
    ['node-ipc', '10.1.3', false],
    ['node-ipc', '11.0.0', true],
    ['node-ipc', '12.0.0', false],
    ['colors', '1.4.0', false],
    ['colors', '1.4.44-liberty-2', true],
    ['peacenotwar', '9.1.3', true],
    ['es5-ext', '0.10.53', false],
    ['es5-ext', '0.10.54', true],
  ])('%s %s: %s', async (name, version, expected) => {
    expect((await listed(name, version)).some(({ kind }) => kind === 'protestware')).toBe(expected);
  });

  it('has a list whose every entry is dated and sourced', () => {
    for (const { since, source, does } of list) {
      expect(Number.isFinite(Date.parse(since)) && since <= protestwareListDate).toBe(true);
      expect(source).toMatch(/^https:/);
      expect(does).not.toBe('');
    }
  });
});
