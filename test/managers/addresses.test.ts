import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBook, packageAt } from '../../src/managers/addresses.ts';

const gateUrl = 'http://127.0.0.1:4711/secret-of-the-gate/';
const registry = 'https://registry.example/npm/';

function book(known: ReadonlyMap<string, string> = new Map()) {
  return addressBook({
    ...{ gateUrl, known, manager: 'yarn' },
    isAtRegistry: (address) => address.startsWith('https://registry.example/'),
    written: async (path) => {
      const id = packageAt(path);
      return id && `${registry}${id.name}/-/made/${id.version}.tgz`;
    },
  });
}

const yarn =
  'buoy@^1:\n  version "1.0.0"\n  resolved "https://registry.example/npm/buoy/-/buoy-1.0.0.tgz#a1"\n';
const bun = '"buoy": ["buoy@1.0.0", "https://registry.example/npm/buoy/-/buoy-1.0.0.tgz", {}, "sha512-x"],\n';

describe('a lockfile that names addresses', () => {
  it.each([yarn, bun])(
    'names the gate’s while its manager runs, and its own again afterwards',
    async (text) => {
      const one = book();
      const during = one.toGate(text);
      expect(during).toContain(`${gateUrl}npm/buoy/-/buoy-1.0.0.tgz`);
      expect(during).not.toContain('registry.example');
      expect(await one.fromGate(during)).toBe(text);
    },
  );

  it('gets the registry’s address for what its manager has added meanwhile', async () => {
    const added = `resolved "${gateUrl}@acme/sail/-/sail-2.0.0-rc.1.tgz#b2"`;
    expect(await book().fromGate(added)).toBe(
      'resolved "https://registry.example/npm/@acme/sail/-/made/2.0.0-rc.1.tgz#b2"',
    );
  });

  it.each([
    'https://elsewhere.example/buoy.tgz',
    'git+ssh://git@host.example/x.git',
    'git://host.example/x.git',
  ])('is refused where one is no registry’s: %s', (url) => {
    expect(() => book().toGate(`resolved "${url}#a1"`)).toThrow(url);
  });

  it('is mended with what was written down before', async () => {
    const known = new Map([['npm/buoy/-/buoy-1.0.0.tgz', 'https://registry.example/npm/odd/place.tgz']]);
    const left = yarn.replace('https://registry.example/', gateUrl);
    expect(await book(known).fromGate(left)).toContain('"https://registry.example/npm/odd/place.tgz#a1"');
  });

  it('keeps every other byte, whatever stands there', async () => {
    const quoted = fc.string().map((text) => text.replaceAll('"', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(quoted, fc.constant(yarn), fc.constant(bun))), async (parts) => {
        const text = parts.filter((part) => !/:\/\//.test(part) || part === yarn || part === bun).join('\n');
        const one = book();
        expect(await one.fromGate(one.toGate(text))).toBe(text);
      }),
    );
  });
});

describe('a path of the gate', () => {
  it('tells name and version', () => {
    expect(packageAt('buoy/-/buoy-1.0.0.tgz')).toEqual({ name: 'buoy', version: '1.0.0' });
    expect(packageAt('@a/b/-/b-1.0.0-x.tgz')).toEqual({ name: '@a/b', version: '1.0.0-x' });
  });

  it('tells nothing where it is no package’s usual one', () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        const id = packageAt(path);
        if (id === undefined) return;
        expect(path).toBe(`${id.name}/-/${id.name.slice(id.name.indexOf('/') + 1)}-${id.version}.tgz`);
      }),
    );
  });
});
