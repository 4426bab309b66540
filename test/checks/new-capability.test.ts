import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/checks/define.ts';
import newCapability from '../../src/checks/new-capability.ts';
import { showsSomething } from '../../src/content/difference/telling.ts';
import { nothingReached, type Trait } from '../../src/content/record.ts';
import type { AddedDependency, PreviousContent } from '../../src/evidence/needs.ts';
import type { Finding } from '../../src/model/finding.ts';
import { aPackageOf, aTrait, type FileGiven, type PackageGiven } from '../content/difference/given.ts';
import {
  aPackage,
  type Circumstances,
  type Given as Facts,
  findingOf as findingOfAny,
  noon,
  npm12,
  offline,
  outcomeOf as outcomeOfAny,
} from './given.ts';

const withoutDocument = { versionDocument: offline };
const findingOf = (check: Check, facts: Facts, around?: Circumstances) =>
  findingOfAny(check, { ...withoutDocument, ...facts }, around);
const outcomeOf = (check: Check, facts: Facts, around?: Circumstances) =>
  outcomeOfAny(check, { ...withoutDocument, ...facts }, around);

interface Given {
  readonly from?: string;
  readonly to?: string;
  readonly as?: 'installed' | 'earlier';
  readonly added?: readonly Partial<AddedDependency>[];
}

function facts(before: PackageGiven, after: PackageGiven, { from = '1.2.2', as = 'earlier', added }: Given) {
  const previousContent: PreviousContent = {
    releases: [{ version: from, as, content: aPackageOf(before) }],
    ...(added === undefined ? {} : { added: { since: from, dependencies: added.map(aDependency) } }),
  };
  return { tarball: aPackageOf(after), previousContent };
}

function aDependency(given: Partial<AddedDependency>): AddedDependency {
  return { name: 'dep', spec: '^1.0.0', target: given.name ?? 'dep', ...given };
}

const pkg = (version: string) => aPackage({ version });
const outcome = (before: PackageGiven, after: PackageGiven, given: Given = {}) =>
  outcomeOf(newCapability, facts(before, after, given), { pkg: pkg(given.to ?? '1.2.3') });
const finding = (before: PackageGiven, after: PackageGiven, given: Given = {}): Finding =>
  findingOf(newCapability, facts(before, after, given), { pkg: pkg(given.to ?? '1.2.3') });
const severity = (before: PackageGiven, after: PackageGiven, given: Given = {}) => {
  const { kind, ...rest } = outcome(before, after, given);
  return 'findings' in rest ? rest.findings.map((one) => one.severity).join() : kind;
};
const rows = ({ data }: Finding) => (data['rows'] as { id: string }[]).map(({ id }) => id);
/** What a package with one such file comes to, where it had another before. */
const changed = (file: FileGiven, given: Given = {}, path = 'lib/a.js', was: FileGiven = {}) =>
  severity({ files: { [path]: was } }, { files: { [path]: { bytes: '2', ...file } } }, given);

const minor = { to: '1.3.0' };
const major = { to: '2.0.0' };

