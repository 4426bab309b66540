import { describe, expect, it } from 'vitest';
import installScript from '../../src/checks/install-script.ts';
import type { PreviousInstall, PreviousRelease } from '../../src/evidence/needs.ts';
import type { Unknown } from '../../src/model/fact.ts';
import { aDocument, aPackage, aTarball, findingOf, type Given, noon, offline } from './given.ts';

const scripts = { postinstall: 'node install.js' };
const hooks = [{ event: 'postinstall', command: 'node install.js' }];
const file = { path: 'install.js', size: 10, sha512: 'sha512-now', head: 'require("./x")\n' };
const same: PreviousRelease = {
  ...{ version: '1.2.2', as: 'earlier', hooks },
  files: new Map([['install.js', 'sha512-now']]),
};
const dayMs = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(noon.getTime() - days * dayMs).toISOString();

function held(previousInstall: PreviousInstall | Unknown, over: Given = {}) {
  return findingOf(installScript, {
    ...{ tarball: aTarball({ scripts }), versionDocument: aDocument({ scripts }), previousInstall },
    startedFiles: { files: [file], unresolved: false },
    ...over,
  });
}

describe('an install script against what was before', () => {
  it('is new where the release before had none: the mark of a hijacked package', () => {
    const finding = held({ releases: [{ ...same, hooks: [], files: new Map() }] });
    expect(finding).toMatchObject({ severity: 'high', data: { history: 'new', comparedWith: '1.2.2' } });
    expect(finding.message).toContain('has an install script that 1.2.2 did not have; npm 11 runs it');
  });

  it('is new where the installed version had none, however long others had it', () => {
    const installed: PreviousRelease = { ...same, version: '1.0.0', as: 'installed', hooks: [] };
    const unbroken = { releases: 40, since: daysAgo(900) };
    const finding = held({ releases: [installed, same], unbroken });
    expect(finding.severity).toBe('high');
    expect(finding.message).toContain('that 1.0.0, which you have, did not have');
  });

  it('is changed where it has other words, and shows both', () => {
    const finding = held({
      releases: [{ ...same, hooks: [{ event: 'postinstall', command: 'node old.js' }] }],
    });
    expect(finding).toMatchObject({ severity: 'medium', data: { history: 'changed-command' } });
    expect(finding.excerpt?.slice(0, 2)).toEqual([
      'postinstall: node install.js',
      '1.2.2 had postinstall: node old.js',
    ]);
  });

  it('is changed where it came to another event', () => {
    const moved = { ...same, hooks: [{ event: 'preinstall', command: 'node install.js' }] };
    expect(held({ releases: [moved] }).data['history']).toBe('changed-command');
  });

  it('is changed where the file that it starts is another, though its words are the same', () => {
    const unbroken = { releases: 40, since: daysAgo(900) };
    const other = { ...same, files: new Map([['install.js', 'sha512-then']]) };
    const finding = held({ releases: [other], unbroken });
    expect(finding).toMatchObject({ severity: 'medium', data: { history: 'changed-file' } });
    expect(finding.message).toContain('whose file install.js is not the one of 1.2.2');
  });

  it('is changed where a file that it started is gone', () => {
    const more = { ...same, files: new Map([...(same.files ?? []), ['other.js', 'sha512-x'] as const]) };
    expect(held({ releases: [more] }).data['history']).toBe('changed-file');
  });
});

describe('an install script that has long been the same', () => {
  const unbroken = (releases: number, days: number) =>
    held({ releases: [same], unbroken: { releases, since: daysAgo(days) } });

  it('is only noted, and the ledger may remember it', () => {
    const finding = unbroken(5, 180);
    expect(finding).toMatchObject({ severity: 'low', data: { history: 'long', releases: 5 } });
    expect(finding.circumstantial).toBeUndefined();
    expect(finding.message).toContain(', the same in 5 releases since 2026-05-24; npm 11 runs it');
  });

  it('is asked about one day before that, and one release', () => {
    expect(unbroken(5, 179).severity).toBe('medium');
    expect(unbroken(4, 180).severity).toBe('medium');
  });

  it('is asked about where nobody knows since when', () => {
    expect(held({ releases: [same], unbroken: { releases: 40 } }).severity).toBe('medium');
  });

  it('is asked about where registry and tarball disagree about it', () => {
    const previous = { releases: [same], unbroken: { releases: 40, since: daysAgo(900) } };
    const finding = held(previous, { versionDocument: aDocument() });
    expect(finding).toMatchObject({ severity: 'medium', data: { sourcesDiffer: true } });
  });
});

describe('what cannot be compared is never mild', () => {
  const unbroken = { releases: 40, since: daysAgo(900) };

  it.each<[string, PreviousInstall | Unknown, Given]>([
    ['the earlier versions are not known', offline, {}],
    ['there is no earlier version', { releases: [] }, {}],
    [
      'its tarball could not be read',
      { releases: [{ version: '1.2.2', as: 'earlier', hooks }], unbroken },
      {},
    ],
    ['the file that it starts could not be read', { releases: [same], unbroken }, { startedFiles: offline }],
    [
      'it starts what the package does not have',
      { releases: [same], unbroken },
      { startedFiles: { files: [file], unresolved: true } },
    ],
  ])('where %s', (_why, previous, over) => {
    expect(held(previous, over).severity).toBe('medium');
  });

  it('says so', () => {
    expect(held(offline).message).toContain(
      'what it was before could not be found out (the registry cannot be reached)',
    );
    expect(held({ releases: [] }).message).toContain('and no earlier release to compare it with');
  });

  it("says nothing of releases where the package is no registry's", () => {
    const pkg = aPackage({ origin: { kind: 'file', path: 'b.tgz' } });
    const given = {
      tarball: aTarball({ scripts }),
      versionDocument: offline,
      previousInstall: { releases: [] },
    };
    const startedFiles = { files: [], unresolved: false };
    const { message } = findingOf(installScript, { ...given, startedFiles }, { pkg });
    expect(message).not.toContain('release');
  });
});

describe('the file that a script starts', () => {
  it('is shown by its beginning, without blank lines', () => {
    const head = `'use strict';\n\n   require('https')\n${'x'.repeat(5000)}\n`;
    const { excerpt } = held(
      { releases: [] },
      { startedFiles: { files: [{ ...file, size: 90_000, head }], unresolved: false } },
    );
    expect(excerpt?.slice(0, 4)).toEqual([
      'postinstall: node install.js',
      'install.js (90000 bytes):',
      "'use strict';",
      "require('https')",
    ]);
    expect(excerpt?.at(-1)).toBe('… and more');
    expect(Math.max(...(excerpt ?? []).map((line) => line.length))).toBeLessThan(300);
  });

  it('is at least named where it is no text', () => {
    const { head: _text, ...binary } = file;
    const { excerpt } = held({ releases: [] }, { startedFiles: { files: [binary], unresolved: false } });
    expect(excerpt).toContain('install.js (10 bytes), no text that can be shown');
  });

  it('takes no more than its share of the lines', () => {
    const head = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n');
    const files = ['a.js', 'b.js', 'c.js'].map((path) => ({ ...file, path, head, size: head.length }));
    const { excerpt } = held({ releases: [] }, { startedFiles: { files, unresolved: false } });
    expect(excerpt?.length).toBeLessThanOrEqual(40);
    expect(excerpt?.filter((line) => /^[abc]\.js/.test(line))).toHaveLength(3);
  });
});
