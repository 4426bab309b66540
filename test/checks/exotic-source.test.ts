import { describe, expect, it } from 'vitest';
import exoticSource from '../../src/checks/exotic-source.ts';
import type { Origin, PlannedPackage } from '../../src/model/plan.ts';
import { aPackage, aPlan, findingOf, outcomeOf } from './given.ts';

const commit = '79ac49ee0123456789abcdef0123456789abcdef';
const git = (spec: string): Origin => ({ kind: 'git', spec, host: 'git.example', commit });
const remote: Origin = { kind: 'remote', url: 'https://files.example/t.tgz', host: 'files.example' };

function from(origin: Origin, given: Parameters<typeof aPackage>[0] = {}): PlannedPackage {
  return aPackage({ origin, ...given });
}

function finding(pkg: PlannedPackage, ...others: readonly PlannedPackage[]) {
  return findingOf(exoticSource, {}, { pkg, plan: aPlan(pkg, ...others) });
}

const byDependency = { path: ['kitchen@1.0.0', 'teapot@1.2.3'] };

describe('exotic-source flags', () => {
  it('a git repository that you ask for', () => {
    expect(finding(from(git('github:ada/teapot#main')))).toMatchObject({
      severity: 'medium',
      message: 'comes from github:ada/teapot#main; not pinned to a commit, so it can change without notice',
      advice: 'Pin it to a full commit hash, or take it from the registry.',
      data: { kind: 'git', host: 'git.example', commit, pinned: false, direct: true, looked: true },
    });
  });

  it('a tarball at an address', () => {
    const { severity, message } = finding(from(remote));
    expect(severity).toBe('medium');
    expect(message).toBe(
      'comes from https://files.example/t.tgz; what that address serves can change without notice',
    );
  });

  it('a package that a script makes while it is installed, as high as there is for a source', () => {
    const made = from({ kind: 'file', path: 'make.js' }, { madeBy: 'make.js', looked: false });
    expect(finding(made)).toMatchObject({
      severity: 'high',
      message:
        'is made by make.js, a script that runs while it is installed; what it makes nobody can look at before',
      advice: 'Read the script, and what it starts, before you install.',
      data: { kind: 'file', madeBy: 'make.js' },
    });
  });

  it('either of them higher where a dependency asks for it', () => {
    expect(finding(from(git('github:a/b'), byDependency)).severity).toBe('high');
    expect(finding(from(remote, byDependency)).severity).toBe('high');
    expect(finding(from(remote, byDependency)).message).toContain('a dependency asks for it, not you');
  });

  it('what was not looked at, and says that nobody was contacted', () => {
    const pkg = from(git('github:ada/teapot'), { looked: false });
    const { message, advice } = finding(pkg);
    expect(message).toBe(
      'comes from github:ada/teapot; npq has not contacted git.example yet, so nothing is known of it or of what it depends on',
    );
    expect(advice).toContain('Permit the contact only if');
    expect(advice).toContain('--permit and that address');
  });

  it('an address nobody permitted with the option that permits it, unless that would show a password', () => {
    const adviceOn = (spec: string) =>
      finding(from(git(spec), { looked: false, permit: { spec, kind: 'git', host: 'git.example' } })).advice;
    expect(adviceOn('github:ada/teapot#main')).toContain('--permit=github:ada/teapot#main');
    const secret = adviceOn('git+https://ada:hunter2@git.example/teapot.git');
    expect(secret).toContain('--permit and that address');
    expect(secret).not.toContain('hunter2');
  });

  it('your own folder and tarball only as a note', () => {
    expect(finding(from({ kind: 'directory', path: '../teapot' })).severity).toBe('low');
    expect(finding(from({ kind: 'file', path: '../teapot.tgz' })).message).toBe(
      'comes from the tarball ../teapot.tgz',
    );
  });

  it('a folder that a registry package asks for', () => {
    const kitchen = aPackage({ name: 'kitchen', version: '1.0.0' });
    const pkg = from({ kind: 'directory', path: '/etc' }, byDependency);
    expect(finding(pkg, kitchen)).toMatchObject({ severity: 'high' });
  });

  it('a folder mildly where only your other folders ask for it', () => {
    const kitchen = from({ kind: 'directory', path: '../kitchen' }, { name: 'kitchen', version: '1.0.0' });
    expect(finding(from({ kind: 'directory', path: '../teapot' }, byDependency), kitchen).severity).toBe(
      'low',
    );
  });

  it('a folder highly where a registry package bears the name of one of your folders', () => {
    const folder = from({ kind: 'directory', path: '../k' }, { name: 'kitchen', version: '1.0.0', key: 'k' });
    const stranger = aPackage({ name: 'kitchen', version: '1.0.0' });
    const pkg = from({ kind: 'directory', path: '../teapot' }, byDependency);
    expect(finding(pkg, folder, stranger).severity).toBe('high');
  });

  it('a folder highly where nobody knows who asks for it', () => {
    expect(finding(from({ kind: 'directory', path: '../teapot' }, byDependency)).severity).toBe('high');
  });

  it('what lies in another tarball, for the record', () => {
    expect(finding(from({ kind: 'bundled', by: 'kitchen@1.0.0' }, byDependency))).toMatchObject({
      severity: 'info',
      message: 'comes inside the tarball of kitchen@1.0.0; its name and version are only what that claims',
    });
  });
});

