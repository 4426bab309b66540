import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reopenSession } from '../../src/stages/session.ts';
import { trustProject } from '../../src/stages/trust.ts';
import type { Policy } from '../../src/verdict/policy.ts';
import { ruleFinding } from '../../src/verdict/policy.ts';
import { type TempProject, tempProject } from '../world/npm.ts';
import { openIn, type Situation } from './opened.ts';

let project: TempProject;
beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

const trusted = async (situation: Situation) => {
  const { session, screen } = await openIn(project, situation);
  return { ...(await trustProject(session)), before: session, screen };
};

const action = (policy: Policy, check: string, severity: 'low' | 'medium' | 'high', data = {}) =>
  ruleFinding(policy, {
    ...{ check, severity, confidence: 'high', message: '', advice: '', data, facts: [] },
    subject: { kind: 'plan' },
  }).action;

const waiver = {
  ...{ package: 'pebble', versions: '^1.0.0', check: 'install-script', reason: 'read it', by: 'Ada' },
  ...{ expires: '2027-01-31', severity: 'medium' },
};

type Row = readonly [name: string, theirs: object, key?: string, mine?: object];
function named(rows: readonly Row[]) {
  return rows.map(([name, theirs, key = '', mine = {}]) => ({ name, theirs, key, mine }));
}

/** What a project may say, and whether that takes effect unasked. */
const stricter = named([
  ['a stricter preset', { preset: 'strict' }],
  ['a stricter rule of a check', { rules: { 'install-script': 'block' } }],
  [
    'a stricter rule of some findings of a check',
    {
      rules: { 'exotic-source': { action: 'block', where: { key: 'kind', values: ['git'] } } },
    },
  ],
  ['a stricter severity', { rules: { low: 'ask' } }],
  ['a stricter option', { checks: { 'fresh-release': { minAgeHours: 72 } } }],
  ['one demand more', { checks: { 'provenance-mismatch': { demands: [{ packages: '@a/*' }] } } }],
  ['no tolerance', { onIncomplete: 'fail' }, 'onIncomplete', { onIncomplete: 'warn' }],
]);
const milder = named([
  ['a milder preset', { preset: 'report-only' }, 'preset'],
  ['a preset that is milder in one thing', { preset: 'ci' }, 'preset'],
  ['a milder rule', { rules: { 'exotic-source': 'note' } }, 'rules.exotic-source'],
  [
    'a rule that is milder for some',
    {
      rules: { 'exotic-source': [{ action: 'note', where: { key: 'kind', values: ['git'] } }, 'block'] },
    },
    'rules.exotic-source',
  ],
  ['a milder severity', { rules: { high: 'note' } }, 'rules.high'],
  [
    'a milder option',
    { checks: { 'fresh-release': { minAgeHours: 1 } } },
    'checks.fresh-release.minAgeHours',
  ],
  [
    'a demand less',
    { checks: { 'provenance-mismatch': { demands: [] } } },
    'checks.provenance-mismatch.demands',
    {
      checks: { 'provenance-mismatch': { demands: [{ packages: '@a/*' }] } },
    },
  ],
  ['tolerance', { onIncomplete: 'warn' }, 'onIncomplete'],
  ['a waiver', { waivers: [waiver] }, 'waivers'],
]);