describe('says in one line what is new', () => {
  const after: PackageGiven = {
    files: {
      'setup.js': {
        ...{ size: 74_000, longestLine: 74_000, capabilities: ['network', 'environment'] },
        traits: [{ ...aTrait('credential-path', "read(home + '/.npmrc')"), what: '~/.npmrc' }],
      },
    },
  };

  it('and shows the lines', () => {
    const { severity, message, advice, excerpt, data } = finding({ version: '4.1.3' }, after, {
      ...{ from: '4.1.3', to: '4.1.4' },
    });
    expect(severity).toBe('high');
    expect(message).toBe(
      '4.1.3 → 4.1.4: one new file, setup.js, 74 kB on one line; now uses the network and reads ~/.npmrc',
    );
    expect(advice).toBe('Look at it with npq diff teapot 4.1.3 4.1.4, or stay with npq install teapot@4.1.3');
    expect(excerpt).toEqual(["setup.js:7: read(home + '/.npmrc')"]);
    expect(data).toMatchObject({ from: '4.1.3', to: '4.1.4', filesAdded: 1, hosts: [] });
  });

  it('of long lists only the beginning', () => {
    const kinds = ['sink', 'miner', 'jsfuck', 'packer', 'reverse-shell', 'raw-address'] as const;
    const many = { files: Object.fromEntries(kinds.map((kind) => [`${kind}.js`, { traits: [kind] }])) };
    const { message, excerpt } = finding({}, many);
    expect(message).toContain('6 new files; now ');
    expect(message).toContain('and 2 things more');
    const traits = [...kinds, ...(['bidi', 'wallet-hook', 'agent-flags', 'hex-names'] as const)];
    const all = finding({}, { files: { 'a.js': { traits } } });
    expect(all.excerpt).toHaveLength(8);
    expect(all.excerpt?.at(-1)).toBe('… and more');
    expect(excerpt).toHaveLength(6);
  });

  it('and each file once', () => {
    const { message } = finding({}, { files: { 'x.js': { size: 100_000, longestLine: 99_000 } } });
    expect(message).toBe('1.2.2 → 1.2.3: a new file, x.js, 100 kB on one line');
  });

  it('names a new file where no row does', () => {
    const { message } = finding(
      {},
      { files: { 'lib/a.js': { size: 4_200, capabilities: ['child-process'] } } },
    );
    expect(message).toBe('1.2.2 → 1.2.3: one new file, lib/a.js, 4 kB; now starts other programs');
  });
});

describe('is clean', () => {
  it('where nothing is new', () => {
    const same: PackageGiven = {
      scripts: { install: 'node x' },
      files: { 'a.js': { capabilities: ['network', 'child-process'], traits: ['sink', 'hex-names'] } },
    };
    expect(outcome(same, same).kind).toBe('clean');
  });

  it('where there is nothing to compare with', () => {
    const tarball = aPackageOf({ files: { 'a.js': { capabilities: ['child-process'] } } });
    expect(outcomeOf(newCapability, { tarball, previousContent: { releases: [] } }).kind).toBe('clean');
  });

  it('of what is no more than a change of files, hosts, dependencies and everyday capabilities', () => {
    const before = { files: { 'a.js': { capabilities: ['network' as const] }, 'b.js': {} } };
    const after: PackageGiven = {
      files: { 'a.js': { capabilities: ['network', 'file-write'] }, 'c.js': { hosts: ['new.example.org'] } },
      dependencies: { dep: '1' },
    };
    expect(severity(before, after, { added: [{ used: true }] })).toBe('clean');
  });

  it('of a new script alone, where npm does not run it', () => {
    const given = facts({}, { scripts: { postinstall: 'node x' } }, {});
    expect(outcomeOf(newCapability, given, { npm: npm12 }).kind).toBe('clean');
  });

  it('of contents that nobody read the code of', () => {
    const able: PackageGiven = { files: { 'a.js': { capabilities: ['child-process'] } } };
    expect(severity({ code: 'none' }, able)).toBe('clean');
    expect(severity({}, { ...able, code: 'none' })).toBe('clean');
  });
});

it('is unknown where the version before is, and that is a note', () => {
  const given = { tarball: aPackageOf(), previousContent: offline };
  expect(outcomeOf(newCapability, given)).toMatchObject({ kind: 'unknown', essential: false });
  expect(outcomeOf(newCapability, { ...given, tarball: offline })).toMatchObject({ kind: 'unknown' });
});

it('does not arise for what no registry published', () => {
  const folder = aPackage({ origin: { kind: 'directory', path: '../x' } });
  expect(outcomeOf(newCapability, {}, { pkg: folder }).kind).toBe('not-applicable');
});

describe('D1 and D2', () => {
  it('are told with whatever else is new', () => {
    const one = finding(
      {},
      {
        scripts: { postinstall: 'node x.js' },
        files: { 'x.js': { capabilities: ['network'] }, 'binding.gyp': {} },
      },
    );
    expect([one.severity, rows(one).toSorted()]).toEqual(['high', ['D1', 'D2', 'D5']]);
    expect(one.message).toContain('runs "node x.js" at postinstall');
    expect(one.excerpt).toContain('postinstall: node x.js');
  });
});

