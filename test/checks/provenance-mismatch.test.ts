import { describe, expect, it } from 'vitest';
import provenanceMismatch from '../../src/checks/provenance-mismatch.ts';
import { unknown } from '../../src/model/fact.ts';
import type { Provenance } from '../../src/provenance/facts.ts';
import { aDocument, aPackage, findingOf, offline, outcomeOf } from './given.ts';
import { aBuild, attested, before } from './provenance-given.ts';

const none = { kind: 'none' } as const;
const source = 'git+https://github.com/ada/teapot.git';
const given = (now: Partial<Provenance>, old: Partial<Provenance> | undefined, repository?: string) => ({
  versionDocument: aDocument(repository === undefined ? {} : { repository }),
  attestations: attested(now),
  previousAttestations: old === undefined ? none : before(old),
});

describe('provenance-mismatch flags', () => {
  it('a build from another repository than package.json names', () => {
    const finding = findingOf(provenanceMismatch, given({}, undefined, 'github:eve/teapot'));
    expect(finding.severity).toBe('high');
    expect(finding.message).toBe(
      "was built from https://github.com/ada/teapot, but its package.json names github:eve/teapot; its code may be somebody else's",
    );
    expect(finding.data).toMatchObject({ provenance: { commit: 'c0ffee'.padEnd(40, '0'), level: 2 } });
  });

  it('a build from another repository than the version before, of another owner worse', () => {
    const moved = { repository: 'https://github.com/eve/teapot', repositoryId: '666' };
    expect(findingOf(provenanceMismatch, given({ ...moved, ownerId: '7' }, {})).severity).toBe('high');
    expect(findingOf(provenanceMismatch, given(moved, {})).severity).toBe('medium');
  });

  it('a repository that somebody registered again under the old name', () => {
    const finding = findingOf(provenanceMismatch, given({ repositoryId: '666' }, {}, source));
    expect(finding.severity).toBe('high');
    expect(finding.message).toContain('another repository under the same name');
  });

  it.each([
    [
      'medium',
      { workflow: '.github/workflows/other.yml' },
      'was built by .github/workflows/other.yml, 1.2.2 by',
    ],
    ['low', { ref: 'refs/heads/main' }, 'was built from a branch (refs/heads/main), 1.2.2 from a tag'],
    ['medium', { runner: 'self-hosted' }, "on somebody's own machine"],
    ['high', { trigger: 'pull_request_target' }, 'which runs what strangers propose'],
    ['high', { ref: 'refs/pull/7/merge' }, 'which runs what strangers propose'],
  ] as const)('as %s, what changed since the version before: %j', (severity, change, words) => {
    const finding = findingOf(provenanceMismatch, given(change, {}, source));
    expect(finding.severity).toBe(severity);
    expect(finding.message).toContain(words);
  });

  it('several changes as one finding, the worst first', () => {
    const change = { ref: 'refs/heads/main', workflow: '.github/workflows/other.yml' };
    const finding = findingOf(provenanceMismatch, given(change, {}, source));
    expect(finding.severity).toBe('medium');
    expect(finding.excerpt).toHaveLength(1);
  });
});

describe('provenance-mismatch passes', () => {
  it.each([
    source,
    'https://github.com/Ada/Teapot',
    'git@github.com:ada/teapot.git',
    'git+ssh://git@github.com/ada/teapot.git',
    'git://github.com/ada/teapot.git#main',
    'https://github.com/ada/teapot/tree/main/packages/lid',
    'github:ada/teapot',
    'ada/teapot',
  ])('the repository that package.json means by %s', (repository) => {
    expect(outcomeOf(provenanceMismatch, given({}, {}, repository)).kind).toBe('clean');
  });

  it('a repository that was renamed, known by its number', () => {
    const renamed = { repository: 'https://github.com/ada/samovar' };
    expect(outcomeOf(provenanceMismatch, given(renamed, {}, 'github:ada/samovar')).kind).toBe('clean');
    expect(outcomeOf(provenanceMismatch, given(renamed, {}, source)).kind).toBe('clean');
  });

  it('a package.json that names no repository, or one that cannot be understood', () => {
    expect(outcomeOf(provenanceMismatch, given({}, {})).kind).toBe('clean');
    expect(outcomeOf(provenanceMismatch, given({}, {}, 'ask Ada')).kind).toBe('clean');
  });

  it('old certificates, which name neither numbers nor the runner', () => {
    const {
      repositoryId: _id,
      ownerId: _owner,
      runner: _runner,
      ...old
    } = aBuild({ ref: 'refs/tags/v1.2.2' });
    const previousAttestations = { kind: 'valid', version: '1.2.2', provenance: old } as const;
    expect(outcomeOf(provenanceMismatch, { ...given({}, {}, source), previousAttestations }).kind).toBe(
      'clean',
    );
  });
});