describe('the boundary', () => {
  it('of a pin is forty digits', () => {
    const pinned = (spec: string) => finding(from(git(spec))).data['pinned'];
    expect(pinned(`github:a/b#${commit}`)).toBe(true);
    expect(pinned(`github:a/b#${commit.slice(1)}`)).toBe(false);
    expect(pinned(`github:a/b#${commit}0`)).toBe(false);
    expect(pinned('github:a/b#semver:^1.0.0')).toBe(false);
    expect(finding(from(git(`github:a/b#${commit}`))).message).toContain('pinned to one commit');
  });

  it('of an address is a lockfile with its integrity', () => {
    expect(finding(from(remote, { locked: true })).message).toContain('the lockfile pins its bytes');
    expect(finding(from(remote, { locked: true, integrity: undefined })).data['pinned']).toBe(false);
  });

  it('of being asked for directly is one place among several', () => {
    const direct = from(remote);
    const both = { ...direct, entries: [...from(remote, byDependency).entries, ...direct.entries] };
    expect(finding(both).severity).toBe('medium');
  });
});

describe('exotic-source says no more than it should', () => {
  it.each([
    ['git+https://token@git.example/a.git', 'git+https://***@git.example/a.git'],
    ['git+https://ada:pass@git.example/a.git#main', 'git+https://***@git.example/a.git#main'],
    ['git+ssh://git@git.example/a.git', 'git+ssh://git@git.example/a.git'],
  ])('of %s', (spec, shown) => {
    expect(finding(from(git(spec))).data['spec']).toBe(shown);
    expect(finding(from(git(spec))).message).toContain(shown);
  });

  it('of the query of an address', () => {
    const url = 'https://files.example/t.tgz?sig=SECRET';
    const found = finding(from({ kind: 'remote', url, host: 'files.example' }));
    expect(JSON.stringify(found)).not.toContain('SECRET');
  });

  it('of an endless address', () => {
    expect(finding(from(git(`github:a/${'b'.repeat(9000)}`))).message.length).toBeLessThan(220);
  });
});

describe('exotic-source passes', () => {
  it('packages of a registry and workspaces by', () => {
    const workspace = from({ kind: 'workspace', path: 'packages/a' });
    expect(outcomeOf(exoticSource, {}).kind).toBe('not-applicable');
    expect(outcomeOf(exoticSource, {}, { pkg: workspace }).kind).toBe('not-applicable');
  });
});

describe('exotic-source is unknown', () => {
  it('never: it needs no fact, only the plan', () => {
    expect(exoticSource.needs).toEqual([]);
    expect(exoticSource.uses).toEqual([]);
  });
});