describe('D5 in a bundle', () => {
  const bundle = (path: string, size: number, given: Given, code = {}, was = [path]) =>
    severity(
      { files: Object.fromEntries(was.map((name) => [name, {}])) },
      { files: { [path]: { bytes: '2', capabilities: ['child-process'], size } }, code },
      given,
    );

  it('is a note in a minor, where a bundler takes what dependencies do', () => {
    expect(bundle('dist/deps.js', 50_000, minor)).toBe('low');
    expect(bundle('dist/deps.js', 50_000, {})).toBe('high');
    expect(bundle('dist/deps.js', 49_999, minor)).toBe('high');
    expect(bundle('lib/deps.js', 50_000, minor)).toBe('high');
    expect(bundle('dist/deps.js', 50_000, minor, { load: ['dist/deps.js'] })).toBe('high');
    expect(bundle('dist/deps.js', 50_000, minor, {}, ['dist/other.js'])).toBe('high');
  });
});

describe('D1, the first hook', () => {
  const begins = (command: string, to: string, files: Record<string, FileGiven>) =>
    severity(
      {},
      { scripts: { install: command }, files: { 'a.js': { capabilities: ['child-process'] }, ...files } },
      { to },
    );

  it.each([
    ['2.0.0', 'node-gyp-build', { 'binding.gyp': {} }, 'low'],
    ['2.0.0', 'prebuild-install -r napi || node-gyp rebuild', { 'binding.gyp': {} }, 'low'],
    ['1.2.3', 'node-gyp-build', { 'binding.gyp': {} }, 'high'],
    ['1.3.0', 'prebuild-install -r napi || node-gyp rebuild', { 'binding.gyp': {} }, 'high'],
    ['2.0.0', 'node install.js', {}, 'low'],
    ['1.3.0', 'node install.js', {}, 'high'],
  ])('of %s, %s, with %o is %s', (to, command, files, expected) => {
    expect(begins(command, to, files)).toBe(expected);
  });
});

describe('D3, a dependency from elsewhere', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  it.each([
    ['github:o/r#main', 'critical'],
    ['o/r', 'critical'],
    ['git+ssh://git@h.example/o/r.git', 'critical'],
    ['https://h.example/x.tgz', 'critical'],
    [`github:o/r#${commit}`, 'critical'],
    // npm takes for a place whatever has a slash, in more forms than anybody would list.
    ['h.example:o/r.git', 'critical'],
    ['@o/r', 'critical'],
    ['file:../x', 'low'],
    ['npm:real@1', 'clean'],
    ['^1.0.0', 'clean'],
    ['latest', 'clean'],
    ['workspace:*', 'clean'],
  ])('%s is %s', (spec, expected) => {
    expect(severity({}, { dependencies: { dep: spec } })).toBe(expected);
    expect(severity({}, { dependencies: { dep: spec } }, major)).toBe(expected);
    expect(severity({}, { optional: { dep: spec } })).toBe(expected);
  });

  it('is less where it came from elsewhere before, and as much where it came from the registry', () => {
    expect(severity({ dependencies: { dep: 'o/r#a' } }, { dependencies: { dep: 'o/r#b' } })).toBe('low');
    expect(severity({ dependencies: { dep: '1' } }, { dependencies: { dep: 'o/r#b' } })).toBe('critical');
  });
});

