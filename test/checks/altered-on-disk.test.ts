import { describe, expect, it } from 'vitest';
import alteredOnDisk from '../../src/checks/altered-on-disk.ts';
import type { FileDifference, FilesOnDisk } from '../../src/evidence/needs.ts';
import { aPackage, aPlan, offline, outcomeOf } from './given.ts';

const teapot = aPackage({ name: 'teapot' });
const asItLies = { pkg: teapot, plan: { ...aPlan(teapot), asItLies: true as const } };

function found(...files: readonly FileDifference[]) {
  const filesOnDisk: FilesOnDisk = { differing: [{ place: 'node_modules/teapot', files }] };
  const outcome = outcomeOf(alteredOnDisk, { filesOnDisk }, asItLies);
  return outcome.kind === 'flagged' ? outcome.findings : [];
}

describe('altered-on-disk flags', () => {
  it('a file with other content as what nobody should run', () => {
    const [finding] = found({ path: 'install.js', what: 'changed' });
    expect(finding).toMatchObject({
      severity: 'critical',
      message: 'install.js at node_modules/teapot has other content than the published one',
      data: { kind: 'changed', place: 'node_modules/teapot', files: ['install.js'], count: 1 },
    });
  });

  it('a new binding.gyp likewise: it makes npm build what has no script', () => {
    expect(found({ path: 'binding.gyp', what: 'added' })).toMatchObject([{ severity: 'critical' }]);
    expect(found({ path: 'deps/z.gyp', what: 'added' })).toMatchObject([{ severity: 'medium' }]);
  });

  it('what an earlier build may have left, or a file that is gone, as a question', () => {
    const findings = found(
      { path: 'build/Release/teapot.node', what: 'added' },
      { path: 'build/config.gypi', what: 'added' },
      { path: 'README.md', what: 'missing' },
    );
    expect(findings.map(({ severity, message }) => [severity, message])).toEqual([
      ['medium', 'README.md at node_modules/teapot is missing, though it was published'],
      [
        'medium',
        'build/Release/teapot.node and 1 more file at node_modules/teapot were not published; a build may have left them',
      ],
    ]);
  });
});

describe('altered-on-disk', () => {
  it('passes a tree that is as it was published', () => {
    expect(outcomeOf(alteredOnDisk, { filesOnDisk: { differing: [] } }, asItLies).kind).toBe('clean');
  });

  it('may not be left out', () => {
    expect(outcomeOf(alteredOnDisk, { filesOnDisk: offline }, asItLies)).toMatchObject({
      ...{ kind: 'unknown', essential: true },
    });
  });

  it('has nothing to say of what npm will unpack itself, of folders and of what another tarball brings', () => {
    expect(outcomeOf(alteredOnDisk, {}, { pkg: teapot }).kind).toBe('not-applicable');
    const lib = aPackage({ origin: { kind: 'directory', path: '../lib' } });
    const plan = { ...aPlan(lib), asItLies: true as const };
    expect(outcomeOf(alteredOnDisk, {}, { pkg: lib, plan }).kind).toBe('not-applicable');
  });
});
