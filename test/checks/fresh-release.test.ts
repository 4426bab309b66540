import { describe, expect, it } from 'vitest';
import freshRelease from '../../src/checks/fresh-release.ts';
import { unknown } from '../../src/model/fact.ts';
import { aPackage, findingOf, outcomeOf, publishedAt } from './given.ts';

const at = (iso: string) => ({ publishHistory: publishedAt(iso) });

describe('fresh-release flags', () => {
  it('a version of three hours, and says when it will be old enough', () => {
    const finding = findingOf(freshRelease, at('2026-11-20T08:55:00.000Z'));
    expect(finding.severity).toBe('medium');
    expect(finding.message).toBe('published 3 hours ago, old enough at 2026-11-21 08:55 UTC');
    expect(finding.advice).toBe('Wait until 2026-11-21 08:55 UTC, or ask for an older version.');
  });

  it('and tells that exactly this version was asked for', () => {
    const pkg = aPackage({ exactlyRequested: true });
    const finding = findingOf(freshRelease, at('2026-11-20T11:59:30.000Z'), { pkg });
    expect(finding.message).toMatch(
      /^published less than a minute ago, .*; you asked for exactly this version$/,
    );
  });

  it('a time a little ahead of our clock', () => {
    expect(findingOf(freshRelease, at('2026-11-20T12:03:00.000Z')).message).toContain(
      'less than a minute ago',
    );
  });
});

describe('the boundary', () => {
  it('is exactly 24 hours: a millisecond less is too young', () => {
    expect(outcomeOf(freshRelease, at('2026-11-19T12:00:00.000Z')).kind).toBe('clean');
    expect(outcomeOf(freshRelease, at('2026-11-19T12:00:00.001Z')).kind).toBe('flagged');
  });

  it('moves with minAgeHours', () => {
    const options = { 'fresh-release': { minAgeHours: 72 } };
    expect(outcomeOf(freshRelease, at('2026-11-17T12:00:00.000Z'), { options }).kind).toBe('clean');
    const finding = findingOf(freshRelease, at('2026-11-17T12:00:00.001Z'), { options });
    expect(finding.message).toContain('published 2 days ago');
  });

  it('is switched off by 0 hours', () => {
    const options = { 'fresh-release': { minAgeHours: 0 } };
    expect(outcomeOf(freshRelease, at('2026-11-20T12:00:00.000Z'), { options }).kind).toBe('clean');
  });

  it('counts hours, not days: 47 hours are 47 hours', () => {
    const options = { 'fresh-release': { minAgeHours: 48 } };
    const finding = findingOf(freshRelease, at('2026-11-18T13:00:00.000Z'), { options });
    expect(finding.message).toContain('published 47 hours ago');
  });
});

describe('fresh-release passes', () => {
  it('an old version', () => {
    expect(outcomeOf(freshRelease, at('2020-01-01T00:00:00.000Z')).kind).toBe('clean');
  });

  it('by what no registry published', () => {
    const pkg = aPackage({ origin: { kind: 'git', spec: 'github:a/b', host: 'github.example' } });
    expect(outcomeOf(freshRelease, {}, { pkg }).kind).toBe('not-applicable');
  });
});

describe('fresh-release is unknown', () => {
  it('where the times are not believed', () => {
    const publishHistory = unknown('implausible', 'packument', 'published before the package was created');
    const result = outcomeOf(freshRelease, { publishHistory });
    expect(result).toMatchObject({ kind: 'unknown', reason: 'implausible', essential: false });
  });

  it('where the time cannot be read, instead of passing for old', () => {
    expect(outcomeOf(freshRelease, at('yesterday'))).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });
});