describe('D4, a new dependency', () => {
  const added = (given: Partial<AddedDependency>, over: Given = {}) =>
    severity({}, { dependencies: { [given.name ?? 'dep']: '^1.0.0' } }, { ...over, added: [given] });
  const daysAgo = (days: number) => new Date(noon.getTime() - days * 24 * 3_600_000).toISOString();

  it('is everyday where nothing speaks against it', () => {
    expect(added({ used: true, runsAtInstall: false, createdAt: daysAgo(900) })).toBe('clean');
    expect(added({})).toBe('clean');
  });

  it('is a question where no file names it in a patch, and a note in what is more than a patch', () => {
    expect(added({ used: false })).toBe('high');
    expect(added({ used: false }, minor)).toBe('low');
    expect(added({ used: false, peer: true })).toBe('low');
  });

  it.each([['@types/dep'], ['@teapot/linux-x64'], ['teapot-linux-x64']])('%s need not be named', (name) => {
    expect(added({ name, used: false })).toBe('clean');
  });

  it('is a question where two things speak against it', () => {
    expect(added({ used: true, runsAtInstall: true })).toBe('low');
    expect(added({ used: true, runsAtInstall: true, createdAt: daysAgo(29) }, major)).toBe('high');
    expect(added({ used: true, runsAtInstall: true, createdAt: daysAgo(30) })).toBe('low');
    expect(added({ used: true, runsAtInstall: true, publishedAt: daysAgo(6) })).toBe('high');
    expect(added({ used: true, runsAtInstall: true, publishedAt: daysAgo(7) })).toBe('low');
    expect(added({ name: 'plain-cryptojs', target: 'expresss', used: false }, minor)).toBe('high');
  });

  it('is told where the tarball before was not worth reading', () => {
    const tarball = aPackageOf({ dependencies: { dep: '1' } });
    const added = { since: '1.2.2', dependencies: [aDependency({ used: false })] };
    const one = findingOf(newCapability, { tarball, previousContent: { releases: [], added } });
    expect([one.severity, one.message]).toEqual([
      'high',
      '1.2.2 → 1.2.3: now depends on dep, which none of its files names',
    ]);
  });
});

describe('D5, a new capability', () => {
  it.each([
    ['child-process', 'high', 'low'],
    ['dynamic-code', 'high', 'low'],
    ['network', 'low', 'clean'],
    ['credential-files', 'low', 'clean'],
    ['native-code', 'low', 'clean'],
    ['environment', 'clean', 'clean'],
    ['file-write', 'clean', 'clean'],
  ] as const)('%s is %s, and %s in a new major', (capability, inPatch, inMajor) => {
    expect(changed({ capabilities: [capability] })).toBe(inPatch);
    expect(changed({ capabilities: [capability] }, minor)).toBe(inPatch);
    expect(changed({ capabilities: [capability] }, major)).toBe(inMajor);
  });

  it('is more where the network comes with something else in a patch', () => {
    expect(changed({ capabilities: ['network', 'file-write'] })).toBe('high');
    expect(changed({ capabilities: ['network', 'file-write'] }, minor)).toBe('low');
  });

  it('is less in a folder of tests, unless that is where the package begins', () => {
    const file: FileGiven = { capabilities: ['child-process'] };
    expect(changed(file, {}, 'test/a.js')).toBe('low');
    const begins = { files: { 'test/a.js': file }, code: { load: ['test/a.js'] } };
    expect(severity({}, begins)).toBe('high');
    expect(severity({}, { files: { 'test/a.js': file, 'a.js': file } })).toBe('high');
  });
});

describe('D6, a large file', () => {
  const some: FileGiven = { hosts: ['h.example'] };

  it('at the root is a question in a patch, and where it brings something new', () => {
    const root = (size: number, file: FileGiven = {}) => ({ files: { 'x.js': { ...file, size } } });
    expect(severity({}, root(100_000))).toBe('high');
    expect(severity({}, root(99_999))).toBe('clean');
    expect(severity({}, root(100_000), minor)).toBe('clean');
    expect(severity({}, root(100_000, some), minor)).toBe('high');
    expect(severity({}, root(100_000, some), major)).toBe('low');
    expect(severity({}, { files: { 'dist/x.js': { size: 100_000 } } })).toBe('clean');
    expect(severity({}, { files: { 'x.json': { size: 100_000 }, 'y.d.ts': { size: 100_000 } } })).toBe(
      'clean',
    );
  });

  it('is one that doubled, and grew by 20 kB', () => {
    const grew = (was: number, size: number, path = 'lib/a.js') => changed({ size }, {}, path, { size: was });
    expect(grew(20_000, 40_000)).toBe('high');
    expect(grew(20_001, 40_001)).toBe('clean');
    expect(grew(19_000, 38_999)).toBe('clean');
    expect(grew(199_999, 500_000)).toBe('high');
    expect(grew(200_000, 500_000)).toBe('clean');
    expect(grew(20_000, 40_000, 'dist/a.js')).toBe('low');
    expect(grew(20_000, 40_000, 'test/a.js')).toBe('clean');
    const elsewhere = { files: { 'lib/a.js': { size: 40_000, bytes: '2' }, 'lib/b.js': some } };
    expect(severity({ files: { 'lib/a.js': { size: 20_000 } } }, elsewhere, minor)).toBe('clean');
    expect(changed({ size: 40_000, ...some }, minor, 'lib/a.js', { size: 20_000 })).toBe('high');
  });
});

