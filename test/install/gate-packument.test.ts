import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slimPackument } from '../../src/install/gate-packument.ts';
import type { VettedPackage } from '../../src/install/vetted.ts';
import { registryPackage } from './gated.ts';

const sha512 = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
const otherSha512 = `sha512-${Buffer.alloc(64, 2).toString('base64')}`;

function vettedVersions(...versions: readonly string[]): ReadonlyMap<string, VettedPackage> {
  return new Map(
    versions.map((v) => [v, { package: registryPackage('lantern', v, sha512), integrity: sha512 }]),
  );
}

function slim(raw: Readonly<Record<string, unknown>>, wanted?: ReadonlyMap<string, string>) {
  const input = { name: 'lantern', raw, vetted: vettedVersions('1.0.0', '1.1.0'), wantedTags: wanted };
  return slimPackument(input);
}

const version = (v: string, more: object = {}) => ({
  ...{ name: 'lantern', version: v, dist: { integrity: sha512, tarball: 'https://registry.example/x.tgz' } },
  ...more,
});

test('only vetted versions, their times and the tags that point at them are left', () => {
  const { document, leftOut } = slim({
    name: 'lantern',
    readme: 'long',
    'dist-tags': { latest: '2.0.0', stable: '1.1.0', odd: 7 },
    versions: { '1.0.0': version('1.0.0'), '1.1.0': version('1.1.0'), '2.0.0': version('2.0.0') },
    time: { created: 'c', modified: 'm', '1.0.0': 'a', '1.1.0': 'b', '2.0.0': 'z', unpublished: {} },
  });
  expect(leftOut).toEqual([]);
  expect(document).toMatchObject({ 'dist-tags': { stable: '1.1.0' } });
  expect(Object.keys(document['versions'] as object)).toEqual(['1.0.0', '1.1.0']);
  expect(document['time']).toEqual({ created: 'c', modified: 'm', '1.0.0': 'a', '1.1.0': 'b' });
  expect(document).not.toHaveProperty('readme');
});

test('every field that npm’s lockfile and scripts come from is kept, and no other', () => {
  const kept = {
    ...{ dependencies: { a: '1' }, optionalDependencies: { b: '1' }, peerDependencies: { c: '1' } },
    ...{
      peerDependenciesMeta: { c: { optional: true } },
      bundleDependencies: ['a'],
      acceptDependencies: { a: '2' },
    },
    ...{ bin: { x: 'x.js' }, engines: { node: '>=20' }, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    ...{ funding: 'https://funding.example', license: 'MIT', deprecated: 'old', hasInstallScript: true },
    ...{ scripts: { install: 'x' }, _hasShrinkwrap: false },
  };
  const more = { _npmUser: { name: 'ada' }, maintainers: [], devDependencies: { d: '1' }, description: 'x' };
  const { document } = slim({ versions: { '1.0.0': version('1.0.0', { ...kept, ...more }) } });
  expect(document['versions']).toEqual({ '1.0.0': { ...version('1.0.0'), ...kept } });
});

test('a document that promises other bytes for a vetted version loses that version', () => {
  const swapped = version('1.1.0', { dist: { integrity: otherSha512 } });
  const { document, leftOut } = slim({ versions: { '1.0.0': version('1.0.0'), '1.1.0': swapped } });
  expect(Object.keys(document['versions'] as object)).toEqual(['1.0.0']);
  expect(leftOut).toEqual([
    'The registry promises other bytes for lantern@1.1.0 than those that were vetted.',
  ]);
});

test('versions to tell of besides are told of, but none whose vetted bytes are others', () => {
  const swapped = version('1.1.0', { dist: { integrity: otherSha512 } });
  const raw = { versions: { '0.9.0': version('0.9.0'), '1.0.0': version('1.0.0'), '1.1.0': swapped } };
  const { document } = slimPackument({
    ...{ name: 'lantern', raw, vetted: vettedVersions('1.0.0', '1.1.0'), wantedTags: undefined },
    listed: new Set(['0.9.0', '1.1.0', '8.0.0']),
  });
  expect(Object.keys(document['versions'] as object)).toEqual(['1.0.0', '0.9.0']);
});

test('a document may not call a version by another name', () => {
  const { document } = slim({ versions: { '1.0.0': { ...version('9.9.9'), name: 'evil' } } });
  expect(document['versions']).toMatchObject({ '1.0.0': { name: 'lantern', version: '1.0.0' } });
});

test('what the plan took for a tag beats the registry, but only where it is vetted', () => {
  const raw = { 'dist-tags': { latest: '1.1.0' }, versions: { '1.0.0': version('1.0.0') } };
  expect(
    slim(
      raw,
      new Map([
        ['latest', '1.0.0'],
        ['next', '3.0.0'],
      ]),
    ).document['dist-tags'],
  ).toEqual({
    latest: '1.0.0',
  });
});

test('whatever a registry sends, nothing unvetted gets through', () => {
  const keys = fc.constantFrom('1.0.0', '1.1.0', '2.0.0', '__proto__', 'constructor', 'latest');
  const dist = fc.record({
    integrity: fc.constantFrom(sha512, otherSha512, '', 'junk', 7),
    tarball: fc.anything(),
  });
  const versions = fc.dictionary(keys, fc.oneof(fc.record({ dist }), fc.anything()), {
    noNullPrototype: false,
  });
  const raw = fc.record({
    versions: fc.oneof(versions, fc.anything()),
    time: fc.oneof(fc.dictionary(keys, fc.oneof(fc.string(), fc.anything())), fc.anything()),
    'dist-tags': fc.oneof(fc.dictionary(fc.string(), keys), fc.anything()),
  });
  fc.assert(
    fc.property(raw, (document) => {
      const out = slim(document).document;
      const listed = Object.keys(out['versions'] as object);
      expect(['1.0.0', '1.1.0']).toEqual(expect.arrayContaining(listed));
      for (const tag of Object.values(out['dist-tags'] as object)) expect(listed).toContain(tag);
      for (const one of Object.values(out['versions'] as Record<string, { dist: { integrity?: unknown } }>)) {
        expect(one.dist.integrity).not.toBe(otherSha512);
      }
    }),
  );
});
