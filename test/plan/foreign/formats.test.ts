import { describe, expect, it } from 'vitest';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { fixture, fixtureNames, named, planOf } from './given.ts';

/**
 * One project, locked by every manager and format: an alias, a workspace, folders, a tarball from elsewhere, what
 * only one manager knows (patches, catalogs, scripts that make packages).
 */

const managerOf = (name: string) => (/^(?:pnpm|bun)/.exec(name)?.[0] ?? 'yarn') as 'yarn' | 'pnpm' | 'bun';
const isBerry = (name: string) => /^yarn-[2-9]/.test(name);

describe.each(fixtureNames)('the lockfile of %s', (name) => {
  it('becomes a plan that says whose it is', async () => {
    const files = { yarn: 'yarn.lock', pnpm: 'pnpm-lock.yaml', bun: 'bun.lock' };
    const manager = managerOf(name);
    const plan = await planOf(fixture(name));
    expect(plan.lockfile).toEqual({ manager, file: files[manager] });
    expect(plan.registries).toEqual(['https://registry.example/']);
  });

  it('has every package of a registry, once for each version, bound to its bytes', async () => {
    const plan = await planOf(fixture(name));
    const keys = plan.packages.filter(({ origin }) => origin.kind === 'registry').map(({ key }) => key);
    const also = name === 'pnpm-6.35.1' ? [] : ['wrappy@1.0.2'];
    const own = /^pnpm-1[12]/.test(name) ? ['isexe@3.1.1'] : [];
    expect(keys).toEqual(
      [
        ...['@isaacs/string-locale-compare@1.1.0', 'is-buffer@1.1.6', 'is-even@1.0.0', 'is-number@3.0.0'],
        ...['is-odd@0.1.2', 'isarray@2.0.5', 'kind-of@3.2.2', 'ms@2.1.2', 'ms@2.1.3', ...also, ...own],
      ].sort(),
    );
    const bound = (pkg: PlannedPackage) => pkg.integrity?.startsWith('sha512-') === true;
    // Of yarn's successors the checksum is that of an archive of their own.
    const registrys = plan.packages.filter(({ origin }) => origin.kind === 'registry');
    expect(registrys.every((pkg) => bound(pkg) !== isBerry(name))).toBe(true);
  });

  it('contradicts nothing that is asked for', async () => {
    const plan = await planOf(fixture(name));
    const disagreements = plan.packages.flatMap(({ entries }) =>
      entries.flatMap(({ recorded }) => recorded?.disagreement ?? []),
    );
    expect(disagreements).toEqual([]);
  });

  it('says who brings a package, under which name, and for what', async () => {
    const plan = await planOf(fixture(name));
    const [deep] = named(plan, 'is-number').entries;
    expect(deep?.path).toEqual(['is-even@1.0.0', 'is-odd@0.1.2', 'is-number@3.0.0']);
    expect(deep?.direct).toBe(false);
    const aliases = plan.packages
      .filter(({ key }) => key === 'ms@2.1.3')
      .flatMap(({ entries }) => entries.map(({ alias }) => alias));
    expect(aliases).toContain('ms-alias');
    expect(named(plan, 'isarray').entries[0]).toMatchObject({ direct: true, optional: true, dev: false });
  });

  it('leaves the project its own folders, and an address elsewhere unasked', async () => {
    const plan = await planOf(fixture(name));
    expect(named(plan, '@app/lib').origin).toEqual({ kind: 'workspace', path: '/project/packages/lib' });
    expect(named(plan, 'local')).toMatchObject({
      version: '1.2.3',
      origin: { kind: 'directory', path: '/project/vendor/local' },
    });
    const remote = plan.packages.find(({ origin }) => origin.kind === 'remote');
    expect(remote).toMatchObject({
      looked: false,
      private: true,
      permit: { spec: 'https://tarballs.example/mini.tgz', kind: 'remote', host: 'tarballs.example' },
    });
    const permitted = await planOf(fixture(name), ['https://tarballs.example/mini.tgz']);
    expect(permitted.packages.every(({ looked, madeBy }) => looked || madeBy !== undefined)).toBe(true);
  });
});

describe('what only some formats have', () => {
  it('what only the project’s own development needs is told as that', async () => {
    const { packages } = await planOf(fixture('yarn-1'));
    const dev = packages.filter(({ entries }) => entries.every((entry) => entry.dev)).map(({ key }) => key);
    expect(dev).toEqual(['ms@2.1.2']);
  });

  it('folders that are linked have the version that they say themselves', async () => {
    for (const name of fixtureNames.filter((one) => !one.startsWith('bun'))) {
      const { version, origin } = named(await planOf(fixture(name)), 'linked');
      expect([version, origin]).toEqual(['4.5.6', { kind: 'directory', path: '/project/vendor/linked' }]);
    }
    const { version, origin } = named(await planOf(fixture('yarn-4.18.1')), 'ported');
    expect([version, origin]).toEqual(['7.8.9', { kind: 'directory', path: '/project/vendor/ported' }]);
  });

  it('a package that a script makes is one that nobody can look at', async () => {
    const made = named(await planOf(fixture('yarn-4.18.1')), 'generated');
    expect(made).toMatchObject({ madeBy: 'gen.js', looked: false, version: '3.2.1' });
  });

  it('patches and overrides of the project are told', async () => {
    for (const name of fixtureNames) {
      const notes = (await planOf(fixture(name))).notes.join(' ');
      const patched = isBerry(name) || /^pnpm-(?:[89]|1\d)/.test(name);
      expect(/change is-buffer@1\.1\.6/.test(notes), name).toBe(patched);
      expect(/overrides kind-of/.test(notes), name).toBe(name.startsWith('pnpm'));
    }
  });

  it("other registries in yarn's own settings are told, and not asked", async () => {
    const { notes } = await planOf(fixture('yarn-4.18.1'));
    expect(notes.join(' ')).toMatch(/\.yarnrc\.yml tells yarn which registries to ask/);
  });

  it('what pnpm needs for its own configuration is part of the plan', async () => {
    const own = named(await planOf(fixture('pnpm-12.21.0')), 'isexe');
    expect(own.entries[0]).toMatchObject({ direct: true, place: 'isexe@3.1.1 (document 1)' });
  });

  it('code of the project that the manager runs is told', async () => {
    const hooked = fixture('pnpm-9.15.9').set('.pnpmfile.cjs', 'module.exports = {};');
    expect((await planOf(hooked)).notes.join(' ')).toMatch(/pnpm runs \.pnpmfile\.cjs before it installs/);
    const own = fixture('yarn-4.18.1').set(
      '.yarnrc.yml',
      'yarnPath: .yarn/evil.cjs\ncatalog:\n  wrappy: ^1.0.0\n',
    );
    expect((await planOf(own)).notes.join(' ')).toMatch(/yarn runs the yarn at "\.yarn\/evil\.cjs"/);
  });
});
