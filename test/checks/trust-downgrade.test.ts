import { describe, expect, it } from 'vitest';
import trustDowngrade from '../../src/checks/trust-downgrade.ts';
import type { Strength } from '../../src/evidence/needs.ts';
import { aPackage, findingOf, offline, outcomeOf } from './given.ts';

/** Versions in the order in which they were published, ten days apart, the last one being asked about. */
function published(...versions: readonly (readonly [string, Strength])[]) {
  const first = Date.parse('2026-01-01T00:00:00.000Z');
  const history = versions.map(([version], index) => ({
    version,
    at: new Date(first + index * 10 * 24 * 3_600_000).toISOString(),
  }));
  const last = history.at(-1);
  if (!last) throw new Error('nothing was published');
  return {
    facts: {
      trustHistory: new Map(versions),
      publishHistory: { publishedAt: last.at, versions: history },
    },
    circumstances: { pkg: aPackage({ version: last.version }) },
  };
}

const kindOf = ({ facts, circumstances }: ReturnType<typeof published>) =>
  outcomeOf(trustDowngrade, facts, circumstances).kind;
const found = ({ facts, circumstances }: ReturnType<typeof published>) =>
  findingOf(trustDowngrade, facts, circumstances);

describe('trust-downgrade flags', () => {
  it('a version by hand after versions with provenance', () => {
    const finding = found(published(['1.0.0', 'attested'], ['1.0.1', 'attested'], ['1.0.2', 'none']));
    expect(finding.severity).toBe('high');
    expect(finding.message).toBe(
      'was published without provenance, for which a stolen token is enough; 1.0.1 had provenance',
    );
    expect(finding.data).toMatchObject({
      strength: 'none',
      before: { version: '1.0.1', strength: 'attested' },
    });
  });

  it('a token in place of the CI, and the CI in place of a person, less loudly', () => {
    const token = found(published(['1.0.0', 'trusted-publisher'], ['1.0.1', 'attested']));
    expect(token.severity).toBe('medium');
    expect(token.message).toContain(
      'published with a token, which can be stolen; 1.0.0 had come from its CI',
    );
    expect(found(published(['1.0.0', 'approved'], ['1.0.1', 'trusted-publisher'])).severity).toBe('medium');
  });

  it('by time, not by number: a patch of the line below that was published later', () => {
    const finding = found(published(['1.0.0', 'attested'], ['2.0.0', 'attested'], ['1.0.1', 'none']));
    expect(finding.severity).toBe('medium');
    expect(finding.data).toMatchObject({ maintenance: true });
  });

  it('the first version of a new line that has less than the line before it', () => {
    const finding = found(published(['1.0.0', 'attested'], ['2.0.0', 'none']));
    expect(finding.data).toMatchObject({ newLine: true });
    expect(finding.severity).toBe('medium');
  });

  it('and is not calmed by an old slip between two attested versions', () => {
    const versions = published(
      ...([
        ['1.0.0', 'attested'],
        ['1.0.1', 'none'],
        ['1.0.2', 'attested'],
        ['1.0.3', 'attested'],
      ] as const),
      ...([
        ['1.0.4', 'attested'],
        ['1.0.5', 'none'],
      ] as const),
    );
    expect(found(versions).severity).toBe('high');
  });

  it('nor by a version that was taken back since', () => {
    const versions = published(
      ...([
        ['1.0.0', 'attested'],
        ['1.0.1', 'none'],
        ['1.0.2', 'none'],
        ['1.0.3', 'none'],
        ['1.0.4', 'none'],
        ['1.0.5', 'none'],
      ] as const),
    );
    const trustHistory = new Map(
      [...versions.facts.trustHistory].filter(([one]) => ['1.0.0', '1.0.5'].includes(one)),
    );
    const facts = { ...versions.facts, trustHistory };
    expect(findingOf(trustDowngrade, facts, versions.circumstances).severity).toBe('high');
  });
});

describe('the boundary', () => {
  it('is 30 days of versions as weak as this one: then it is no news', () => {
    const weakFor = (count: number) =>
      found(
        published(
          ['1.0.0', 'attested'],
          ...Array.from({ length: count + 1 }, (_, index) => [`1.0.${index + 1}`, 'none'] as const),
        ),
      ).severity;
    expect(weakFor(2)).toBe('high');
    expect(weakFor(3)).toBe('low');
  });

  it('moves with settledAfterDays', () => {
    const { facts, circumstances } = published(['1.0.0', 'attested'], ['1.0.1', 'none'], ['1.0.2', 'none']);
    const severity = (settledAfterDays: number) =>
      findingOf(trustDowngrade, facts, {
        ...circumstances,
        options: { 'trust-downgrade': { settledAfterDays } },
      }).severity;
    expect(severity(10)).toBe('low');
    expect(severity(11)).toBe('high');
  });
});

describe('trust-downgrade passes', () => {
  it('a version that is vouched for as well as those before it, or better', () => {
    expect(kindOf(published(['1.0.0', 'attested'], ['1.0.1', 'attested']))).toBe('clean');
    expect(kindOf(published(['1.0.0', 'none'], ['1.0.1', 'trusted-publisher']))).toBe('clean');
    expect(kindOf(published(['1.0.0', 'none'], ['1.0.1', 'none']))).toBe('clean');
    expect(kindOf(published(['1.0.0', 'none']))).toBe('clean');
  });

  it('a version that was there before provenance came', () => {
    const { facts } = published(['1.0.0', 'none'], ['1.0.1', 'attested']);
    const publishHistory = {
      ...facts.publishHistory,
      publishedAt: facts.publishHistory.versions[0]?.at ?? '',
    };
    const pkg = aPackage({ version: '1.0.0' });
    expect(outcomeOf(trustDowngrade, { ...facts, publishHistory }, { pkg }).kind).toBe('clean');
  });

  it('a release after a prerelease from a better kept workflow', () => {
    expect(kindOf(published(['1.0.0', 'none'], ['1.1.0-rc.1', 'attested'], ['1.1.0', 'none']))).toBe('clean');
  });

  it('a release by hand of an old line that always was', () => {
    expect(kindOf(published(['1.0.0', 'none'], ['2.0.0', 'attested'], ['1.0.1', 'none']))).toBe('clean');
  });

  it('a staged release, whose approval hides that the CI published it', () => {
    expect(kindOf(published(['1.0.0', 'trusted-publisher'], ['1.0.1', 'approved']))).toBe('clean');
  });
});

it('is told, however many versions there are', () => {
  const many = Array.from({ length: 60_000 }, (_, index) => [`1.0.${index}`, 'attested'] as const);
  expect(kindOf(published(...many, ['2.0.0', 'none']))).toBe('flagged');
});

describe('a prerelease', () => {
  it('is held against releases too, but less loudly', () => {
    const finding = found(published(['1.0.0', 'attested'], ['1.1.0-rc.1', 'none']));
    expect(finding.severity).toBe('medium');
    expect(finding.data).toMatchObject({ prerelease: true });
  });
});

it('is unknown where the registry strips it all, or its times are not believed', () => {
  const { facts } = published(['1.0.0', 'none']);
  expect(outcomeOf(trustDowngrade, { ...facts, trustHistory: offline }).kind).toBe('unknown');
  expect(outcomeOf(trustDowngrade, { ...facts, publishHistory: offline }).kind).toBe('unknown');
});
