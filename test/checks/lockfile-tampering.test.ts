import { describe, expect, it } from 'vitest';
import tampering from '../../src/checks/lockfile-tampering.ts';
import type { TarballContent } from '../../src/evidence/needs.ts';
import { type Unknown, unknown } from '../../src/model/fact.ts';
import type { PlannedPackage, RecordedPlace } from '../../src/model/plan.ts';
import { ruleFinding } from '../../src/verdict/policy.ts';
import { findPreset } from '../../src/verdict/presets.ts';
import { aDocument, aPackage, aPlan, aTarball, findingOf, offline, outcomeOf } from './given.ts';

const registry = 'https://registry.example/';
const own = `${registry}teapot/-/teapot-1.2.3.tgz`;
const sha512 = `sha512-${'A'.repeat(86)}==`;
const otherSha512 = `sha512-${'B'.repeat(86)}==`;
const shasum = '0123456789abcdef0123456789abcdef01234567';
const sha1 = `sha1-${Buffer.from(shasum, 'hex').toString('base64')}`;
const published = aDocument({ dist: { tarball: own, integrity: sha512, shasum } });

type Given = Partial<RecordedPlace> & Pick<Partial<PlannedPackage>, 'origin'>;

/** teapot 1.2.3 as the lockfile has it; unless told otherwise just as the registry publishes it. */
function locked({ origin, ...recorded }: Given = {}): PlannedPackage {
  const pkg = aPackage({ locked: true, ...(origin ? { origin } : {}) });
  const place: RecordedPlace = {
    ...{ by: 'lockfile', name: 'teapot', version: '1.2.3', resolved: own, integrity: sha512 },
    ...recorded,
  };
  return {
    ...pkg,
    entries: pkg.entries.map((one) => ({ ...one, place: 'node_modules/teapot', recorded: place })),
  };
}

const seen = (pkg: PlannedPackage, versionDocument = published) =>
  outcomeOf(tampering, { versionDocument, tarball: offline }, { pkg });
const finding = (pkg: PlannedPackage, versionDocument = published) =>
  findingOf(tampering, { versionDocument, tarball: offline }, { pkg });

