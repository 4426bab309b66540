import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { type Finding, severities } from '../../src/model/finding.ts';
import type { CheckResult } from '../../src/model/outcome.ts';
import type { RuledFinding, VerdictKind } from '../../src/model/verdict.ts';
import type { PlacedWaiver, SettingOrigin, Waiver } from '../../src/model/waiver.ts';
import { actionOn, decide, verdictOn } from '../../src/verdict/decide.ts';
import type { Policy } from '../../src/verdict/policy.ts';
import { findPreset, presets } from '../../src/verdict/presets.ts';
import type { WaivablePackage } from '../../src/verdict/waiver-reach.ts';
import { applyWaivers, type WaiverInput } from '../../src/verdict/waivers.ts';
import { aFinding, anyFinding } from './given.ts';

const balanced = findPreset('balanced');
const ourBytes = `sha512-${'A'.repeat(86)}==`;
const otherBytes = `sha512-${'B'.repeat(86)}==`;

function teapot(given: Partial<WaivablePackage> = {}): WaivablePackage {
  return {
    ...{ key: 'teapot@1.2.3', name: 'teapot', version: '1.2.3', named: true, sha512: ourBytes },
    ...given,
  };
}

function aWaiver(given: Partial<Waiver> = {}, placed: Partial<PlacedWaiver> = {}): PlacedWaiver {
  const waiver: Waiver = {
    ...{ package: 'teapot', versions: '1.2.3', check: 'install-script', reason: 'it only compiles' },
    ...{ by: 'Ann', expires: '2027-01-31', severity: 'medium', ...given },
  };
  return { waiver, at: { origin: 'project', file: 'npq.json', line: 4 }, counts: true, ...placed };
}

interface Case {
  readonly findings?: readonly Finding[];
  readonly waivers: readonly PlacedWaiver[];
  readonly packages?: readonly WaivablePackage[];
  readonly policy?: Policy;
  readonly more?: Partial<WaiverInput>;
}

function outcome({ findings = [aFinding()], waivers, packages = [teapot()], policy = balanced, more }: Case) {
  const ruled = decide(findings, [], policy);
  const { findings: after, told } = applyWaivers(ruled.findings, {
    ...{ waivers, packages, results: [], whole: true, now: new Date('2026-11-22T12:00:00.000Z') },
    alone: (finding) => actionOn(policy, finding),
    ...more,
  });
  const [first] = after;
  return {
    ...{ kind: verdictOn(after, []).kind, action: first?.action, first, told },
    states: told.map(({ state }) => state),
  };
}

describe('a waiver that covers', () => {
  it('turns a question into a note that says who answers for it, why and until when', () => {
    const by = aWaiver();
    expect(outcome({ waivers: [by] })).toMatchObject({
      kind: 'pass',
      first: {
        action: 'note',
        rule: 'waived until 2027-01-31 by Ann: it only compiles',
        waived: { by, without: 'ask' },
      },
      told: [{ placed: by, state: 'used' }],
    });
  });

  it('is used, and changes nothing, where the policy lets the finding pass by itself', () => {
    const { first, states } = outcome({ waivers: [aWaiver()], policy: findPreset('report-only') });
    expect(first).toMatchObject({ action: 'note', rule: 'preset report-only: severity medium' });
    expect(first).not.toHaveProperty('waived');
    expect(states).toEqual(['used']);
  });

  it('is enough where another one for the same falls short', () => {
    const waivers = [aWaiver({ integrity: otherBytes }), aWaiver({ integrity: ourBytes })];
    expect(outcome({ waivers })).toMatchObject({ action: 'note', told: [{}, { state: 'used' }] });
  });
});

