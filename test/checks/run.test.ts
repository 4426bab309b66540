import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Check, defineCheck } from '../../src/checks/define.ts';
import { checks } from '../../src/checks/index.ts';
import { decodeOptions } from '../../src/checks/options.ts';
import { type CheckRun, neededFacts, needsProjectScripts, runChecks } from '../../src/checks/run.ts';
import { clean, flag } from '../../src/model/outcome.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import {
  aDocument,
  aPackage,
  aPlan,
  aTarball,
  evidenceOf,
  noAdvisories,
  noHistory,
  noon,
  npm11,
  offline,
  outcomeOf,
  publishedAt,
} from './given.ts';

const nothing = { leaves: 'Nothing.', options: v.object({}), essential: false, title: 't', why: 'w' };

const bursting = defineCheck({
  ...nothing,
  id: 'burst',
  scope: 'plan',
  needs: [],
  uses: [],
  run: (_facts, _maybe, { plan }) =>
    plan.packages.length < 2
      ? clean
      : flag({ severity: 'low', confidence: 'low', message: 'many', advice: 'wait', data: {} }),
});

function aRun(given: Partial<CheckRun>): CheckRun {
  const all = given.checks ?? checks;
  return {
    plan: aPlan(aPackage()),
    checks: all,
    options: decodeOptions(all),
    now: noon,
    npm: npm11,
    vetted: () => false,
    ...given,
  };
}

/** A handful of the checks that there are, so that this does not read differently with each new one. */
const handful = [
  'lockfile-tampering',
  'project-script',
  'exotic-source',
  'install-script',
  'fresh-release',
  'deprecated',
  'typosquat',
  'expired-domain',
  'known-malware',
];
const some = checks.filter(({ id }) => handful.includes(id));