describe('what makes npq stricter', () => {
  it.each(stricter)('$name counts unasked', async ({ theirs, mine }) => {
    const { session, notes, before } = await trusted({ project: theirs, mine });
    expect(notes.map(({ counts }) => counts)).toEqual([true]);
    const changed = session.policyId !== before.policyId || session.onIncomplete !== before.onIncomplete;
    expect(changed).toBe(true);
  });

  it('does not count before the trust stage', async () => {
    const { before } = await trusted({ project: { preset: 'strict' } });
    expect(before.policy.name).toBe('balanced');
  });

  it('raises what it is about, and nothing else', async () => {
    const { session } = await trusted({ project: { rules: { 'install-script': 'block' } } });
    expect(action(session.policy, 'install-script', 'low')).toBe('block');
    expect(action(session.policy, 'deprecated', 'low')).toBe('note');
  });

  it('lowers nothing by its company: of two rules for a finding the stricter counts', async () => {
    const mine = { rules: { 'exotic-source': { action: 'block', where: { key: 'kind', values: ['git'] } } } };
    const theirs = {
      preset: 'strict',
      rules: { 'exotic-source': { action: 'block', where: { key: 'kind', values: ['git', 'remote'] } } },
    };
    const { session } = await trusted({ project: theirs, mine });
    expect(action(session.policy, 'exotic-source', 'low', { kind: 'git' })).toBe('block');
    expect(action(session.policy, 'exotic-source', 'low', { kind: 'remote' })).toBe('block');
    expect(action(session.policy, 'exotic-source', 'high', { kind: 'file' })).toBe('block');
  });

  it('lowers nothing together that each alone does not: what one uncovers another may not fill', async () => {
    const mine = { rules: { 'project-script': 'ask', low: 'ask', info: 'ask' } };
    const theirs = {
      // Alone stricter, since the user's own rule stands before what this preset says of the project's scripts.
      preset: 'ci',
      // Alone stricter, since what it leaves is asked about anyway. Both leave it to the preset, which only notes it.
      rules: { 'project-script': { action: 'block', where: { key: 'kind', values: ['none'] } } },
    };
    const { session, notes } = await trusted({ project: theirs, mine });
    expect(notes.map(({ counts }) => counts)).toEqual([true, true]);
    expect(action(session.policy, 'project-script', 'medium')).toBe('ask');
  });
});

describe('what makes npq milder, where nobody can be asked', () => {
  it.each(milder)('$name ends the run and is named, with its line', async ({ theirs, key, mine }) => {
    await expect(trusted({ project: theirs, mine })).rejects.toMatchObject({
      code: 'config-untrusted',
      message: expect.stringMatching(new RegExp(`would make npq milder[^]*${key}[^]*line \\d`)),
      hint: expect.stringContaining('--trust npq.json'),
    });
  });

  it.each(milder)('$name counts with --trust npq.json', async ({ theirs, key, mine }) => {
    const { session, notes, before } = await trusted({
      project: theirs,
      mine,
      args: ['--trust', 'npq.json'],
    });
    expect(notes).toMatchObject([{ key, counts: true, text: expect.stringMatching(/Named by --trust\.$/) }]);
    expect(isMilder(session, before)).toBe(true);
  });

  it.each(milder)('$name counts where it stands at the base', async ({ theirs, mine }) => {
    const { session } = await openIn(project, { mine });
    const text = JSON.stringify(theirs);
    const at = await trustProject(session, { text, path: 'npq.json', origin: 'base' });
    expect(isMilder(at.session, session)).toBe(true);
    expect(at.notes.every(({ counts }) => counts)).toBe(true);
  });

  it('of the folder does not count beside a base, and is not asked about', async () => {
    const { session } = await openIn(project, { project: { preset: 'report-only' } });
    expect((await trustProject(session, 'none')).session.policy.name).toBe('balanced');
    const base = { text: '{"preset":"ci"}', path: 'npq.json', origin: 'base' } as const;
    expect((await trustProject(session, base)).session.policy.name).toBe('ci');
  });

  it('does not matter where the command line says otherwise', async () => {
    const { session, notes } = await trusted({
      project: { preset: 'report-only' },
      args: ['--preset=strict'],
    });
    expect([session.policy.name, notes]).toEqual(['strict', []]);
  });

  it('does not matter where it says what holds already', async () => {
    const { notes } = await trusted({ project: { preset: 'ci' }, mine: { preset: 'ci' } });
    expect(notes).toEqual([]);
  });
});