describe('provenance-mismatch', () => {
  it('does not arise for a package without provenance, or with one that does not hold', () => {
    const facts = { versionDocument: aDocument(), previousAttestations: none };
    expect(outcomeOf(provenanceMismatch, { ...facts, attestations: none }).kind).toBe('not-applicable');
    const invalid = { kind: 'invalid', failures: [{ code: 'signature', detail: '' }] } as const;
    expect(outcomeOf(provenanceMismatch, { ...facts, attestations: invalid }).kind).toBe('not-applicable');
  });

  it('is unknown where either version’s attestations are', () => {
    const facts = given({}, {}, source);
    expect(outcomeOf(provenanceMismatch, { ...facts, attestations: offline }).kind).toBe('unknown');
    expect(outcomeOf(provenanceMismatch, { ...facts, previousAttestations: offline }).kind).toBe('unknown');
  });

  it('tells what it found even where the version before cannot be had', () => {
    const facts = { ...given({}, {}, 'github:eve/teapot'), previousAttestations: offline };
    expect(outcomeOf(provenanceMismatch, facts).kind).toBe('flagged');
  });
});

describe('what the settings demand', () => {
  const demanding = (demand: object) => ({ options: { 'provenance-mismatch': { demands: [demand] } } });
  const facts = given({}, {}, source);
  const message = (demand: object) => findingOf(provenanceMismatch, facts, demanding(demand)).message;

  it('is a level, a repository or a workflow', () => {
    expect(message({ packages: 'teapot', minLevel: 3 })).toContain('SLSA level 2, your settings demand 3');
    expect(message({ packages: 'teapot', repository: 'github:ada/kettle' })).toContain(
      'demand github:ada/kettle',
    );
    expect(message({ packages: 'teapot', workflow: '.github/workflows/release.yml' })).toContain(
      'release.yml',
    );
  });

  it('is met exactly at its boundary', () => {
    const met = {
      packages: 'teapot',
      minLevel: 2,
      repository: 'ada/teapot',
      workflow: '.github/workflows/publish.yml',
    };
    expect(outcomeOf(provenanceMismatch, facts, demanding(met)).kind).toBe('clean');
  });

  it('holds for a whole scope, and for nothing beside it', () => {
    const demand = demanding({ packages: '@kitchen/*', minLevel: 3 });
    const of = (name: string) =>
      outcomeOf(provenanceMismatch, facts, { ...demand, pkg: aPackage({ name }) }).kind;
    expect([of('@kitchen/teapot'), of('@kitchenette/teapot'), of('teapot')]).toEqual([
      'flagged',
      'clean',
      'clean',
    ]);
  });

  it('is not met by a package without provenance, nor by one whose provenance cannot be found out', () => {
    const demand = demanding({ packages: 'teapot', minLevel: 1 });
    const rest = { versionDocument: aDocument(), previousAttestations: none };
    expect(findingOf(provenanceMismatch, { ...rest, attestations: none }, demand).severity).toBe('high');
    const stripped = unknown('not-offered', 'attestations', 'the mirror tells of none');
    expect(findingOf(provenanceMismatch, { ...rest, attestations: stripped }, demand).message).toContain(
      'tells of none',
    );
  });

  it('cannot be misspelt', () => {
    for (const demand of [
      { packages: 'teapot', level: 3 },
      { packages: '*' },
      { packages: 'teapot', minLevel: 4 },
    ]) {
      expect(() => outcomeOf(provenanceMismatch, facts, demanding(demand))).toThrow();
    }
  });
});
