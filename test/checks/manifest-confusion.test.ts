import { describe, expect, it } from 'vitest';
import manifestConfusion from '../../src/checks/manifest-confusion.ts';
import { aContent, script } from '../content/rows/given.ts';
import { aDocument, aPackage, findingOf, offline, outcomeOf } from './given.ts';

const hidden = { scripts: { postinstall: 'node a.js' } };

describe('manifest-confusion flags', () => {
  it('a script that the registry does not show', () => {
    const finding = findingOf(manifestConfusion, { tarball: aContent(hidden), versionDocument: aDocument() });
    expect(finding).toMatchObject({
      severity: 'high',
      message: 'its tarball and the registry tell of different install scripts',
      data: { count: 1, rows: [{ id: 'M5', tier: 'high' }] },
    });
    expect(finding.advice).toContain('Read the package.json inside of the tarball');
  });

  it('other commands by a note', () => {
    const manifest = { bins: JSON.stringify([['tea', 'a.js']]) };
    const finding = findingOf(manifestConfusion, {
      ...{ tarball: aContent({ manifest }), versionDocument: aDocument() },
    });
    expect(finding.severity).toBe('low');
  });

  it('it as critical where the code shows something of its own', () => {
    const tarball = aContent({ ...hidden, files: { 'b.js': script('wallet-hook') } });
    expect(findingOf(manifestConfusion, { tarball, versionDocument: aDocument() }).severity).toBe('critical');
  });
});

describe('manifest-confusion passes', () => {
  it('what says the same in both places', () => {
    const facts = { tarball: aContent(hidden), versionDocument: aDocument(hidden) };
    expect(outcomeOf(manifestConfusion, facts).kind).toBe('clean');
  });

  it('what has only one place', () => {
    const pkg = aPackage({ origin: { kind: 'bundled', by: 'pot@1.0.0' } });
    expect(outcomeOf(manifestConfusion, {}, { pkg }).kind).toBe('not-applicable');
  });
});

describe('manifest-confusion does not know', () => {
  it('without either, and leaves it to others to say that this matters', () => {
    const outcome = outcomeOf(manifestConfusion, { tarball: aContent(), versionDocument: offline });
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'offline', essential: false });
  });
});
