import { expect, it } from 'vitest';
import type { Evidence } from '../../src/evidence/gather.ts';
import type { TarballContent } from '../../src/evidence/needs.ts';
import type { PlannedPackage } from '../../src/model/plan.ts';
import { waivable } from '../../src/stages/waivers.ts';
import { aPackage } from '../checks/given.ts';

const promised = `sha512-${'A'.repeat(86)}==`;
const read = `sha512-${'B'.repeat(86)}==`;

/** Evidence in which these packages' tarballs were read. */
function evidence(...keys: readonly string[]): Pick<Evidence, 'read'> {
  const tarball = { sha512: read } as TarballContent;
  return {
    read: ((pkg: PlannedPackage, need: string) =>
      need === 'tarball' && keys.includes(pkg.key) ? tarball : undefined) as Evidence['read'],
  };
}

function hashes(packages: readonly PlannedPackage[], found = evidence()): readonly (string | undefined)[] {
  return waivable(packages, found).map(({ sha512 }) => sha512);
}

it('binds a waiver to the bytes that were read, or else to those that are promised', () => {
  const pkg = aPackage({ integrity: promised });
  expect(hashes([pkg], evidence(pkg.key))).toEqual([read]);
  expect(hashes([pkg])).toEqual([promised]);
});

it('has nothing to bind it to where the promise names no sha512, or several', () => {
  const weak = [undefined, 'sha1-aaaa', `${promised} ${read}`];
  expect(hashes(weak.map((integrity) => aPackage({ integrity })))).toEqual(weak.map(() => undefined));
});

it('binds what a package bundles to the bytes of that package, however deep', () => {
  const outer = aPackage({ name: 'outer', integrity: promised });
  const inner = aPackage({ name: 'inner', origin: { kind: 'bundled', by: outer.key }, integrity: undefined });
  const within = aPackage({
    name: 'within',
    origin: { kind: 'bundled', by: inner.key },
    integrity: undefined,
  });
  expect(hashes([outer, inner, within])).toEqual([promised, promised, promised]);
});

it('does not follow packages that claim to bundle each other for ever', () => {
  const one = aPackage({ name: 'one', origin: { kind: 'bundled', by: 'two@1.2.3' }, integrity: promised });
  const two = aPackage({ name: 'two', origin: { kind: 'bundled', by: 'one@1.2.3' }, integrity: promised });
  expect(hashes([one, two])).toEqual([undefined, undefined]);
});

it('takes the name of a package for its own only where a registry serves it', () => {
  const origins: readonly PlannedPackage['origin'][] = [
    { kind: 'registry', registry: 'https://registry.example/' },
    { kind: 'git', spec: 'github:ada/pad', host: 'git.example' },
    { kind: 'remote', url: 'https://host.example/x.tgz', host: 'host.example' },
    { kind: 'file', path: 'x.tgz' },
    { kind: 'directory', path: '../x' },
    { kind: 'workspace', path: 'packages/x' },
    { kind: 'bundled', by: 'a@1.0.0' },
  ];
  const named = waivable(
    origins.map((origin) => aPackage({ origin })),
    evidence(),
  ).map((pkg) => pkg.named);
  expect(named).toEqual(origins.map(({ kind }) => kind === 'registry'));
});
