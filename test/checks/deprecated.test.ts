import { describe, expect, it } from 'vitest';
import deprecated from '../../src/checks/deprecated.ts';
import { unknown } from '../../src/model/fact.ts';
import { aDocument, aPackage, findingOf, offline, outcomeOf } from './given.ts';

const notOffered = unknown('not-offered', 'registry-profile', 'it does not pass them on');
const told = { deprecationsTold: true } as const;
const saying = (message: string) => ({ ...told, versionDocument: aDocument({ deprecated: message }) });

describe('deprecated flags', () => {
  it("what its maintainers advise against, in the maintainers' words", () => {
    const finding = findingOf(deprecated, saying('use kettle instead'));
    expect(finding).toMatchObject({
      severity: 'low',
      message: 'deprecated by its maintainers',
      excerpt: ['use kettle instead'],
      data: { message: 'use kettle instead', direct: true },
    });
    expect(finding.advice).toContain('npm view teapot');
  });

  it('with other advice where somebody else asks for it', () => {
    const pkg = aPackage({ path: ['kitchen@2.0.0', 'stove@1.0.0', 'teapot@1.2.3'] });
    const finding = findingOf(deprecated, saying('old'), { pkg });
    expect(finding.advice).toBe('Nothing of yours asks for it; a newer kitchen@2.0.0 may do without.');
    expect(finding.data['direct']).toBe(false);
  });

  it('without offering a command that a name could change', () => {
    const pkg = aPackage({ name: 'teapot;rm -rf ~' });
    expect(findingOf(deprecated, saying('old'), { pkg }).advice).toBe(
      'Choose another version or what the message proposes.',
    );
  });
});

describe('the boundary', () => {
  it('of the message is 300 characters; more are cut and counted', () => {
    const whole = 'a'.repeat(300);
    expect(findingOf(deprecated, saying(whole)).excerpt).toEqual([whole]);
    const [cut] = findingOf(deprecated, saying(`${whole}b`)).excerpt ?? [];
    expect(cut).toContain(' … 1 characters … ');
  });

  it('of being deprecated is an empty message, which takes it back', () => {
    expect(outcomeOf(deprecated, saying('')).kind).toBe('clean');
    expect(outcomeOf(deprecated, saying(' ')).kind).toBe('flagged');
  });
});

describe('deprecated passes', () => {
  it('a version that is not', () => {
    expect(outcomeOf(deprecated, { ...told, versionDocument: aDocument() }).kind).toBe('clean');
  });

  it('by what is of no registry', () => {
    const pkg = aPackage({ origin: { kind: 'file', path: '../teapot.tgz' } });
    expect(outcomeOf(deprecated, {}, { pkg }).kind).toBe('not-applicable');
  });
});

describe('deprecated is unknown', () => {
  it('where the registry says it of no version, and so says nothing of this one', () => {
    const silent = { deprecationsTold: notOffered, versionDocument: aDocument() };
    expect(outcomeOf(deprecated, silent)).toMatchObject({ kind: 'unknown', reason: 'not-offered' });
    // What it does say counts all the same.
    const spoken = { deprecationsTold: notOffered, versionDocument: aDocument({ deprecated: 'old' }) };
    expect(outcomeOf(deprecated, spoken).kind).toBe('flagged');
  });

  it('where the registry does not answer', () => {
    expect(outcomeOf(deprecated, { ...told, versionDocument: offline })).toMatchObject({
      kind: 'unknown',
      reason: 'offline',
      essential: false,
    });
  });
});
