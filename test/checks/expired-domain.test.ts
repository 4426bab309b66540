import { describe, expect, it } from 'vitest';
import expiredDomain from '../../src/checks/expired-domain.ts';
import type { Needs } from '../../src/evidence/needs.ts';
import { known, unknown } from '../../src/model/fact.ts';
import { aPackage, findingOf, noon, outcomeOf, publishedAt } from './given.ts';

type Domain = Exclude<Needs['domains'], 'not asked'>[number];
type Registration = Extract<Domain['registration'], { status: 'known' }>['value'];
type Records = Extract<Domain['records'], { status: 'known' }>['value'];

const registration = (over: Partial<Registration> = {}): Domain['registration'] =>
  known({ by: 'RDAP', state: 'registered', registeredAt: '2010-01-01T00:00:00.000Z', ...over }, 'rdap', noon);
const records = (over: Partial<Records> = {}): Domain['records'] =>
  known({ delegated: true, mail: true, address: true, ...over }, 'dns', noon);
const lost = records({ delegated: false, mail: false, address: false });

const mail = (over: Partial<Domain> = {}): Domain => ({
  ...{ domain: 'teapot.dev', accounts: ['ada'], pages: [], seenSince: '2014-05-06T00:00:00.000Z' },
  ...{ registration: registration(), records: records() },
  ...over,
});
const page = (over: Partial<Domain> = {}): Domain => mail({ accounts: [], pages: ['homepage'], ...over });
const given = (...domains: readonly Domain[]) => ({
  domains,
  publishHistory: publishedAt('2020-01-01T00:00:00.000Z'),
});
const offline = unknown('offline', 'rdap', 'the RDAP server cannot be reached');

describe('expired-domain flags', () => {
  it('a mail domain that nobody has: cause, consequence and next command', () => {
    const free = mail({ registration: registration({ state: 'unregistered' }), records: lost });
    const finding = findingOf(expiredDomain, given(free));
    expect(finding).toMatchObject({ severity: 'high', confidence: 'high' });
    expect(finding.message).toBe(
      'teapot.dev, the mail domain of ada, is not registered: anybody can take it, and with it reset the password and publish',
    );
    expect(finding.advice).toBe(
      'Pin the version that you know, and ask its maintainers (npm owner ls teapot) to change the address.',
    );
    expect(finding.data).toMatchObject({ sign: 'unregistered', domain: 'teapot.dev', accounts: ['ada'] });
  });

  it('with less confidence where DNS could not say the same', () => {
    const free = mail({ registration: registration({ state: 'unregistered' }), records: offline });
    expect(findingOf(expiredDomain, given(free))).toMatchObject({ severity: 'high', confidence: 'medium' });
  });

  it.each(['redemption', 'pending-delete'] as const)('a domain that is being given up: %s', (state) => {
    const finding = findingOf(expiredDomain, given(mail({ registration: registration({ state }) })));
    expect(finding).toMatchObject({ severity: 'medium', data: { sign: state } });
    expect(finding.message).toContain('has lapsed and will soon be free for anybody');
  });

  it('a domain that expired', () => {
    const expired = mail({ registration: registration({ expiresAt: '2026-11-01T00:00:00.000Z' }) });
    const finding = findingOf(expiredDomain, given(expired));
    expect(finding).toMatchObject({ severity: 'medium', data: { sign: 'expired' } });
    expect(finding.message).toBe('teapot.dev, the mail domain of ada, expired on 2026-11-01');
  });

  it('a domain that was taken again, and a version that came after that', () => {
    const again = mail({ registration: registration({ registeredAt: '2019-11-01T00:00:00.000Z' }) });
    const finding = findingOf(expiredDomain, given(again));
    expect(finding).toMatchObject({ severity: 'high', data: { sign: 'registered-again' } });
    expect(finding.message).toContain(
      'registered anew on 2019-11-01, though versions came out under it since 2014-05-06',
    );
    expect(finding.advice).toContain('Take a version from before 2019-11-01 (npm view teapot time');
  });

  it('more mildly where the version was out before', () => {
    const again = mail({ registration: registration({ registeredAt: '2020-01-02T00:00:00.000Z' }) });
    const finding = findingOf(expiredDomain, given(again));
    expect(finding).toMatchObject({ severity: 'low', data: { sign: 'registered-again' } });
    expect(finding.message).toContain('this version came before it');
  });

  it('a domain that takes no mail', () => {
    const mute = mail({ records: records({ mail: false, address: false }) });
    expect(findingOf(expiredDomain, given(mute))).toMatchObject({
      severity: 'low',
      data: { sign: 'no-mail' },
    });
  });

  it('the domain of a page only as low, and never for its mail or its age', () => {
    for (const over of [
      { state: 'unregistered' },
      { state: 'redemption' },
      { expiresAt: '2020-01-01T00:00:00.000Z' },
    ]) {
      const finding = findingOf(
        expiredDomain,
        given(page({ registration: registration(over as Partial<Registration>), records: lost })),
      );
      expect(finding.severity).toBe('low');
      expect(finding.message).toContain('teapot.dev, where its homepage is,');
    }
    const young = page({
      registration: registration({ registeredAt: '2026-01-01T00:00:00.000Z' }),
      records: lost,
    });
    expect(outcomeOf(expiredDomain, given(young)).kind).toBe('clean');
  });

  it('each lost domain, though another one is not known', () => {
    const free = { registration: registration({ state: 'unregistered' }), records: lost };
    const result = outcomeOf(
      expiredDomain,
      given(mail({ registration: offline }), mail(free), page({ ...free, domain: 'kettle.dev' })),
    );
    expect(result).toMatchObject({ kind: 'flagged', findings: [{ severity: 'high' }, { severity: 'low' }] });
  });

  it('without a command that a name could change, and without a whole crowd', () => {
    const pkg = aPackage({ name: 'teapot;id' });
    const free = mail({
      accounts: ['ada', 'bo', 'cy'],
      registration: registration({ state: 'unregistered' }),
    });
    const finding = findingOf(expiredDomain, given(free), { pkg });
    expect(finding.advice).not.toContain('npm owner');
    expect(finding.message).toContain('the mail domain of ada and 2 more,');
  });
});

