import { describe, expect, it } from 'vitest';
import type { Plan, PlannedPackage, RecordedPlace } from '../../src/model/plan.ts';
import type { LockfileEntry } from '../../src/plan/lockfile-entries.ts';
import { approvalsChanged, changedSince, namesChanged } from '../../src/stages/base-changes.ts';
import { aPackage, aPlan } from '../checks/given.ts';

/** What of a lockfile is to be looked at again, because the base does not have it just so. */

const bytes = { resolved: 'https://registry.example/teapot.tgz', integrity: 'sha512-teapot' };

/** A package as the lockfile records it at this place, and the entry that says so. */
function locked(name: string, more: Partial<PlannedPackage> = {}, place = `node_modules/${name}`) {
  const recorded: RecordedPlace = { by: 'lockfile', name, version: '1.0.0', ...bytes };
  const plain = aPackage({ name, version: '1.0.0', locked: true, ...more });
  const entries = plain.entries.map((entry) => ({ ...entry, place, alias: name, recorded }));
  const written: LockfileEntry = { name, version: '1.0.0', ...bytes, text: `${name} 1.0.0`, exotic: [] };
  const pkg: PlannedPackage = { ...plain, entries };
  return { pkg, recorded, place, written };
}

type Locked = ReturnType<typeof locked>;

/** The same, planned with something else on record. */
function recordedAs(one: Locked, recorded: RecordedPlace | undefined): Locked {
  const entries = one.pkg.entries.map(({ recorded: _, ...entry }) =>
    recorded === undefined ? entry : { ...entry, recorded },
  );
  return { ...one, pkg: { ...one.pkg, entries } };
}

function entries(...of: readonly Locked[]): ReadonlyMap<string, LockfileEntry> {
  return new Map(of.map(({ place, written }) => [place, written]));
}

function left(
  base: readonly Locked[],
  head: readonly Locked[],
  names: readonly string[] | 'all' = [],
): readonly string[] {
  const plan: Plan = aPlan(...head.map(({ pkg }) => pkg));
  const changed = changedSince(entries(...base), {
    ...{ plan, head: entries(...head) },
    names: names === 'all' ? names : new Set(names),
  });
  return changed.packages.map(({ name }) => name);
}

const teapot = locked('teapot');
const cup = locked('cup');

describe('left to be looked at is', () => {
  it('nothing that the base has just so, at whatever place', () => {
    expect(left([teapot], [teapot])).toEqual([]);
    expect(left([teapot], [locked('teapot', {}, 'node_modules/cup/node_modules/teapot')])).toEqual([]);
  });

  it('what the base does not have', () => {
    expect(left([teapot], [teapot, cup])).toEqual(['cup']);
  });

  it('what is recorded in another way there', () => {
    const other = { ...teapot, written: { ...teapot.written, text: 'teapot 1.0.0 from elsewhere' } };
    expect(left([other], [teapot])).toEqual(['teapot']);
  });

  it('what no lockfile records, or only one that a dependency brings', () => {
    expect(left([teapot], [recordedAs(teapot, undefined)])).toEqual(['teapot']);
    const brought = recordedAs(teapot, { ...teapot.recorded, by: 'shrinkwrap' });
    expect(left([teapot], [brought])).toEqual(['teapot']);
  });

  it('what is recorded as something else than is asked for', () => {
    const disagreement = { kind: 'form', asked: 'a registry package', found: 'directory ./evil' } as const;
    const linked = recordedAs(teapot, { ...teapot.recorded, disagreement });
    expect(left([teapot], [linked])).toEqual(['teapot']);
  });

  it('what was planned from another lockfile than the one that was compared', () => {
    const other = recordedAs(teapot, { ...teapot.recorded, integrity: 'sha512-evil' });
    expect(left([teapot], [other])).toEqual(['teapot']);
  });

  it('what lies in the project itself: its content is bound by nothing', () => {
    const own = locked('teapot', { origin: { kind: 'directory', path: '/home/ada/kitchen/teapot' } });
    expect(left([own], [own])).toEqual(['teapot']);
  });

  it('what package.json asks for in another way', () => {
    expect(left([teapot, cup], [teapot, cup], ['cup'])).toEqual(['cup']);
  });

  it('what another package newly asks for as an address', () => {
    const asking = {
      ...cup,
      written: { ...cup.written, exotic: ['teapot git+ssh://git.example/evil teapot'] },
    };
    expect(left([teapot, cup], [teapot, asking])).toEqual(['teapot']);
    expect(left([teapot, asking], [teapot, asking])).toEqual([]);
  });

  it('what lies in a tarball that changed, whatever name it claims', () => {
    const inside = locked('cup', { origin: { kind: 'bundled', by: 'teapot@1.0.0' } });
    expect(left([teapot, inside], [teapot, inside])).toEqual([]);
    const other = { ...teapot, written: { ...teapot.written, text: 'teapot of before' } };
    expect(left([other, inside], [teapot, inside])).toEqual(['teapot', 'cup']);
  });
});

