import { describe, expect, it } from 'vitest';
import typosquat from '../../src/checks/typosquat.ts';
import type { PublishHistory } from '../../src/evidence/needs.ts';
import { unknown } from '../../src/model/fact.ts';
import { aPackage, findingOf, type Given, noon, offline, outcomeOf } from './given.ts';

const dayMs = 24 * 3_600_000;
const weekly = (count: number) => ({ weekly: count, until: '2026-11-19' });
const silent = unknown('timeout', 'downloads', 'no answer within 8 s');

function bornDaysAgo(days: number): PublishHistory {
  const at = new Date(noon.getTime() - days * dayMs).toISOString();
  return { publishedAt: at, createdAt: at, versions: [{ version: '1.2.3', at }] };
}

/** `lodahs` is hardly anything else than a slip; `js-toml` may well be a name of its own. */
const slip = aPackage({ name: 'lodahs' });
const maybe = aPackage({ name: 'js-toml' });
const deep = aPackage({ name: 'lodahs', path: ['app@1.0.0', 'lodahs@1.2.3'] });
const rare: Given = { downloads: weekly(12), publishHistory: bornDaysAgo(400) };

describe('flags', () => {
  it('a name that is a slip away from a popular one, which hardly anybody downloads', () => {
    const finding = findingOf(typosquat, rare, { pkg: slip });
    expect(finding).toMatchObject({
      ...{ severity: 'high', confidence: 'high' },
      data: { target: 'lodash', kind: 'swapped-letters', weeklyDownloads: 12, ageDays: 400, direct: true },
    });
    expect(finding.message).toBe(
      'has nearly the name of lodash, which many more use: letters are swapped; downloaded 12 times a week',
    );
    expect(finding.advice).toContain('npq install lodash');
    expect(finding).not.toHaveProperty('circumstantial');
  });

  it('more mildly a name that might be one of its own', () => {
    expect(findingOf(typosquat, rare, { pkg: maybe })).toMatchObject({
      severity: 'medium',
      data: { target: 'toml', strength: 'weak' },
    });
  });

  it('more mildly what a dependency asks for, and does not let the ledger vouch for it', () => {
    const finding = findingOf(typosquat, rare, { pkg: deep });
    expect(finding).toMatchObject({ severity: 'medium', circumstantial: true, data: { direct: false } });
    expect(finding.advice).toContain('whether app@1.0.0 means lodash');
  });

  it('a young package, however often it was downloaded: that can be had for nothing', () => {
    const given = { downloads: weekly(5_000_000), publishHistory: bornDaysAgo(89) };
    const finding = findingOf(typosquat, given, { pkg: slip });
    expect(finding.severity).toBe('high');
    expect(finding.message).toContain('downloaded 5,000,000 times a week; first published 89 days ago');
    expect(findingOf(typosquat, given, { pkg: deep }).severity).toBe('medium');
  });
});

describe('the boundaries', () => {
  const old = { publishHistory: bornDaysAgo(400) };
  it('of downloads', () => {
    expect(outcomeOf(typosquat, { downloads: weekly(2_299), ...old }, { pkg: slip }).kind).toBe('flagged');
    expect(outcomeOf(typosquat, { downloads: weekly(2_300), ...old }, { pkg: slip }).kind).toBe('clean');
  });

  it('of age', () => {
    const often = { downloads: weekly(2_300) };
    const born = (days: number) => ({ ...often, publishHistory: bornDaysAgo(days) });
    expect(outcomeOf(typosquat, born(90), { pkg: slip }).kind).toBe('clean');
    expect(outcomeOf(typosquat, born(89.99), { pkg: slip }).kind).toBe('flagged');
  });

  it('are the options', () => {
    const options = { typosquat: { enoughWeeklyDownloads: 10, youngDays: 500 } };
    expect(outcomeOf(typosquat, rare, { pkg: slip, options }).kind).toBe('flagged');
    const old = { typosquat: { enoughWeeklyDownloads: 10, youngDays: 400 } };
    expect(outcomeOf(typosquat, rare, { pkg: slip, options: old }).kind).toBe('clean');
  });
});

describe('passes', () => {
  it('a package that many download and that has been there for long', () => {
    const given = { downloads: weekly(90_000), publishHistory: bornDaysAgo(1_000) };
    expect(outcomeOf(typosquat, given, { pkg: slip }).kind).toBe('clean');
  });

  it.each([
    ['a name that resembles none', aPackage({ name: 'teapot' })],
    ['a popular name', aPackage({ name: 'lodash' })],
    [
      'what comes from no registry',
      aPackage({ name: 'lodahs', origin: { kind: 'workspace', path: 'lodahs' } }),
    ],
    ['a scope of their own', aPackage({ name: '@bable/core', private: true })],
  ])('over %s, and asks nobody about it', (_what, pkg) => {
    expect(outcomeOf(typosquat, {}, { pkg }).kind).toBe('not-applicable');
  });
});

describe('where downloads cannot be found out', () => {
  it("through a mirror of the user's own squats come all the same", () => {
    const given = { downloads: unknown('private', 'downloads', 'named to nobody'), publishHistory: offline };
    const mirrored = aPackage({ name: 'lodahs', private: true });
    expect(findingOf(typosquat, given, { pkg: mirrored }).severity).toBe('medium');
  });

  const nothing = { downloads: silent, publishHistory: offline };

  it('a clear slip is flagged all the same, a notch lower', () => {
    const finding = findingOf(typosquat, nothing, { pkg: slip });
    expect(finding).toMatchObject({
      severity: 'medium',
      confidence: 'medium',
      data: { weeklyDownloads: null },
    });
    expect(finding.message).toContain('how often it is downloaded is unknown');
    expect(findingOf(typosquat, nothing, { pkg: deep }).severity).toBe('low');
  });

  it('a name that might be one of its own ends unknown, with the reason', () => {
    expect(outcomeOf(typosquat, nothing, { pkg: maybe })).toMatchObject({
      ...{ kind: 'unknown', reason: 'timeout', cause: 'environment', essential: false },
    });
  });

  it('unless the package is young', () => {
    const young = { downloads: silent, publishHistory: bornDaysAgo(3) };
    expect(findingOf(typosquat, young, { pkg: maybe }).severity).toBe('medium');
  });

  it('a time that cannot be read makes nothing old or young', () => {
    const odd = { publishedAt: 'x', versions: [{ version: '1.2.3', at: 'x' }] };
    expect(outcomeOf(typosquat, { downloads: silent, publishHistory: odd }, { pkg: maybe }).kind).toBe(
      'unknown',
    );
  });
});