describe('the boundary', () => {
  it('of being taken again is a day after the first version under it', () => {
    const taken = (registeredAt: string) => given(mail({ registration: registration({ registeredAt }) }));
    expect(outcomeOf(expiredDomain, taken('2014-05-07T00:00:00.000Z')).kind).toBe('clean');
    expect(outcomeOf(expiredDomain, taken('2014-05-07T00:00:00.001Z')).kind).toBe('flagged');
  });

  it('of having expired is a day', () => {
    const until = (expiresAt: string) => given(mail({ registration: registration({ expiresAt }) }));
    expect(outcomeOf(expiredDomain, until('2026-11-19T12:00:00.000Z')).kind).toBe('clean');
    expect(outcomeOf(expiredDomain, until('2026-11-19T11:59:59.999Z')).kind).toBe('flagged');
  });
});

describe('expired-domain passes', () => {
  it('a domain that somebody has had for long and that takes mail', () => {
    expect(outcomeOf(expiredDomain, given(mail())).kind).toBe('clean');
    const onlyAddress = mail({ records: records({ mail: false }) });
    expect(outcomeOf(expiredDomain, given(onlyAddress)).kind).toBe('clean');
  });

  it('people who have no domain of their own', () => {
    expect(outcomeOf(expiredDomain, given()).kind).toBe('clean');
  });

  it('by what is private, of no registry, or old and deep in the tree', () => {
    const privately = aPackage({ private: true });
    expect(outcomeOf(expiredDomain, {}, { pkg: privately }).kind).toBe('not-applicable');
    const file = aPackage({ origin: { kind: 'file', path: '../teapot.tgz' } });
    expect(outcomeOf(expiredDomain, {}, { pkg: file }).kind).toBe('not-applicable');
    const old = { ...given(), domains: 'not asked' as const };
    expect(outcomeOf(expiredDomain, old).kind).toBe('not-applicable');
  });
});

describe('expired-domain is unknown', () => {
  it('where nobody says who has the domain, or whether it takes mail', () => {
    expect(outcomeOf(expiredDomain, given(mail({ registration: offline })))).toMatchObject({
      ...{ kind: 'unknown', reason: 'offline', cause: 'environment', essential: false },
    });
    expect(outcomeOf(expiredDomain, given(mail({ records: offline })))).toMatchObject({ reason: 'offline' });
    expect(outcomeOf(expiredDomain, given(page({ registration: offline })))).toMatchObject({
      reason: 'offline',
    });
  });

  it('where the registry of the top level does not tell since when', () => {
    const silent = known({ by: 'WHOIS', state: 'registered' } as const, 'whois', noon);
    expect(outcomeOf(expiredDomain, given(mail({ registration: silent })))).toMatchObject({
      reason: 'not-offered',
      detail: 'the registry of .dev does not tell since when a domain is registered',
    });
    expect(outcomeOf(expiredDomain, given(page({ registration: silent }))).kind).toBe('clean');
  });

  it('where publish times are not believed and the domain is younger than they say', () => {
    const publishHistory = unknown('not-offered', 'registry-profile', 'it tells when it copied a version');
    const young = mail({ registration: registration({ registeredAt: '2019-01-01T00:00:00.000Z' }) });
    expect(outcomeOf(expiredDomain, { domains: [young], publishHistory })).toMatchObject({
      reason: 'not-offered',
    });
  });

  it('where the registry has no document', () => {
    const both = { domains: offline, publishHistory: offline };
    expect(outcomeOf(expiredDomain, both)).toMatchObject({ kind: 'unknown', reason: 'offline' });
  });
});
