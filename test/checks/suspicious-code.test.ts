import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/checks/define.ts';
import suspiciousCode from '../../src/checks/suspicious-code.ts';
import type { PreviousContent } from '../../src/evidence/needs.ts';
import { aContent, type CodeGiven, script, trait } from '../content/rows/given.ts';
import {
  aDocument,
  aPackage,
  aTarball,
  type Circumstances,
  findingOf as findingOfAny,
  type Given,
  offline,
  outcomeOf as outcomeOfAny,
} from './given.ts';

const nothingBefore = { previousContent: { releases: [] } };
const findingOf = (check: Check, facts: Given, around?: Circumstances) =>
  findingOfAny(check, { ...nothingBefore, ...facts }, around);
const outcomeOf = (check: Check, facts: Given, around?: Circumstances) =>
  outcomeOfAny(check, { ...nothingBefore, ...facts }, around);

const given = (code: CodeGiven) => ({ tarball: aContent(code), versionDocument: aDocument() });
const sink = trait('sink', { what: 'webhook.site', line: 7, excerpt: "post('https://webhook.site/x')" });
const dump = trait('environment-dump', { line: 6, excerpt: 'JSON.stringify(process.env)' });

describe('suspicious-code flags', () => {
  it('what an attack is made of as critical, and says all of it in one line', () => {
    const code: CodeGiven = { files: { 'setup.mjs': script(sink, dump) }, install: ['setup.mjs'] };
    const finding = findingOf(suspiciousCode, given(code));
    expect(finding).toMatchObject({ severity: 'critical', confidence: 'high' });
    expect(finding.message).toBe(
      'runs setup.mjs while it is installed, which names a place where stolen data is collected (webhook.site)',
    );
    expect(finding.excerpt).toEqual([
      "setup.mjs:7: post('https://webhook.site/x')",
      'setup.mjs:6: JSON.stringify(process.env)',
    ]);
    expect(finding.data).toEqual({
      count: 2,
      rows: [
        { id: 'I2', tier: 'block', says: finding.message, path: 'setup.mjs', line: 7 },
        {
          ...{ id: 'I4', tier: 'high', path: 'setup.mjs', line: 6 },
          says: 'runs setup.mjs while it is installed, which collects all environment variables',
        },
      ],
    });
  });

  it('by the worst row, each tier with its severity', () => {
    const severity = (code: CodeGiven) => findingOf(suspiciousCode, given(code)).severity;
    expect(severity({ files: { 'a.js': script('blank-run') } })).toBe('critical');
    expect(severity({ files: { 'a.js': script('wallet-hook') } })).toBe('high');
    const names = trait('hex-names', { what: '25 names' });
    expect(severity({ files: { 'a.js': script(names) } })).toBe('low');
    expect(severity({ files: { 'a.js': script('sink') } })).toBe('info');
  });

  it('two things of different kinds as critical, each of which alone would be asked about', () => {
    const severity = (code: CodeGiven) => findingOf(suspiciousCode, given(code)).severity;
    const miner = { 'a.js': script('miner') };
    const wallet = { 'b.js': script('wallet-hook') };
    expect(severity({ files: miner, install: ['a.js'] })).toBe('high');
    expect(severity({ files: { ...miner, ...wallet }, install: ['a.js'] })).toBe('critical');
    // The manifest is another witness, though that is told by another check.
    expect(severity({ files: wallet, reach: { missing: ['x.js'] } })).toBe('critical');
    // One file at install that is weighed twice is one.
    expect(severity({ files: { ...wallet, 'c.js': script('wallet-hook') } })).toBe('high');
  });

  it('what could not be read, at least so that somebody is asked', () => {
    const unread = { unread: 'it has more than 32 MB' };
    const alone = findingOf(suspiciousCode, given({ files: { 'a.js': unread } }));
    expect(alone.severity).toBe('medium');
    // The message says it, and there is no line to show.
    expect(alone.excerpt).toEqual([]);
    const started: CodeGiven = { files: { 'a.js': unread }, install: ['a.js'] };
    expect(findingOf(suspiciousCode, given(started)).severity).toBe('high');
    const data = { ...unread, kind: 'data' } as const;
    expect(findingOf(suspiciousCode, given({ files: { 'a.json': data } })).severity).toBe('info');
  });

  it('with eight lines at most, and clauses that a screen can hold', () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`${at}${'x'.repeat(500)}.js`, script('blank-run')]),
    );
    const finding = findingOf(suspiciousCode, given({ files }));
    expect(finding.excerpt).toHaveLength(8);
    expect(finding.message.length).toBeLessThan(1_200);
    expect(finding.message).toMatch(/; and 17 more$/);
  });
});