describe('a waiver is for a package, some versions and a check', () => {
  it.each<[string, Partial<Waiver>, Partial<WaivablePackage>, boolean]>([
    ['the version itself', { versions: '1.2.3' }, {}, true],
    ['a range around it', { versions: '^1.0.0' }, {}, true],
    ['any version', { versions: '*' }, {}, true],
    ['another version', { versions: '1.2.4' }, {}, false],
    ['a range without it', { versions: '^2.0.0' }, {}, false],
    ['a pre-release in the range', { versions: '1.x' }, { version: '1.9.0-beta.1' }, true],
    ['a pre-release of the range’s own start', { versions: '>=1.3.0' }, { version: '1.3.0-rc.1' }, false],
    ['a pre-release of one exact version', { versions: '1.2.3' }, { version: '1.2.3-rc.1' }, false],
    ['a version that is none, by the same words', { versions: 'local' }, { version: 'local' }, true],
    ['a version that is none, by a range', { versions: '*' }, { version: 'local' }, false],
    ['another package', { package: 'kettle' }, {}, false],
    ['another check', { check: 'fresh-release' }, {}, false],
  ])('%s', (_what, waiver, pkg, covered) => {
    const { action } = outcome({ waivers: [aWaiver(waiver)], packages: [teapot(pkg)] });
    expect(action).toBe(covered ? 'note' : 'ask');
  });

  it('whatever alias the package has in the tree: its real name counts', () => {
    const aliased = teapot({ key: 'kettle@1.2.3', name: 'kettle' });
    const findings = [aFinding({ subject: { kind: 'package', key: 'kettle@1.2.3' } })];
    const inTree = { findings, packages: [aliased] };
    expect(outcome({ ...inTree, waivers: [aWaiver({ package: 'teapot' })] }).action).toBe('ask');
    expect(outcome({ ...inTree, waivers: [aWaiver({ package: 'kettle' })] }).action).toBe('note');
  });

  it('never for the project or the tree as a whole', () => {
    for (const subject of [{ kind: 'project', path: '/p' }, { kind: 'plan' }] as const) {
      expect(outcome({ findings: [aFinding({ subject })], waivers: [aWaiver()] }).action).toBe('ask');
    }
  });
});

describe('a waiver comes to its end', () => {
  it.each([
    ['2026-11-22T00:00:00.000Z', 'note', 'used'],
    ['2026-11-22T23:59:59.999Z', 'note', 'used'],
    ['2026-11-23T00:00:00.000Z', 'ask', 'expired'],
  ])('after its last day, UTC: at %s the finding is met with %s', (now, action, state) => {
    const more = { now: new Date(now) };
    const found = outcome({ waivers: [aWaiver({ expires: '2026-11-22' })], more });
    expect([found.action, ...found.states]).toEqual([action, state]);
  });

  it.each(['', 'never', '2026-11-22T', '99999-01-01', '2027-1-1'])('%j is no day, and over', (expires) => {
    expect(outcome({ waivers: [aWaiver({ expires })] }).states).toEqual(['expired']);
  });
});

describe('a waiver is outgrown', () => {
  it.each(severities)('by a finding that is graver than the recorded %s', (recorded) => {
    for (const severity of severities) {
      const graver = severities.indexOf(severity) > severities.indexOf(recorded);
      const integrity = { severity: recorded, integrity: ourBytes };
      const found = outcome({ findings: [aFinding({ severity })], waivers: [aWaiver(integrity)] });
      expect(found.states).toEqual([graver ? 'outgrown' : 'used']);
    }
  });

  it('by a severity that nobody knows', () => {
    const findings = [aFinding({ severity: 'disastrous' as Finding['severity'] })];
    const waivers = [aWaiver({ severity: 'critical', integrity: ourBytes })];
    expect(outcome({ findings, waivers })).toMatchObject({ kind: 'block', states: ['outgrown'] });
  });

  it('by other bytes than those that it is for, and by none at all', () => {
    const waivers = [aWaiver({ integrity: ourBytes })];
    expect(outcome({ waivers, packages: [teapot({ sha512: otherBytes })] })).toMatchObject({
      action: 'ask',
      told: [{ state: 'outgrown', why: 'the bytes of teapot@1.2.3 are not those that it is for' }],
    });
    expect(outcome({ waivers, packages: [teapot({ sha512: undefined })] }).action).toBe('ask');
  });

  it('by a stranger under the same name, which no registry vouches for', () => {
    const packages = [teapot({ named: false })];
    expect(outcome({ waivers: [aWaiver()], packages })).toMatchObject({
      action: 'ask',
      states: ['outgrown'],
    });
    expect(outcome({ waivers: [aWaiver({ integrity: ourBytes })], packages }).action).toBe('note');
  });

  it('says what it was recorded for', () => {
    expect(outcome({ findings: [aFinding({ severity: 'high' })], waivers: [aWaiver()] }).told).toMatchObject([
      { why: 'it is high in teapot@1.2.3 now, and was recorded for medium' },
    ]);
  });
});

