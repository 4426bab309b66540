import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedSigns } from '../../../src/content/reach/shipped.ts';
import { aPackage, type Files } from './given.ts';

function shipped(files: Files) {
  const given = aPackage({ name: 'teapot' }, files);
  return shippedSigns(given.files, given.text);
}

const registry = (name: string, host = 'registry.example') => `https://${host}/${name}/-/${name}-1.0.0.tgz`;

function lock(...addresses: readonly unknown[]): Files {
  const entries = addresses.map((resolved, index) => [`node_modules/d${index}`, { resolved }]);
  return { 'npm-shrinkwrap.json': JSON.stringify({ packages: Object.fromEntries(entries) }) };
}

describe('what lies in a package and steers npm', () => {
  it('is an .npmrc, wherever it lies, with what it leads elsewhere', () => {
    const text = '; comment\nregistry = https://evil.example/\n@a:registry=x\nfund=false\nscript-shell=./x';
    expect(shipped({ '.npmrc': text, 'node_modules/b/.npmrc': 'fund=false' })).toEqual([
      { sign: 'npmrc', path: '.npmrc', what: 'registry, @a:registry, script-shell' },
      { sign: 'npmrc', path: 'node_modules/b/.npmrc', what: '' },
    ]);
  });

  it('is a bundled package with hooks of its own', () => {
    const hook = '{"scripts":{"postinstall":"node x.js","test":"y"}}';
    const nested = 'node_modules/@s/b/node_modules/c/package.json';
    expect(
      shipped({ [nested]: hook, 'node_modules/d/package.json': '{}', 'test/package.json': hook }),
    ).toEqual([{ sign: 'bundled-hook', path: nested, what: 'postinstall: node x.js' }]);
  });

  it.each([
    [[registry('a'), registry('b')], []],
    [[registry('a'), registry('b'), registry('c', 'evil.example')], [registry('c', 'evil.example')]],
    [[registry('a'), 'git+ssh://git@code.example/x.git#abc'], ['git+ssh://code.example/x.git#abc']],
    [[registry('a'), 'https://registry.example/x.tgz'], ['https://registry.example/x.tgz']],
    [[registry('a'), 'file:../b', 7, null], []],
    [[registry('a'), `https://ada:secret@registry.example/b.tgz`], ['https://registry.example/b.tgz']],
  ])('is a shrinkwrap that leads elsewhere: %j', (addresses, expected) => {
    const odd = shipped(lock(...addresses)).filter(({ sign }) => sign === 'shrinkwrap-elsewhere');
    expect(odd.map(({ what }) => what)).toEqual(expected);
  });

  it('is a shrinkwrap in the older form too', () => {
    const inner = { dependencies: { b: { resolved: registry('b', 'evil.example') } } };
    const document = {
      dependencies: { a: { resolved: registry('a'), ...inner }, c: { resolved: registry('c') } },
    };
    const seen = shipped({ 'npm-shrinkwrap.json': JSON.stringify(document) });
    const odd = seen.filter(({ sign }) => sign === 'shrinkwrap-elsewhere');
    expect(odd.map(({ what }) => what)).toEqual([registry('b', 'evil.example')]);
  });

  it('is one host that the whole shrinkwrap leads to and that is no registry for everybody', () => {
    const all = shipped(lock(registry('a', 'mirror.example'), registry('b', 'mirror.example')));
    expect(all).toEqual([
      { sign: 'shrinkwrap-host', path: 'npm-shrinkwrap.json', what: registry('a', 'mirror.example') },
    ]);
  });

  it('is an address in the place of a version, which the older form has for git', () => {
    const document = { dependencies: { a: { version: 'git+ssh://git@code.example/x.git#abc' } } };
    const [seen] = shipped({ 'npm-shrinkwrap.json': JSON.stringify(document) });
    expect(seen).toMatchObject({ sign: 'shrinkwrap-elsewhere', what: 'git+ssh://code.example/x.git#abc' });
  });

  it('is said where it cannot be read', () => {
    const signs = shipped({ '.npmrc': 9, 'npm-shrinkwrap.json': '{', 'node_modules/a/package.json': 9 });
    expect(signs.map(({ sign }) => sign)).toEqual(['unread', 'unread', 'unread']);
  });

  it('is nothing in a package that brings files alone', () => {
    expect(shipped({ 'index.js': '', 'lib/npmrc': '', 'package-lock.json': '{' })).toEqual([]);
  });
});

it('whatever a stranger writes is read to its end', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
  fc.assert(
    fc.property(text, (held) => {
      const files = {
        '.npmrc': held,
        'npm-shrinkwrap.json': held,
        'node_modules/__proto__/package.json': held,
      };
      expect(shipped(files).every(({ what }) => what.length <= 300)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