describe('lockfile-tampering flags', () => {
  it.each([
    ['a link', 'directory /home/ada/kitchen/evil', { kind: 'directory', path: '/home/ada/kitchen/evil' }],
    ['a file', 'file evil.tgz', { kind: 'file', path: 'evil.tgz' }],
    ['an address', 'a tarball from evil.example', { kind: 'remote', url: 'x', host: 'evil.example' }],
    ['a repository', 'a git repository (a/b)', { kind: 'git', spec: 'a/b', host: 'git.example' }],
    ['a bundle', 'bundled by kettle@1.0.0', { kind: 'bundled', by: 'kettle@1.0.0' }],
  ] as const)('%s in place of a registry package', (_what, found, origin) => {
    const disagreement = { kind: 'form', asked: 'a registry package', found } as const;
    const seenFinding = finding(locked({ origin, disagreement }));
    expect(seenFinding).toMatchObject({
      ...{ severity: 'critical', circumstantial: true },
      message: `the lockfile records ${found} at node_modules/teapot, where a registry package is asked for`,
      data: { kind: 'form', place: 'node_modules/teapot', by: 'lockfile' },
    });
  });

  it('another package under the name that is asked for', () => {
    const disagreement = { kind: 'name', asked: 'teapot', found: 'the package evil' } as const;
    expect(finding(locked({ disagreement })).data).toMatchObject({ kind: 'other-package' });
  });

  it("another package's tarball, though its integrity is valid there", () => {
    const resolved = `${registry}evil/-/evil-1.2.3.tgz`;
    expect(finding(locked({ resolved }))).toMatchObject({
      message: 'the lockfile has teapot@1.2.3 come from the tarball of evil',
      data: { kind: 'other-package', resolved },
    });
  });

  it.each([
    'https://registry.example/@evil/teapot/-/teapot-1.2.3.tgz',
    'https://registry.example/%40evil%2fteapot/-/teapot-1.2.3.tgz',
  ])("a namesake's tarball in another scope: %s", (resolved) => {
    expect(finding(locked({ resolved })).data).toMatchObject({ kind: 'other-package' });
  });

  it('the tarball of another version', () => {
    const resolved = `${registry}teapot/-/teapot-1.2.2.tgz`;
    expect(finding(locked({ resolved }))).toMatchObject({
      message: 'the lockfile has teapot@1.2.3 come from the tarball of version 1.2.2',
      data: { kind: 'other-version' },
    });
  });

  it.each(['https://registry.example/-/evil.tgz', 'https://registry.example/%zz', 'nonsense'])(
    "an address that is nobody's tarball: %s",
    (resolved) => expect(finding(locked({ resolved })).data).toMatchObject({ kind: 'other-address' }),
  );

  it.each([
    ['another hash', otherSha512],
    ['the published hash beside another one, of which npm takes either', `${sha512} ${otherSha512}`],
    ['another sha1', `sha1-${Buffer.alloc(20).toString('base64')}`],
  ])('bytes that the registry does not publish: %s', (_what, integrity) => {
    const { severity, data } = finding(locked({ integrity }));
    expect({ severity, kind: data['kind'] }).toEqual({ severity: 'critical', kind: 'other-bytes' });
  });

  it('a version that the registry does not have', () => {
    const gone = unknown('promised-but-missing', 'packument', 'the plan has it, the document does not');
    const result = outcomeOf(tampering, { versionDocument: gone, tarball: offline }, { pkg: locked() });
    expect(result).toMatchObject({
      ...{ kind: 'flagged', findings: [{ severity: 'critical', data: { kind: 'no-such-version' } }] },
    });
  });

  it("what a dependency's own shrinkwrap says", () => {
    const found = finding(locked({ by: 'shrinkwrap', integrity: otherSha512 }));
    expect(found.message).toMatch(/^a dependency's own shrinkwrap promises other bytes/);
    expect(found.data).toMatchObject({ by: 'shrinkwrap' });
  });

  it('each of two places that say different things', () => {
    const [honest, forged] = [locked(), locked({ integrity: otherSha512 })];
    const pkg = { ...honest, entries: [...honest.entries, ...forged.entries, ...forged.entries] };
    const result = seen(pkg);
    expect(result.kind === 'flagged' && result.findings).toHaveLength(1);
  });

  it.each(['balanced', 'strict', 'ci'])('so that the preset %s blocks, and nobody is asked', (preset) => {
    const found = finding(locked({ integrity: otherSha512 }));
    expect(ruleFinding(findPreset(preset), found).action).toBe('block');
  });
});

describe('lockfile-tampering only tells', () => {
  it.each([
    ['none', undefined, /binds teapot@1.2.3 to no bytes, although/],
    ['only a sha1', sha1, /to no bytes that a strong hash would name, although/],
    ['nothing that npm can read', 'trust-me', /to no bytes that a strong hash would name/],
  ])('where the lockfile has %s and the registry publishes a hash', (_what, integrity, message) => {
    const found = finding(locked({ integrity }));
    expect(found).toMatchObject({ severity: 'low', data: { kind: 'missing-integrity' } });
    expect(found.message).toMatch(message);
    expect(ruleFinding(findPreset('balanced'), found).action).toBe('note');
  });
});

describe('lockfile-tampering passes', () => {
  it.each([
    ['the published address', own, own],
    ['none, as omit-lockfile-registry-resolved leaves it', undefined, own],
    // The plan has held its host to the configured registries already, npm's own by replace-registry-host.
    [
      "npm's own address where a mirror is configured",
      own,
      'https://mirror.example/npm/x/teapot/-/teapot-1.2.3.tgz',
    ],
    [
      "a mirror's address where the document names npm's",
      'https://mirror.example/npm/x/teapot/-/teapot-1.2.3.tgz',
      own,
    ],
    ['another host with the same path', 'http://registry.example:8080/teapot/-/teapot-1.2.3.tgz', own],
    ['an encoded address', 'https://registry.example/%74eapot/-/teapot-1.2.3.tgz', own],
    ['a published address without the usual form', `${registry}blobs/0815`, `${registry}blobs/0815`],
    ['the usual form where the published one is another', own, `${registry}blobs/0815`],
    ['the form of some older mirrors', `${registry}teapot/download/teapot-1.2.3.tgz?cache=0`, own],
    ['a fragment', `${own}#sha1`, own],
  ])('%s', (_what, resolved, tarball) => {
    const document = aDocument({ dist: { tarball, integrity: sha512 } });
    expect(seen(locked({ resolved }), document).kind).toBe('clean');
  });

  it('a scoped package, with the scope once or twice in the address', () => {
    for (const file of ['teapot-1.2.3.tgz', '@ada/teapot-1.2.3.tgz']) {
      const resolved = `https://git.example/api/npm/@ada/teapot/-/${file}`;
      const recorded = locked({ name: '@ada/teapot', resolved });
      const pkg = { ...recorded, name: '@ada/teapot' };
      expect(seen(pkg, aDocument({ dist: { tarball: own, integrity: sha512 } })).kind).toBe('clean');
    }
  });

  it('a version with build metadata or a prerelease', () => {
    const resolved = `${registry}teapot/-/teapot-2.0.0-rc.1%2bbuild.5.tgz`;
    const pkg = { ...locked({ resolved }), version: '2.0.0-rc.1+build.5' };
    expect(seen(pkg).kind).toBe('clean');
  });

  it('an old package with a sha1 in both', () => {
    expect(seen(locked({ integrity: sha1 }), aDocument({ dist: { tarball: own, shasum } })).kind).toBe(
      'clean',
    );
  });

  it('a newer hash of a package that the registry has only a sha1 for: the bytes are held against both', () => {
    expect(seen(locked(), aDocument({ dist: { tarball: own, shasum } })).kind).toBe('clean');
  });
});

describe('lockfile-tampering and what is inside a tarball', () => {
  const bundled = () => locked({ origin: { kind: 'bundled', by: 'kettle@1.0.0' }, resolved: undefined });
  const inside = (name: string, version: string) => {
    const content = aTarball();
    return { ...content, manifest: { ...content.manifest, name, version } };
  };
  const given = (tarball: TarballContent | Unknown) =>
    outcomeOf(tampering, { tarball, versionDocument: offline }, { pkg: bundled() });

  it('passes what is there as recorded', () => {
    expect(given(inside('teapot', '1.2.3')).kind).toBe('clean');
  });

  it('flags what is not there: npm would never fetch it', () => {
    const result = given(unknown('promised-but-missing', 'tarball', 'no such folder'));
    expect(result).toMatchObject({
      findings: [
        {
          message:
            'the lockfile says that teapot@1.2.3 comes inside the tarball of kettle@1.0.0, but it is not in there',
          data: { kind: 'bundle' },
        },
      ],
    });
  });

  it('flags another package or version in its place', () => {
    expect(given(inside('evil', '1.2.3')).kind).toBe('flagged');
    expect(given(inside('teapot', '1.2.4')).kind).toBe('flagged');
  });

  it('is unknown where the tarball is, and then the verdict is incomplete', () => {
    expect(given(offline)).toMatchObject({ kind: 'unknown', essential: true, reason: 'offline' });
  });
});

describe('lockfile-tampering otherwise', () => {
  it('is unknown where the registry does not answer, and then the verdict is incomplete', () => {
    const result = outcomeOf(tampering, { versionDocument: offline, tarball: offline }, { pkg: locked() });
    expect(result).toMatchObject({ kind: 'unknown', essential: true, reason: 'offline' });
  });

  it('is unknown, and tells that alone, where an entry is bound by a checksum that nobody publishes', () => {
    const pkg = locked({ resolved: undefined, integrity: undefined, ownArchive: true });
    expect(seen(pkg)).toMatchObject({ kind: 'unknown', essential: false, reason: 'not-offered' });
    const elsewhere = locked({
      resolved: 'https://evil.example/x.tgz',
      integrity: undefined,
      ownArchive: true,
    });
    expect(finding(elsewhere).data).toMatchObject({ kind: 'other-address' });
    const offlineNow = outcomeOf(tampering, { versionDocument: offline, tarball: offline }, { pkg });
    expect(offlineNow).toMatchObject({ kind: 'unknown', essential: true });
  });

  it('names the manager that follows the lockfile', () => {
    const pkg = locked({ disagreement: { kind: 'range', asked: 'teapot@^2.0.0', found: 'version 1.2.3' } });
    const plan = { ...aPlan(pkg), lockfile: { manager: 'pnpm', file: 'pnpm-lock.yaml' } } as const;
    const { advice, data } = findingOf(
      tampering,
      { versionDocument: published, tarball: offline },
      { pkg, plan },
    );
    expect(advice).toContain('let pnpm resolve it anew');
    expect(data).toMatchObject({ kind: 'other-version' });
  });

  it('has nothing to say of what no lockfile records', () => {
    expect(outcomeOf(tampering, {}, { pkg: aPackage() }).kind).toBe('not-applicable');
  });

  it('leaves to exotic-source what is asked for from elsewhere and recorded so', () => {
    const origin = { kind: 'git', spec: 'a/b', host: 'git.example' } as const;
    expect(seen(locked({ origin, integrity: undefined })).kind).toBe('clean');
  });

  it('looks at the form of a vetted package too, and asks for no fact', () => {
    const disagreement = { kind: 'form', asked: 'a registry package', found: 'directory evil' } as const;
    expect(outcomeOf(tampering, {}, { pkg: locked({ disagreement }), vetted: true }).kind).toBe('flagged');
    expect(outcomeOf(tampering, {}, { pkg: locked(), vetted: true }).kind).toBe('vetted');
  });
});