describe('D7, text that nobody is meant to read', () => {
  it('weighs less in a major where it only goes around the loader', () => {
    expect(changed({ traits: ['internal-loader'] }, major)).toBe('low');
    expect(changed({ traits: ['internal-loader'] }, minor)).toBe('high');
    expect(changed({ traits: ['packer'] }, major)).toBe('high');
  });

  it.each([['hex-names'], ['decode-and-run'], ['spelled-apart'], ['blank-run']] as const)(
    '%s is a question in any version',
    (kind) => {
      expect(changed({ traits: [kind] })).toBe('high');
      expect(changed({ traits: [kind] }, major)).toBe('high');
      expect(changed({ traits: [kind] }, {}, 'examples/a.js')).toBe('low');
    },
  );

  it('is refused where what everybody imports or installs is put through an obfuscator', () => {
    const many = { ...aTrait('hex-names'), what: '25 names' };
    const fewer = { ...aTrait('hex-names'), what: '24 names' };
    const entry = (trait: Trait, code: PackageGiven['code'] = { load: ['lib/a.js'] }) =>
      severity({}, { files: { 'lib/0.js': { traits: [trait] }, 'lib/a.js': { traits: [trait] } }, code });
    expect(entry(many)).toBe('critical');
    const install = { ...nothingReached, files: [{ path: 'lib/a.js', depth: 1, by: 'x' }] };
    expect(entry(many, { install })).toBe('critical');
    expect(entry(fewer)).toBe('high');
    expect(entry(many, {})).toBe('high');
  });

  it('is a line that became four times as long', () => {
    const line = (longestLine: number, was = 80, over: Given = {}, path = 'lib/a.js') =>
      changed({ longestLine }, over, path, { longestLine: was });
    expect(line(4_000)).toBe('low');
    expect(line(3_999)).toBe('clean');
    expect(line(8_000, 2_001)).toBe('clean');
    expect(line(8_004, 2_001)).toBe('low');
    expect(line(9_000, 80, major)).toBe('clean');
    expect(line(9_000, 80, {}, 'dist/a.js')).toBe('clean');
  });

  it('is a question where a patch puts something to do on that line', () => {
    const before = { files: { 'a.js': { capabilities: ['network' as const] }, 'b.js': {} } };
    const after: PackageGiven = {
      files: {
        'a.js': { capabilities: ['network'] },
        'b.js': { bytes: '2', longestLine: 9_000, capabilities: ['network'] },
      },
    };
    expect(severity(before, after)).toBe('high');
    expect(severity(before, after, minor)).toBe('low');
    expect(changed({ longestLine: 9_000, capabilities: ['network'] })).toBe('high');
  });
});

describe('D9, of several places of one kind', () => {
  const at = (...excerpts: readonly string[]): FileGiven => ({
    traits: excerpts.map((excerpt) => aTrait('sink', excerpt)),
  });

  it('is about one that somebody uses, and not about an example', () => {
    const both = { files: { 'examples/a.js': at('one'), 'lib/a.js': at('two') } };
    expect(severity({}, { files: { 'examples/a.js': at('one') } })).toBe('low');
    expect(severity({}, both)).toBe('high');
    expect(finding({}, both).excerpt).toEqual(['lib/a.js:7: two']);
  });

  it('shows three places of one file', () => {
    const many = { files: { 'lib/a.js': at('1', '2'), 'lib/b.js': at('3') } };
    expect(finding({}, many).excerpt).toEqual(['lib/a.js:7: 1', 'lib/a.js:7: 2']);
    const more = { files: { 'lib/a.js': at('1', '2', '3', '4') } };
    expect(finding({}, more).excerpt).toEqual(['lib/a.js:7: 1', 'lib/a.js:7: 2', 'lib/a.js:7: 3']);
  });
});