describe('what blocks is excused for one exact version and its bytes alone', () => {
  const grave = [aFinding({ severity: 'critical' })];
  const malware = [aFinding({ check: 'known-malware', severity: 'critical' })];
  const attacks = ['known-malware', 'invalid-signature', 'invalid-attestation', 'lockfile-tampering'];

  it.each<[string, Partial<Waiver>, VerdictKind]>([
    ['the version and its integrity', { integrity: ourBytes }, 'pass'],
    ['the version without integrity', {}, 'block'],
    ['a range with the integrity', { versions: '1.x', integrity: ourBytes }, 'block'],
    ['two alternative integrities', { integrity: `${ourBytes} ${otherBytes}` }, 'block'],
    ['another integrity', { integrity: otherBytes }, 'block'],
  ])('%s', (_what, given, kind) => {
    const waivers = [aWaiver({ severity: 'critical', ...given })];
    expect(outcome({ findings: grave, waivers }).kind).toBe(kind);
    const forMalware = [aWaiver({ severity: 'critical', check: 'known-malware', ...given })];
    expect(outcome({ findings: malware, waivers: forMalware }).kind).toBe(kind);
  });

  it.each(attacks)('%s also where the policy would only ask', (check) => {
    const findings = [aFinding({ check })];
    expect(outcome({ findings, waivers: [aWaiver({ check })] }).action).toBe('ask');
    expect(outcome({ findings, waivers: [aWaiver({ check, integrity: ourBytes })] }).action).toBe('note');
  });
});

it('what was changed on the disk is bound by no hash, and never excused; what a build left there is', () => {
  const onDisk = (severity: 'critical' | 'medium') => [aFinding({ check: 'altered-on-disk', severity })];
  const waivers = [aWaiver({ check: 'altered-on-disk', severity: 'critical', integrity: ourBytes })];
  expect(outcome({ findings: onDisk('critical'), waivers })).toMatchObject({
    kind: 'block',
    told: [{ state: 'outgrown', why: 'no waiver binds what lies on the disk of teapot@1.2.3' }],
  });
  const lenient = { ...balanced, severities: { ...balanced.severities, critical: 'ask' as const } };
  expect(outcome({ findings: onDisk('critical'), waivers, policy: lenient }).action).toBe('ask');
  expect(outcome({ findings: onDisk('medium'), waivers }).action).toBe('note');
});

describe('a judgement', () => {
  const parts = [
    aFinding({ check: 'fresh-release' }),
    aFinding({ check: 'install-script' }),
    aFinding({ check: 'deprecated', severity: 'low' }),
  ];
  const story = [{ ...aFinding({ check: 'some-story', severity: 'high' }), absorbs: parts }];
  const whole = aWaiver({ check: 'some-story', severity: 'high' });
  const fresh = aWaiver({ check: 'fresh-release' });
  const script = aWaiver({ check: 'install-script' });

  it('is excused where it and each part that would stop the install by itself are', () => {
    const { first, states } = outcome({ findings: story, waivers: [script, fresh, whole] });
    expect(first).toMatchObject({ action: 'note', waived: { by: whole, without: 'ask' } });
    expect(states).toEqual(['used', 'used', 'used']);
  });

  it.each([
    ['only its parts are', [fresh, script]],
    ['a part is not', [whole, fresh]],
    ['a part has grown', [whole, fresh, aWaiver({ check: 'install-script', severity: 'low' })]],
    ['only the story is', [whole]],
  ])('is not where %s', (_what, waivers) => {
    const { action, states } = outcome({ findings: story, waivers });
    expect(action).toBe('ask');
    expect(new Set(states)).toEqual(new Set(['outgrown']));
  });

  it('tells the waivers that are there what else would be needed', () => {
    expect(outcome({ findings: story, waivers: [script, fresh] }).told[0]?.why).toBe(
      'teapot@1.2.3 has some-story too, which is not waived',
    );
  });
});