describe('every change is told against the base', () => {
  it('and so is what is gone', () => {
    const saucer = locked('saucer');
    const older = { ...cup, written: { ...cup.written, version: '0.9.0', text: 'cup 0.9.0' } };
    const plan = aPlan(cup.pkg, teapot.pkg);
    const base = entries(older, saucer);
    const changed = changedSince(base, { plan, head: entries(cup, teapot), names: new Set() });
    expect(changed.packages.map(({ entries: [entry] }) => entry?.change)).toEqual([
      { kind: 'changed', from: '0.9.0' },
      { kind: 'added' },
    ]);
    expect(changed.removed).toEqual([
      { name: 'cup', version: '0.9.0' },
      { name: 'saucer', version: '1.0.0' },
    ]);
  });
});

describe('npm may run the scripts of others than before', () => {
  it('so that everything is looked at', () => {
    expect(left([teapot, cup], [teapot, cup], 'all')).toEqual(['teapot', 'cup']);
  });

  it('and of an alias too, whose real name is approved', () => {
    const alias = locked('teapot', {}, 'node_modules/kettle');
    const entries = alias.pkg.entries.map((entry) => ({ ...entry, alias: 'kettle' }));
    const renamed = { ...alias, pkg: { ...alias.pkg, entries } };
    expect(left([renamed], [renamed])).toEqual([]);
    expect(left([renamed], [renamed], ['teapot'])).toEqual(['teapot']);
  });

  it('by what was approved of another package', () => {
    const approval = { allowed: true, pinned: false, ofAnother: true, source: 'package.json' } as const;
    const entries = teapot.pkg.entries.map((entry) => ({ ...entry, approval }));
    const borrowed = { ...teapot, pkg: { ...teapot.pkg, entries } };
    expect(left([borrowed], [borrowed])).toEqual(['teapot']);
  });

  const names = (before: unknown, after: unknown) =>
    approvalsChanged(JSON.stringify({ allowScripts: before }), JSON.stringify({ allowScripts: after }));

  it('where allowScripts names them now, or does no more', () => {
    expect(names({ a: true, b: true }, { b: true, a: true })).toEqual([]);
    expect(names({ a: true }, { a: true, '@s/b@1.0.0 || 2.0.0': true })).toEqual(['@s/b']);
    expect(names({ a: false, 'c@1': true }, { 'c@2': true })).toEqual(['a', 'c', 'c']);
    expect(names(undefined, { a: true })).toEqual(['a']);
  });

  it('which may be any, where an entry is no name', () => {
    expect(names({}, { 'https://a.example/b.tgz': true })).toBe('all');
    expect(names({}, { 'a@npm:b@1': true })).toBe('all');
    expect(names({}, { '*': true })).toBe('all');
    expect(names(undefined, ['a'])).toBe('all');
    expect(names({ a: true }, true)).toBe('all');
  });
});

describe('package.json asks in another way where', () => {
  const names = (before: unknown, after: unknown) =>
    [...new Set(namesChanged(JSON.stringify(before), JSON.stringify(after)))].sort();

  it('a range changed, came or went', () => {
    expect(
      names({ dependencies: { a: '1', b: '1', c: '1' } }, { dependencies: { b: '2', c: '1', d: '1' } }),
    ).toEqual([...['a', 'b', 'd']]);
    expect(names({ dependencies: { a: '1' } }, { scripts: {}, dependencies: { a: '1' } })).toEqual([]);
  });

  it('an override changed: then for every name in them', () => {
    const overrides = { '@s/a@1': { '.': '2', 'b@^1': 'npm:c@1' } };
    expect(names({ overrides }, { overrides: { d: '1' } })).toEqual(['.', '@s/a', 'b', 'd']);
  });

  it('one side is no package.json at all', () => {
    expect(namesChanged('{', JSON.stringify({ dependencies: { a: '1' } }))).toEqual(['a']);
    expect(namesChanged(undefined, JSON.stringify({ dependencies: { constructor: '1' } }))).toEqual([
      'constructor',
    ]);
  });
});