describe('a tool of the system, or another sign that an install shows', () => {
  const install = { ...nothingReached, files: [{ path: 'x.js', depth: 0, by: 'postinstall' }] };
  const shows = (command: string, kind: Trait['kind'], files: PackageGiven['files'] = {}): PackageGiven => ({
    ...{ scripts: { postinstall: command }, code: { install } },
    files: { 'x.js': { bytes: kind, traits: [kind] }, ...files },
  });
  const before: PackageGiven = { ...shows('node x.js', 'request'), files: { 'x.js': {} } };

  it('stops what a new script or new machine code only notes', () => {
    expect(severity(before, shows('node  ./x.js', 'system-tool'), major)).toBe('critical');
    const binary: FileGiven = { kind: 'binary', format: 'ELF' };
    expect(severity(before, shows('node x.js', 'system-tool', { x: binary }), major)).toBe('critical');
  });

  it('stops nothing where neither is new, nor beside another sign', () => {
    const starts: PackageGiven['files'] = { 'a.js': { capabilities: ['child-process'] } };
    expect(severity(before, shows('node x.js', 'system-tool', starts), major)).toBe('low');
    expect(severity(before, shows('node  ./x.js', 'sink'), major)).toBe('high');
  });
});

describe('D8, machine code', () => {
  const binary: FileGiven = { kind: 'binary', format: 'ELF' };

  it('is a question where there was none, and nothing announces it', () => {
    expect(severity({}, { files: { x: binary } })).toBe('high');
    expect(severity({}, { files: { x: binary } }, major)).toBe('low');
    expect(severity({ files: { y: binary } }, { files: { y: binary, x: binary } })).toBe('clean');
    expect(severity({}, { files: { 'x.wasm': { ...binary, format: 'WebAssembly' } } })).toBe('clean');
  });

  it('is a note in a patch where it was to be expected', () => {
    const built = { files: { 'prebuilds/x.node': binary } };
    expect(severity({}, built)).toBe('low');
    expect(severity({}, built, minor)).toBe('clean');
    expect(severity({}, { files: { x: binary }, manifest: { forPlatforms: true } })).toBe('low');
  });
});

describe('D1 and D2, a script where none was', () => {
  const script: PackageGiven = { scripts: { postinstall: 'node x' } };
  const built: PackageGiven = { files: { 'binding.gyp': {}, 'a.cc': {} } };

  it('is a question by itself, and a note with a new major version', () => {
    expect(severity({}, script)).toBe('high');
    expect(severity({}, script, minor)).toBe('high');
    expect(severity({}, script, major)).toBe('low');
    expect(severity({}, built)).toBe('high');
    expect(severity({}, built, major)).toBe('low');
  });

  it('is a question in a new major version too where it runs before anything else', () => {
    const first: PackageGiven = { scripts: { preinstall: 'node x' } };
    expect(severity({}, first, major)).toBe('high');
    expect(severity({ scripts: { preinstall: 'node y' } }, first)).toBe('low');
  });

  it('is a note where another one ran before', () => {
    expect(severity({ scripts: { postinstall: 'node y' } }, script)).toBe('low');
    expect(severity(script, script)).toBe('clean');
  });
});