describe('a waiver that excuses nothing is told', () => {
  const nothing: Pick<Case, 'findings'> = { findings: [] };
  const vetted: CheckResult = {
    ...{ check: 'install-script', kind: 'vetted' },
    subject: { kind: 'package', key: 'teapot@1.2.3' },
  };
  const from = (origin: SettingOrigin) => [aWaiver({}, { at: { origin } })];

  it('as unused, where its package was looked at and nothing found', () => {
    expect(outcome({ ...nothing, waivers: from('project') }).states).toEqual(['unused']);
    expect(outcome({ ...nothing, waivers: from('user') }).states).toEqual(['unused']);
  });

  it('as unused, where the project has not that package, or not that version, any more', () => {
    const waivers = from('project');
    expect(outcome({ ...nothing, waivers, packages: [] }).states).toEqual(['unused']);
    expect(outcome({ ...nothing, waivers, packages: [teapot({ version: '2.0.0' })] }).states).toEqual([
      'unused',
    ]);
  });

  it('not where only a part of the project was looked at, without that package', () => {
    const more = { whole: false };
    expect(outcome({ ...nothing, waivers: from('project'), packages: [], more }).states).toEqual([]);
    const waivers = [aWaiver({ expires: '2026-01-01' })];
    expect(outcome({ ...nothing, waivers, packages: [], more }).states).toEqual([]);
  });

  it('not where the ledger answered for the package, or the check could not be done', () => {
    expect(outcome({ ...nothing, waivers: from('project'), more: { results: [vetted] } }).states).toEqual([]);
    const waivers = [aWaiver({ check: 'fresh-install-hook' })];
    expect(outcome({ ...nothing, waivers, more: { results: [vetted] } }).states).toEqual([]);
  });

  it.each<SettingOrigin>(['user', 'organisation'])(
    'not in each project without the package, where the %s wrote it',
    (origin) => {
      expect(outcome({ ...nothing, waivers: from(origin), packages: [] }).states).toEqual([]);
    },
  );

  it('as not agreed to, where nobody agreed to what the project says', () => {
    const found = outcome({ waivers: [aWaiver({}, { counts: false })] });
    expect(found).toMatchObject({ action: 'ask', states: ['not-agreed'] });
  });
});

const anyWaiver = fc
  .record({
    package: fc.constantFrom('a', 'b', 'c'),
    versions: fc.constantFrom('1.0.0', '^1.0.0', '*', '2.0.0', 'not a range'),
    check: fc.constantFrom('install-script', 'fresh-release', 'fresh-install-hook', 'exotic-source'),
    severity: fc.constantFrom(...severities),
    expires: fc.constantFrom('2026-11-21', '2026-11-22', '2027-01-01'),
    integrity: fc.constantFrom(undefined, ourBytes, otherBytes),
  })
  .map(({ integrity, ...given }) => aWaiver(integrity === undefined ? given : { ...given, integrity }));

const packages = ['a', 'b'].map((name) => teapot({ key: `${name}@1`, name, version: '1.0.0' }));
const rank = (kind: VerdictKind) => ['pass', 'ask', 'incomplete', 'block'].indexOf(kind);
const severityOfAction = ['allow', 'note', 'ask', 'block'] as const;

describe.each(presets.map((preset) => [preset.name, preset] as const))('under %s', (_name, policy) => {
  const given = fc.record({
    found: fc.array(anyFinding, { maxLength: 6 }),
    waivers: fc.array(anyWaiver, { maxLength: 6 }),
  });
  const input = (waivers: readonly PlacedWaiver[]): WaiverInput => ({
    ...{ waivers, packages, results: [], whole: true, now: new Date('2026-11-22T12:00:00.000Z') },
    alone: (finding) => actionOn(policy, finding),
  });

  it('no waiver ever makes a finding or the verdict stricter, and each finding stays', () => {
    fc.assert(
      fc.property(given, ({ found, waivers }) => {
        const before = decide(judge(found), [], policy);
        const { findings } = applyWaivers(before.findings, input(waivers));
        expect(rank(verdictOn(findings, []).kind)).toBeLessThanOrEqual(rank(before.kind));
        expect(findings.map(({ finding }) => finding)).toEqual(before.findings.map(({ finding }) => finding));
        for (const [at, { action }] of findings.entries()) {
          const was = severityOfAction.indexOf(before.findings[at]?.action ?? 'allow');
          expect(severityOfAction.indexOf(action)).toBeLessThanOrEqual(was);
        }
      }),
    );
  });

  it('without waivers nothing changes, nor with such as do not count', () => {
    fc.assert(
      fc.property(given, ({ found, waivers }) => {
        const before: readonly RuledFinding[] = decide(judge(found), [], policy).findings;
        expect(applyWaivers(before, input([])).findings).toEqual(before);
        const mute = waivers.map((placed) => ({ ...placed, counts: false }));
        expect(applyWaivers(before, input(mute)).findings).toEqual(before);
      }),
    );
  });

  it('each waiver is told once at most', () => {
    fc.assert(
      fc.property(given, ({ found, waivers }) => {
        const { told } = applyWaivers(decide(judge(found), [], policy).findings, input(waivers));
        expect(told.length).toBeLessThanOrEqual(waivers.length);
        expect(new Set(told.map(({ placed }) => placed)).size).toBe(told.length);
      }),
    );
  });
});
