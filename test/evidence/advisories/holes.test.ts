import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advisory } from '../../../src/evidence/advisories/feed.ts';
import { holesOf } from '../../../src/evidence/advisories/holes.ts';
import { mergeAnswers } from '../../../src/evidence/advisories/merge.ts';
import { known, unknown } from '../../../src/model/fact.ts';
import { everyFeed, knownValue, now } from '../support.ts';

function advisory(id: string, given: Partial<Advisory> = {}): Advisory {
  return {
    ...{ id, aliases: [], kind: 'vulnerability', severity: 'high', rated: true, summary: '', fixed: [] },
    ...given,
  };
}

describe('what several databases say of a version', () => {
  it('is told once where an alias connects it, over however many steps', () => {
    const holes = holesOf(
      [
        advisory('GHSA-1', { aliases: ['CVE-1'], summary: 'A hole' }),
        advisory('npm-7', { aliases: ['CVE-2'], fixed: ['1.5.0'] }),
        advisory('CVE-2', { aliases: ['CVE-1'], fixed: ['2.0.0'] }),
        advisory('GHSA-9'),
      ],
      '1.0.0',
    );
    expect(holes.map(({ ids }) => ids)).toEqual([['GHSA-1', 'CVE-1', 'CVE-2', 'npm-7'], ['GHSA-9']]);
    expect(holes[0]).toMatchObject({ summary: 'A hole', fixed: '1.5.0' });
  });

  it('is malware where one of them says so, and nothing makes it milder', () => {
    const [hole] = holesOf([advisory('GHSA-1', { severity: 'low' }), mal], '1.0.0');
    expect(hole).toMatchObject({ kind: 'malware', severity: 'critical', ids: ['MAL-1', 'GHSA-1'] });
  });

  it('is as severe as the worst who rated it; where nobody did, as can be', () => {
    const unrated = advisory('GHSA-1', { severity: 'critical', rated: false });
    const rated = advisory('CVE-1', { aliases: ['GHSA-1'], severity: 'low' });
    expect(holesOf([unrated, rated], '1.0.0')[0]).toMatchObject({ severity: 'low', rated: true });
    expect(holesOf([unrated], '1.0.0')[0]).toMatchObject({ severity: 'critical', rated: false });
  });

  it('is repaired in the nearest version above the installed one', () => {
    const fixed = ['3.0.0', '1.4.9', '1.5.2', 'next', '1.5.0'];
    expect(holesOf([advisory('GHSA-1', { fixed })], '1.5.0')[0]?.fixed).toBe('1.5.2');
    expect(holesOf([advisory('GHSA-1', { fixed: ['1.0.0'] })], '1.5.0')[0]).not.toHaveProperty('fixed');
  });

  it('is in doubt only where every record is', () => {
    const doubtful = advisory('GHSA-1', { doubt: 'It lists other versions.' });
    const sure = advisory('CVE-1', { aliases: ['GHSA-1'] });
    expect(holesOf([doubtful], '1.0.0')[0]?.doubt).toBe('It lists other versions.');
    expect(holesOf([doubtful, sure], '1.0.0')[0]).not.toHaveProperty('doubt');
  });

  it('loses no advisory and tells none twice, in whatever order they come', () => {
    const ids = fc.constantFrom('A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6');
    const some = fc.array(
      fc.record({ id: ids, aliases: fc.array(ids, { maxLength: 2 }), malware: fc.boolean() }),
    );
    fc.assert(
      fc.property(some, (given) => {
        const all = given.map(({ id, aliases, malware }) =>
          advisory(id, { aliases, kind: malware ? 'malware' : 'vulnerability' }),
        );
        const holes = holesOf(all, '1.0.0');
        const told = holes.flatMap((hole) => hole.ids);
        expect(new Set(told).size).toBe(told.length);
        for (const one of all) {
          const hole = holes.find((candidate) => candidate.ids.includes(one.id));
          expect(hole?.ids).toEqual(expect.arrayContaining([...one.aliases]));
          if (one.kind === 'malware') expect(hole?.kind).toBe('malware');
        }
        expect(holesOf([...all].reverse(), '1.0.0').map(({ ids: of }) => of)).toEqual(
          holes.map(({ ids: of }) => of),
        );
      }),
    );
  });
});

const mal = advisory('MAL-1', { aliases: ['GHSA-1'], kind: 'malware', severity: 'critical' });
const quiet = known({ advisories: [] }, 'feed', now);
const down = unknown('offline', 'feed', 'nobody answers');

describe('a record that was not read', () => {
  const unread = advisory('GHSA-1', {
    ...{ severity: 'critical', rated: false, doubt: 'Its record could not be read.', unread: true },
  });
  const audit = advisory('GHSA-1', { aliases: ['npm-7'], severity: 'low' });
  const hole = (name: string, of: Advisory) => {
    const answers = everyFeed((feed) => {
      if (feed === 'osvAdvisories') return known({ advisories: [unread] }, 'osv', now);
      return feed === name ? known({ advisories: [of] }, 'feed', now) : down;
    });
    return knownValue(mergeAnswers(answers, '1.0.0', now)).holes[0];
  };

  it("may be malware all the same where only the registry's audit tells of the same hole", () => {
    expect(hole('registryAdvisories', audit)).toMatchObject({ unread: 'Its record could not be read.' });
  });

  it('may be none any more where another database that has malware was read', () => {
    expect(hole('localAdvisories', audit)).not.toHaveProperty('unread');
  });
});

describe('the silence of feeds', () => {
  const merged = (speaking: readonly string[]) => {
    const answers = everyFeed((name) => (speaking.includes(name) ? quiet : down));
    return [...knownValue(mergeAnswers(answers, '1.0.0', now)).uncovered.keys()];
  };

  it('leaves nothing open where OSV or the local database speaks', () => {
    expect(merged(['osvAdvisories', 'protestwareList'])).toEqual([]);
    expect(merged(['localAdvisories', 'protestwareList'])).toEqual([]);
  });

  it("leaves malware open where only the registry's audit speaks: it knows little of that", () => {
    expect(merged(['registryAdvisories', 'protestwareList'])).toEqual(['malware']);
  });

  it("leaves all open where only a file of one's own speaks", () => {
    expect(merged(['ownAdvisories', 'protestwareList'])).toEqual(['malware', 'vulnerability']);
  });

  it('leaves open what broke off, and keeps what came before that', () => {
    const answers = everyFeed((name) =>
      name === 'osvAdvisories' ? known({ advisories: [mal], brokeOff: down }, 'osv', now) : down,
    );
    const value = knownValue(mergeAnswers(answers, '1.0.0', now));
    expect(value.holes.map(({ kind }) => kind)).toEqual(['malware']);
    expect(value.uncovered.get('malware')).toBe(down);
  });
});