describe('D9, what an attack is made of', () => {
  it('is a question in any version, where it is hardly anything else', () => {
    expect(changed({ traits: ['sink'] }, major)).toBe('high');
    expect(changed({ traits: ['sink'] }, {}, 'docs/a.js')).toBe('low');
  });

  it('is a question in a patch, or where there are two of them', () => {
    expect(changed({ traits: ['credential-path'] })).toBe('high');
    expect(changed({ traits: ['credential-path'] }, minor)).toBe('low');
    expect(changed({ traits: ['credential-path', 'token-pattern'] }, minor)).toBe('high');
    expect(changed({ traits: ['credential-path', 'token-pattern'] }, major)).toBe('low');
    expect(changed({ traits: ['tls-off'] })).toBe('low');
    const apart = {
      'a.js': { traits: ['credential-path'] },
      'test/b.js': { traits: ['token-pattern'] },
    } as const;
    expect(severity({}, { files: apart }, minor)).toBe('low');
  });

  it('is nothing where the package had it, or by weak signs', () => {
    expect(changed({ traits: ['sink'] }, {}, 'a.js', { traits: ['sink'] })).toBe('clean');
    expect(changed({ traits: ['host-facts', 'decodes', 'bidi', 'delayed'] })).toBe('clean');
  });

  it('is credentials and the network in one file, where both were there before', () => {
    const apart: PackageGiven = {
      files: { 'a.js': { capabilities: ['network'] }, 'b.js': { capabilities: ['credential-files'] } },
    };
    const met: PackageGiven = {
      files: { 'a.js': { capabilities: ['network', 'credential-files'], bytes: '2' } },
    };
    expect(severity(apart, met, minor)).toBe('high');
    expect(severity(apart, met, major)).toBe('low');
    const bundle: PackageGiven = {
      files: { 'dist/a.js': { capabilities: ['network', 'credential-files'] } },
    };
    expect(severity(apart, bundle, minor)).toBe('low');
    expect(severity(apart, bundle)).toBe('high');
  });

  it('is a patch that talks to somebody new', () => {
    const to = (host: string, over: Given = {}, homes: readonly string[] = []) =>
      severity(
        { files: { 'a.js': { capabilities: ['network'] } }, manifest: { homes } },
        { files: { 'a.js': { capabilities: ['network'], hosts: [host], bytes: '2' } } },
        over,
      );
    expect(to('drop.stranger.io')).toBe('low');
    expect(to('drop.stranger.io', minor)).toBe('clean');
    expect(to('raw.githubusercontent.com')).toBe('clean');
    expect(to('notgithub.com')).toBe('low');
    expect(to('drop.stranger.invalid')).toBe('low');
    expect(to('api.teapot.io', {}, ['https://API.teapot.io/docs'])).toBe('clean');
  });
});

describe('D9, whom a release turns to', () => {
  const host = 'drop.stranger.io';
  const asking: Trait = { ...aTrait('request'), what: host };
  const talks: PackageGiven = { files: { 'a.js': { capabilities: ['network'], hosts: ['api.old.io'] } } };
  const asks = (
    before: PackageGiven,
    over: Given,
    file: FileGiven = {},
    homes: { readonly now?: readonly string[]; readonly before?: readonly string[] } = {},
  ) =>
    severity(
      { ...before, manifest: { homes: homes.before ?? [] } },
      {
        files: {
          'a.js': { capabilities: ['network'], hosts: [host], traits: [asking], bytes: '2', ...file },
        },
        manifest: { homes: homes.now ?? [] },
      },
      over,
    );

  it('is a question where a patch sends requests to somebody new', () => {
    expect(asks(talks, {})).toBe('high');
    expect(asks(talks, minor)).toBe('low');
    expect(asks(talks, major)).toBe('clean');
  });

  it('is a question in a minor version that begins to talk, or takes something along', () => {
    expect(asks({}, minor)).toBe('high');
    expect(asks(talks, minor, { traits: [asking, aTrait('host-facts')] })).toBe('high');
  });

  it('is nothing where it is its own host, or was named before', () => {
    expect(asks(talks, {}, {}, { before: ['https://stranger.io/docs'] })).toBe('clean');
    const known: PackageGiven = {
      files: { 'a.js': { capabilities: ['network'], hosts: [host], traits: [asking] } },
    };
    expect(asks(known, {})).toBe('clean');
  });

  it('is a question also where the release itself says that the host is its own', () => {
    const home = ['https://drop.stranger.io/'];
    expect(asks(talks, {}, {}, { now: home })).toBe('high');
    expect(
      showsSomething(aPackageOf({ files: { 'a.js': { traits: [asking] } }, manifest: { homes: home } })),
    ).toBe(true);
  });
});

