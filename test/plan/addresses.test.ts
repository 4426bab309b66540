import fc from 'fast-check';
import npa from 'npm-package-arg';
import { describe, expect, it } from 'vitest';
import { addressKey, isAtRegistry, leadsInward, permitFor } from '../../src/plan/addresses.ts';

/** Which addresses a spec leads to, and which of them are the user's own registries. */

const own = 'https://registry.example/';

describe('the address of a spec', () => {
  it.each([
    ['acme/tool', 'github:acme/tool'],
    ['tool@acme/tool#main', 'github:acme/tool#main'],
    ['other@git+ssh://git@git.example/tool.git', 'git+ssh://git@git.example/tool.git'],
  ])('is the same for %s and %s', (one, other) => {
    expect(addressKey(npa(one))).toBe(addressKey(npa(other)));
  });

  it('differs by branch, path and protocol', () => {
    const specs = [
      'github:acme/tool',
      'github:acme/tool#a',
      'gitlab:acme/tool',
      'git+https://github.com/acme/tool.git',
    ];
    expect(new Set(specs.map((spec) => addressKey(npa(spec)))).size).toBe(4);
  });

  it('is none for what a registry or the disk answers for', () => {
    for (const spec of ['tool', 'tool@^1', 'tool@npm:other@1', './folder', './packed.tgz', 'tool@latest']) {
      expect(permitFor(npa(spec))).toBeUndefined();
    }
  });

  it('has a kind and a host for whatever else somebody writes', () => {
    const part = fc.stringMatching(/^[a-z0-9.:@/#~%-]{0,12}$/);
    const prefix = fc.constantFrom(
      'git+ssh://',
      'git+https://',
      'https://',
      'http://',
      'github:',
      'git+file:///',
      'git://',
    );
    fc.assert(
      fc.property(prefix, part, part, (start, middle, end) => {
        let spec: ReturnType<typeof npa>;
        try {
          spec = npa(`${start}${middle}/${end}`);
        } catch {
          // npm itself refuses it.
          return;
        }
        const permit = permitFor(spec);
        if (spec.type === 'git' || spec.type === 'remote') expect(permit?.host).toBeTruthy();
        else expect(permit).toBeUndefined();
      }),
    );
  });
});

describe('an address at a registry', () => {
  const options = { registry: own, '@acme:registry': 'https://npm.acme.example/api/npm/' };

  it('is one on the host of any configured registry', () => {
    expect(isAtRegistry('https://registry.example/a/-/a-1.0.0.tgz', options, own)).toBe(true);
    expect(isAtRegistry('https://npm.acme.example/files/a.tgz', options, own)).toBe(true);
  });

  it.each([
    'https://registry.example.evil.example/a.tgz',
    'https://registry.example@evil.example/a.tgz',
    'http://npm.acme.example/a.tgz',
    'https://registry.example:8443/a.tgz',
    'not an address',
  ])('is not %s', (url) => {
    expect(isAtRegistry(url, options, own)).toBe(false);
  });

  it("is npm's own host where a mirror stands in for it, as replace-registry-host says", () => {
    const mirror = { registry: 'https://mirror.example/npm/' };
    const url = 'https://registry.example/a/-/a-1.0.0.tgz';
    expect(isAtRegistry(url, mirror, own)).toBe(true);
    expect(isAtRegistry(url, { ...mirror, replaceRegistryHost: 'never' }, own)).toBe(false);
    expect(isAtRegistry('https://other.example/a.tgz', mirror, own)).toBe(false);
    expect(
      isAtRegistry('https://other.example/a.tgz', { ...mirror, replaceRegistryHost: 'other.example' }, own),
    ).toBe(true);
    expect(isAtRegistry('https://any.example/a.tgz', { ...mirror, replaceRegistryHost: 'always' }, own)).toBe(
      true,
    );
  });
});

describe('an address that a registry names for a tarball', () => {
  it.each([
    'http://localhost:3000/x.tgz',
    'http://127.0.0.1/x.tgz',
    'http://2130706433/x.tgz',
    'http://0x7f.1/x.tgz',
    'http://0/x.tgz',
    'http://[::1]:8080/x.tgz',
    'http://[::ffff:127.0.0.1]/x.tgz',
    'http://169.254.169.254/latest/meta-data/x.tgz',
    'http://[fe80::1]/x.tgz',
    'http://metadata.google.internal/x.tgz',
  ])('leads inward: %s', (address) => {
    expect(leadsInward(address, own)).toBe(true);
  });

  it.each([
    ['https://cdn.example/x.tgz', own],
    ['https://registry.example/x.tgz', own],
    ['http://10.0.0.7/x.tgz', own],
    ['http://127.0.0.1:9000/x.tgz', 'http://127.0.0.1:4873/'],
    ['http://localhost:4873/x.tgz', 'http://127.0.0.1:4873/'],
    ['http://169.254.1.1/x.tgz', 'http://169.254.1.1/'],
  ])('does not: %s at %s', (address, registry) => {
    expect(leadsInward(address, registry)).toBe(false);
  });

  it('leads inward to the cloud even from a registry on this machine', () => {
    expect(leadsInward('http://169.254.169.254/x.tgz', 'http://127.0.0.1:4873/')).toBe(true);
  });
});