describe('what earlier versions had in just this way', () => {
  const code: CodeGiven = { files: { 'a.js': script('blank-run') } };
  const release = (of: CodeGiven) => ({ version: '1.2.2', as: 'earlier', content: aContent(of) }) as const;
  const against = (...before: readonly CodeGiven[]) =>
    findingOf(suspiciousCode, { ...given(code), previousContent: { releases: before.map(release) } })
      .severity;

  it('weighs one step less', () => {
    expect(against(code)).toBe('high');
    expect(against(code, code)).toBe('high');
    expect(against({})).toBe('critical');
    expect(against(code, {})).toBe('critical');
  });

  it('weighs as much where none of them had time to be looked at', () => {
    const facts = (...releases: readonly PreviousContent['releases'][number][]) =>
      findingOf(suspiciousCode, { ...given(code), previousContent: { releases } }).severity;
    const young = { ...release(code), version: '1.2.3', as: 'installed', young: true } as const;
    expect(facts(young)).toBe('critical');
    expect(facts(young, release(code))).toBe('high');
    expect(facts(young, release({}))).toBe('critical');
  });

  it('is not known where they could not be read, and makes nothing milder', () => {
    expect(findingOf(suspiciousCode, { ...given(code), previousContent: offline }).severity).toBe('critical');
  });
});

describe('suspicious-code passes', () => {
  it('what shows nothing, and what belongs to other checks', () => {
    expect(outcomeOf(suspiciousCode, given({ files: { 'a.js': script() } })).kind).toBe('clean');
    expect(outcomeOf(suspiciousCode, given({ reach: { missing: ['x.js'] } })).kind).toBe('clean');
  });

  it('folders of the project itself', () => {
    for (const kind of ['workspace', 'directory'] as const) {
      const pkg = aPackage({ origin: { kind, path: 'x' } });
      expect(outcomeOf(suspiciousCode, {}, { pkg }).kind).toBe('not-applicable');
    }
  });

  it('nothing whose code was not read', () => {
    const noRecord = { tarball: aTarball(), versionDocument: aDocument() };
    expect(outcomeOf(suspiciousCode, noRecord)).toMatchObject({ kind: 'unknown', reason: 'not-looked-at' });
  });
});

describe('suspicious-code does not know', () => {
  it('without the tarball, and that counts', () => {
    const outcome = outcomeOf(suspiciousCode, { tarball: offline, versionDocument: aDocument() });
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'offline', essential: true });
  });

  it('but does without the registry’s document', () => {
    const code: CodeGiven = { files: { 'a.js': script('wallet-hook') } };
    expect(findingOf(suspiciousCode, { ...given(code), versionDocument: offline }).severity).toBe('high');
  });
});

it('asks of an earlier version, and not of this one, which hosts are its own', () => {
  const downloads: CodeGiven = {
    files: { 'a.js': { hosts: ['dl.teapot.dev'], capabilities: ['network', 'child-process'] } },
    install: ['a.js'],
  };
  const before = (code: CodeGiven) => ({
    previousContent: { releases: [{ version: '1.2.2', as: 'earlier' as const, content: aContent(code) }] },
  });
  const severity = (facts: Given) => findingOf(suspiciousCode, { ...given(downloads), ...facts }).severity;
  expect(severity({})).toBe('info');
  expect(severity(before({}))).toBe('high');
  expect(severity(before({ files: { 'b.js': { hosts: ['dl.teapot.dev'] } } }))).toBe('info');
});