describe('running the checks', () => {
  const kettle = aPackage({ name: 'kettle', origin: { kind: 'git', spec: 'a/b', host: 'git.example' } });
  const run = aRun({ checks: some, plan: aPlan(aPackage(), kettle) });
  const evidence = evidenceOf({
    ...noHistory,
    tarball: aTarball({ scripts: { install: 'make' } }),
    versionDocument: aDocument(),
    deprecationsTold: true as const,
    publishHistory: publishedAt('2020-01-01T00:00:00Z'),
    domains: [],
    advisories: noAdvisories,
    projectScripts: [],
  });

  it('answers once for every check and subject, in report order', () => {
    const results = runChecks({ ...run, evidence });
    expect(results.map(({ check, subject, kind }) => [check, subject.kind, kind])).toEqual([
      ['known-malware', 'package', 'clean'],
      ['known-malware', 'package', 'not-applicable'],
      ['lockfile-tampering', 'package', 'not-applicable'],
      ['lockfile-tampering', 'package', 'not-applicable'],
      ['project-script', 'project', 'clean'],
      ['exotic-source', 'package', 'not-applicable'],
      ['exotic-source', 'package', 'flagged'],
      ['typosquat', 'package', 'not-applicable'],
      ['typosquat', 'package', 'not-applicable'],
      ['install-script', 'package', 'flagged'],
      ['install-script', 'package', 'flagged'],
      ['fresh-release', 'package', 'clean'],
      ['fresh-release', 'package', 'not-applicable'],
      ['expired-domain', 'package', 'clean'],
      ['expired-domain', 'package', 'not-applicable'],
      ['deprecated', 'package', 'clean'],
      ['deprecated', 'package', 'not-applicable'],
    ]);
  });

  it('writes on each finding who made it, about what, on which facts', () => {
    const flagged = runChecks({ ...run, evidence }).flatMap((result) =>
      result.kind === 'flagged' ? result.findings : [],
    );
    expect(flagged[1]).toMatchObject({
      check: 'install-script',
      subject: { kind: 'package', key: 'teapot@1.2.3' },
      facts: ['tarball', 'versionDocument', 'startedFiles', 'previousInstall'],
    });
  });

  it('lets the ledger answer for what it knows, without asking for a fact', () => {
    const lasting = some.filter(({ everyTime }) => everyTime !== true);
    const vetted = (pkg: PlannedPackage) => pkg.name === 'teapot';
    const results = runChecks({ ...run, checks: lasting, vetted, evidence });
    const ofTeapot = results.filter(
      ({ subject }) => subject.kind === 'package' && subject.key === 'teapot@1.2.3',
    );
    expect(new Set(ofTeapot.map(({ kind }) => kind))).toEqual(new Set(['vetted']));
    expect(
      outcomeOf(checks.find(({ id }) => id === 'install-script') as Check, {}, { vetted: true }).kind,
    ).toBe('vetted');
  });

  it('asks a check about a vetted package too where that check needs no facts for it', () => {
    const draft = { severity: 'low', confidence: 'low', message: 'm', advice: 'a', data: {} } as const;
    const always = defineCheck({
      ...{ ...nothing, id: 'always', scope: 'package' },
      ...{ needs: [], uses: ['tarball'], run: () => clean },
      runOnVetted: ({ pkg }) => (pkg.name === 'kettle' ? flag(draft) : clean),
    });
    const every = aRun({ checks: [always], vetted: () => true, plan: aPlan(aPackage(), kettle) });
    const results = runChecks({ ...every, evidence: evidenceOf({}) });
    expect(results.map(({ kind }) => kind)).toEqual(['vetted', 'flagged']);
    expect(neededFacts(every, kettle)).toEqual(new Set());
  });

  it('asks about a vetted package what may have changed since, and gathers the facts for that alone', () => {
    const changing = defineCheck({
      ...{ ...nothing, id: 'changing', scope: 'package' },
      ...{ needs: ['deprecationsTold'], uses: [], everyTime: true, run: () => clean },
    });
    const every = aRun({ checks: [changing, ...checks], vetted: () => true });
    expect(outcomeOf(changing, { deprecationsTold: true }, { vetted: true }).kind).toBe('clean');
    expect([...neededFacts(every, aPackage())].sort()).toEqual(['advisories', 'deprecationsTold']);
  });

  it('never lets the ledger answer for the project or the plan', () => {
    const [result] = runChecks({ ...aRun({ checks: [bursting], vetted: () => true }), evidence });
    expect(result).toMatchObject({ subject: { kind: 'plan' }, kind: 'clean' });
  });

  it('looks at a plan as a whole', () => {
    const both = aRun({ checks: [bursting], plan: aPlan(aPackage(), kettle) });
    const [result] = runChecks({ ...both, evidence });
    expect(result).toMatchObject({
      kind: 'flagged',
      findings: [{ check: 'burst', subject: { kind: 'plan' } }],
    });
  });

  it('does not run a check that lacks a needed fact, and does not hide a bug as an outcome', () => {
    const broken = defineCheck({
      ...nothing,
      id: 'broken',
      scope: 'package',
      needs: ['versionDocument'],
      uses: [],
      run: () => {
        throw new TypeError('a bug');
      },
    });
    expect(outcomeOf(broken, { versionDocument: offline }).kind).toBe('unknown');
    expect(() => outcomeOf(broken, { versionDocument: aDocument() })).toThrow('a bug');
  });
});

describe('what has to be gathered', () => {
  const needed = (pkg: PlannedPackage, given: Partial<CheckRun> = {}) =>
    [...neededFacts(aRun({ checks: some, plan: aPlan(pkg), ...given }), pkg)].sort();

  it('is what the checks need and use for this package', () => {
    expect(needed(aPackage())).toEqual([
      'advisories',
      'deprecationsTold',
      'domains',
      'previousInstall',
      'publishHistory',
      'startedFiles',
      'tarball',
      'versionDocument',
    ]);
  });

  it('is nothing that only other packages are asked about', () => {
    expect(needed(aPackage({ origin: { kind: 'file', path: 'a.tgz' } }))).toEqual([
      'previousInstall',
      'startedFiles',
      'tarball',
      'versionDocument',
    ]);
    expect(needed(aPackage({ origin: { kind: 'workspace', path: 'a' } }))).toEqual([]);
  });

  it('is nothing for checks that are switched off, and little for what is vetted', () => {
    const only = checks.filter(({ id }) => id === 'fresh-release');
    expect(needed(aPackage(), { checks: only })).toEqual(['publishHistory']);
    expect(needed(aPackage(), { vetted: () => true })).toEqual(['advisories']);
  });

  it("is the project's scripts only for a check that wants them", () => {
    expect(needsProjectScripts(checks)).toBe(true);
    expect(needsProjectScripts(checks.filter(({ scope }) => scope === 'package'))).toBe(false);
  });
});