describe('of two versions before', () => {
  const able: PackageGiven = { files: { 'a.js': { capabilities: ['child-process'] } } };
  const two = (installed: PackageGiven, earlier: PackageGiven, after: PackageGiven) => {
    const previousContent: PreviousContent = {
      releases: [
        { version: '1.0.0', as: 'installed', content: aPackageOf(installed) },
        { version: '1.2.0', as: 'earlier', content: aPackageOf(earlier) },
      ],
    };
    return findingOf(newCapability, { tarball: aPackageOf(after), previousContent });
  };

  it('the installed one is told where both lack it', () => {
    expect(two({}, {}, able)).toMatchObject({ severity: 'high', data: { from: '1.0.0' } });
  });

  it('the installed one alone is as good as any', () => {
    expect(severity({}, able, { as: 'installed' })).toBe('high');
  });

  it('a dependency is new to those alone that lack it', () => {
    const needs: PackageGiven = { dependencies: { dep: '1' } };
    const release = (version: string, as: 'installed' | 'earlier', given: PackageGiven) => ({
      ...{ version, as },
      content: aPackageOf(given),
    });
    const previousContent: PreviousContent = {
      releases: [release('1.2.1', 'installed', {}), release('1.2.0', 'earlier', needs)],
      added: { since: '1.2.1', dependencies: [aDependency({ used: false })] },
    };
    expect(findingOf(newCapability, { tarball: aPackageOf(needs), previousContent })).toMatchObject({
      ...{ severity: 'low', data: { from: '1.2.1' } },
    });
  });

  it('what the settled one has is old news', () => {
    expect(two({}, able, able)).toMatchObject({ severity: 'low', data: { from: '1.0.0' } });
  });

  it('what the installed one has and the settled one has not is told of that', () => {
    expect(two(able, {}, able)).toMatchObject({ severity: 'high', data: { from: '1.2.0' } });
  });
});

describe('with something else that would stop it by itself', () => {
  const starts: FileGiven = { capabilities: ['child-process'] };
  const also = (file: FileGiven, was: FileGiven = {}, over: Given = {}) =>
    severity({ files: { 'b.js': was } }, { files: { 'a.js': starts, 'b.js': file } }, over);

  it('is refused', () => {
    expect(also({})).toBe('high');
    expect(also({ traits: ['wallet-hook'] })).toBe('critical');
    const script = { scripts: { postinstall: 'node x.js' } };
    expect(severity({}, { ...script, code: { install: nothingReached } })).toBe('high');
    const missing = { ...nothingReached, missing: ['x.js'] };
    expect(severity({}, { ...script, code: { install: missing } })).toBe('critical');
  });

  it('is a question where that is the same thing, a note, or was there before, or the news are but a note', () => {
    expect(changed({ traits: ['spelled-apart'] })).toBe('high');
    expect(also({ traits: [{ ...aTrait('hex-names'), what: '30 names' }] }, { traits: ['hex-names'] })).toBe(
      'high',
    );
    expect(also({ traits: ['wallet-hook'] }, { traits: ['wallet-hook'] })).toBe('high');
    expect(also({ traits: ['wallet-hook'] }, { traits: ['wallet-hook'] }, major)).toBe('low');
  });

  it('is refused where what starts a tool of the system is a first hook, in a new major version too', () => {
    const install = { ...nothingReached, files: [{ path: 'x.js', depth: 0, by: 'postinstall' }] };
    const withHook = (kind: Trait['kind']): PackageGiven => ({
      ...{ scripts: { postinstall: 'node x.js' }, code: { install } },
      files: { 'x.js': { traits: [{ ...aTrait(kind), what: 'rundll32' }] } },
    });
    expect(severity({ files: { 'y.js': { traits: ['system-tool'] } } }, withHook('system-tool'), major)).toBe(
      'critical',
    );
    expect(severity({}, withHook('request'), major)).toBe('low');
  });
});