describe('what makes npq milder, at a terminal', () => {
  it.each(milder)('%s counts after a yes, and is not asked about again', async ({ theirs, key, mine }) => {
    const { session, notes, before, screen } = await trusted({ project: theirs, mine, types: 'y\r' });
    expect(screen()).toContain('npq milder');
    expect(notes).toMatchObject([{ key, counts: true }]);
    expect(isMilder(session, before)).toBe(true);
    const again = await trusted({ project: theirs, mine });
    expect(again.session.policyId).toBe(session.policyId);
    expect(again.notes[0]?.text).toMatch(/You agreed to it\.$/);
  });

  it.each(milder)('%s has no effect after a no, and the run goes on', async ({ theirs, key, mine }) => {
    const { session, notes, before } = await trusted({ project: theirs, mine, types: '\r' });
    expect(notes).toMatchObject([{ key, counts: false }]);
    expect([session.policyId, session.onIncomplete]).toEqual([before.policyId, before.onIncomplete]);
    expect(session.waivers.filter(({ counts }) => counts)).toEqual([]);
  });

  it('is asked about anew where one letter of the file has changed', async () => {
    await trusted({ project: '{"preset":"report-only"}', types: 'y\r' });
    await expect(trusted({ project: '{"preset":"report-only" }' })).rejects.toThrow(/report-only/);
  });

  it('stands in one question with .npmrc, and a no to that ends the run', async () => {
    project.write('.npmrc', 'git=./evil.sh\n');
    const theirs = { preset: 'report-only' };
    await expect(trusted({ project: theirs, types: '\r' })).rejects.toThrow(
      /did not agree to .*\.npmrc, .*npq\.json/,
    );
    const { screen, session } = await trusted({ project: theirs, types: 'y\r' });
    expect(screen()).toMatch(/npq\.json: preset/);
    expect(session.policy.name).toBe('report-only');
  });
});

describe('the word of the command line', () => {
  it.each([
    ['fail', 'warn'],
    ['warn', 'fail'],
  ] as const)('--on-incomplete=%s counts before onIncomplete in npq.json', async (typed, written) => {
    const mine = { onIncomplete: written };
    const { session } = await openIn(project, { mine, args: [`--on-incomplete=${typed}`] });
    expect(session.onIncomplete).toBe(typed);
    expect((await openIn(project, { mine })).session.onIncomplete).toBe(written);
  });

  it('may change in a conversation; what was agreed to at its beginning holds on', async () => {
    const { session } = await trusted({ project: { preset: 'report-only' }, args: ['--trust', 'npq.json'] });
    const again = await reopenSession(session, ['install', 'pebble']);
    expect([again.request.specs, again.policy.name]).toEqual([['pebble'], 'report-only']);
  });
});

describe('what is no plain npq.json', () => {
  it('is refused, with its place', async () => {
    await expect(trusted({ project: '{\n  "presett": "ci"\n}' })).rejects.toThrow(
      /npq\.json:2:3: there is no key named "presett"\. Did you mean preset\?/,
    );
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to a device', (path: string) => symlinkSync('/dev/zero', path)],
    ['endless', (path: string) => writeFileSync(path, ' '.repeat(2_000_000))],
  ])('is refused where it is %s', async (_name, make) => {
    make(project.path('npq.json'));
    await expect(trusted({})).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('to be a plain file'),
    });
  });

  it('may be one for rules that tell more apart than npq can think through: they are taken for milder', async () => {
    const rules = Array.from({ length: 12 }, (_, index) => ({
      action: 'block',
      where: { key: `key-${index}`, values: ['a', 'b', 'c'] },
    }));
    await expect(trusted({ project: { rules: { typosquat: rules } } })).rejects.toThrow(/rules\.typosquat/);
  });
});

type Settled = Pick<Awaited<ReturnType<typeof openIn>>['session'], 'policyId' | 'onIncomplete' | 'waivers'>;

function isMilder(now: Settled, before: Settled): boolean {
  return (
    now.policyId !== before.policyId ||
    (now.onIncomplete === 'warn' && before.onIncomplete === 'fail') ||
    now.waivers.some(({ counts }) => counts)
  );
}
