import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import { actionOn } from '../../src/verdict/decide.ts';
import { findPreset } from '../../src/verdict/presets.ts';
import type { WaivablePackage } from '../../src/verdict/waiver-reach.ts';
import { applyWaivers } from '../../src/verdict/waivers.ts';
import { composeWaivers, type Seen, storiesAround } from '../../src/waive/compose.ts';
import { aFinding } from '../verdict/given.ts';

const balanced = findPreset('balanced');
const alone = (finding: Finding) => actionOn(balanced, finding);
const ourBytes = `sha512-${'A'.repeat(86)}==`;
const otherBytes = `sha512-${'B'.repeat(86)}==`;

function teapot(given: Partial<WaivablePackage> = {}): WaivablePackage {
  const version = given.version ?? '1.2.3';
  return { key: `teapot@${version}`, name: 'teapot', version, named: true, sha512: ourBytes, ...given };
}

function about(pkg: WaivablePackage, given: Partial<Finding> = {}): Finding {
  return aFinding({ subject: { kind: 'package', key: pkg.key }, ...given });
}

const wanted = {
  ...{ package: 'teapot', versions: '1.2.3', check: 'install-script', reason: "it's fine" },
  ...{ by: 'Ann', expires: '2027-01-31', severity: undefined },
};

function composed(seen: Partial<Seen>, given: Partial<Parameters<typeof composeWaivers>[0]> = {}) {
  return composeWaivers({ ...wanted, ...given }, { packages: [teapot()], findings: [], alone, ...seen });
}

function refusal(work: () => unknown): { readonly message: string; readonly hint: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof NpqError && error.code === 'usage') return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a waiver for what is found today', () => {
  it('of one exact version is for its bytes and for how grave it is', () => {
    expect(composed({ findings: [about(teapot())] })).toEqual([
      { ...wanted, severity: 'medium', integrity: ourBytes },
    ]);
  });

  it('of a range is for the gravest in it, and for whatever bytes', () => {
    const packages = [teapot(), teapot({ version: '1.3.0', sha512: otherBytes })];
    const findings = packages.map((pkg, at) => about(pkg, { severity: at === 0 ? 'low' : 'high' }));
    const [waiver] = composed({ packages, findings }, { versions: '^1.0.0' });
    expect(waiver).toMatchObject({ severity: 'high', versions: '^1.0.0' });
    expect(waiver).not.toHaveProperty('integrity');
  });

  it('leaves other packages, versions and checks out of it', () => {
    const other = teapot({ version: '2.0.0' });
    const findings = [
      about(teapot(), { severity: 'low' }),
      about(other, { severity: 'high' }),
      about(teapot(), { check: 'deprecated', severity: 'high' }),
    ];
    expect(composed({ packages: [teapot(), other], findings })).toMatchObject([{ severity: 'low' }]);
  });

  it('is none where nothing is found, unless it is said how grave it may be', () => {
    expect(composed({})).toEqual([]);
    expect(composed({}, { severity: 'low' })).toEqual([{ ...wanted, severity: 'low', integrity: ourBytes }]);
  });

  it('excuses it, as the verdict sees it', () => {
    const cases: readonly Partial<Seen>[] = [
      { findings: [about(teapot())] },
      { findings: [about(teapot(), { severity: 'critical' })] },
      { findings: [about(teapot())], packages: [teapot({ named: false })] },
    ];
    for (const seen of cases) {
      const waivers = composed(seen).map((waiver) => {
        return { waiver, at: { origin: 'project' }, counts: true } as const;
      });
      const ruled = (seen.findings ?? []).map((finding) => ({ finding, action: alone(finding), rule: '' }));
      const { findings } = applyWaivers(ruled, {
        ...{ waivers, packages: seen.packages ?? [teapot()], results: [], whole: true, alone },
        now: new Date('2026-11-22T12:00:00.000Z'),
      });
      expect(findings.map(({ action }) => action)).toEqual(['note']);
    }
  });
});

describe('a waiver for a story', () => {
  const parts = [
    about(teapot(), { check: 'fresh-release' }),
    about(teapot()),
    about(teapot(), { check: 'deprecated', severity: 'low' }),
  ];
  const story = { ...about(teapot(), { check: 'some-story', severity: 'high' }), absorbs: parts };

  it('brings those for the parts that would stop the install by themselves', () => {
    const made = composed({ findings: [story] }, { check: 'some-story', severity: 'critical' });
    expect(made.map(({ check, severity }) => [check, severity])).toEqual([
      ['some-story', 'critical'],
      ['fresh-release', 'medium'],
      ['install-script', 'medium'],
    ]);
  });

  it('is named where only a part of it was asked for', () => {
    const seen: Seen = { packages: [teapot()], findings: [story], alone };
    expect(composed(seen)).toMatchObject([{ check: 'install-script' }]);
    expect(storiesAround({ ...wanted, by: undefined }, seen)).toEqual(['some-story']);
    expect(storiesAround({ ...wanted, by: undefined, check: 'some-story' }, seen)).toEqual([]);
  });
});

describe('no waiver is made', () => {
  it.each<[string, Partial<Finding>]>([
    ['what blocks', { severity: 'critical' }],
    ['known malware', { check: 'known-malware', severity: 'medium' }],
  ])('of %s for a range: the command for the version that is there is named', (_what, finding) => {
    const check = finding.check ?? wanted.check;
    const seen = { findings: [about(teapot(), finding)] };
    const { message, hint } = refusal(() => composed(seen, { versions: '^1.0.0', check }));
    expect(message).toMatch(/one exact version/);
    expect(hint).toBe(`npq waive teapot@1.2.3 ${check} --reason 'it'\\''s fine' --until 2027-01-31`);
  });

  it('of malware that may come, for whatever version has it', () => {
    const malware = { check: 'known-malware', versions: '*', severity: 'critical' } as const;
    expect(refusal(() => composed({}, malware)).message).toMatch(/one exact version/);
  });

  it('for a range of what no registry vouches for', () => {
    const packages = [teapot({ named: false })];
    const work = () => composed({ packages, findings: [about(teapot())] }, { versions: '*' });
    expect(refusal(work).message).toMatch(/one exact version/);
  });

  it('of what blocks where no hash binds the bytes', () => {
    const findings = [about(teapot(), { severity: 'critical' })];
    const packages = [teapot({ sha512: undefined })];
    expect(refusal(() => composed({ packages, findings })).message).toMatch(/a hash that binds the bytes/);
  });

  it('where one version has several tarballs in the tree', () => {
    const other = teapot({ key: 'teapot@1.2.3 (elsewhere)', sha512: otherBytes });
    const packages = [teapot(), other];
    const work = () => composed({ packages, findings: packages.map((pkg) => about(pkg)) });
    expect(refusal(work).message).toMatch(/several tarballs/);
  });

  it('of what was changed on the disk', () => {
    const findings = [about(teapot(), { check: 'altered-on-disk', severity: 'critical' })];
    const work = () => composed({ findings }, { check: 'altered-on-disk' });
    expect(refusal(work)).toMatchObject({
      message: expect.stringMatching(/no waiver can be bound to/),
      hint: expect.stringMatching(/npq ci$/),
    });
  });

  it('that would not reach what is there', () => {
    const findings = [about(teapot(), { severity: 'high' })];
    expect(refusal(() => composed({ findings }, { severity: 'medium' })).message).toMatch(
      /found medium: install-script is high in teapot@1\.2\.3 today/,
    );
  });
});
