import { describe, expect, it } from 'vitest';
import { lockedPlaces } from '../../src/plan/locked-places.ts';

function read(packages: Readonly<Record<string, unknown>>) {
  const found = lockedPlaces(JSON.stringify({ lockfileVersion: 3, packages }));
  if (found.kind !== 'read') throw new Error(found.why);
  return { ...found, places: [...found.places.values()] };
}

describe('the places of a lockfile', () => {
  it('are packages with their names, bytes and commands', () => {
    const integrity = 'sha512-AAAA';
    const { places, refused } = read({
      '': { name: 'a-project' },
      'node_modules/alias': { name: '@acme/real', version: '1.0.0', integrity, bin: { real: './cli.js' } },
      'node_modules/a/node_modules/@acme/b': { version: '2.0.0', dev: true, inBundle: true },
      'node_modules/c': { resolved: 'packages/c', link: true },
      'packages/c': { name: 'c', version: '3.0.0' },
      '../d': { name: 'd', version: '4.0.0' },
    });
    expect(refused).toEqual([]);
    expect(places).toEqual([
      {
        ...{ place: 'node_modules/alias', kind: 'package', name: '@acme/real', version: '1.0.0', integrity },
        ...{ bins: '[["real","cli.js"]]', dispensable: false },
      },
      {
        ...{
          place: 'node_modules/a/node_modules/@acme/b',
          kind: 'bundled',
          name: '@acme/b',
          version: '2.0.0',
        },
        ...{ integrity: undefined, dispensable: true },
      },
      expect.objectContaining({ place: 'node_modules/c', kind: 'link' }),
      expect.objectContaining({ place: 'packages/c', kind: 'folder' }),
      expect.objectContaining({ place: '../d', kind: 'outside' }),
    ]);
  });

  it('are links into the store only where they lead to a package in it', () => {
    const targets = [
      ...[
        'node_modules/.store/c@1.0.0-AAAA/node_modules/c',
        'node_modules/.store/c@1.0.0-AAAA/node_modules/@a/c',
      ],
      ...[
        'packages/own/node_modules/c',
        'node_modules/.store/node_modules/c',
        'node_modules/c',
        'packages/c',
        'node_modules/.store/c@1.0.0-AAAA',
      ],
    ];
    const { places } = read(
      Object.fromEntries(
        targets.map((resolved, index) => [`node_modules/l${index}`, { resolved, link: true }]),
      ),
    );
    expect(places.map(({ target }) => target)).toEqual([targets[0], targets[1], ...Array(5)]);
  });

  it.each([
    'node_modules/../../etc',
    'node_modules/a/../../../etc',
    '../../node_modules/a/../b',
    '/etc/node_modules/a',
    'node_modules//a',
    './node_modules/a',
    'C:/node_modules/a',
    'node_modules\\a',
    'node_modules/a\u0000',
    'node_modules/a\n',
    'node_modules/.bin',
    'node_modules/@acme',
    'node_modules/a/lib',
    'node_modules',
    '..',
  ])('are refused where npm would write none: %j', (place) => {
    const { places, refused } = read({ [place]: { version: '1.0.0' } });
    expect([places, refused.map((one) => one.place)]).toEqual([[], [place]]);
  });

  it('are refused where they are no objects', () => {
    const found = lockedPlaces(
      '{"packages":{"__proto__":{"version":"1"},"node_modules/a":1,"node_modules/b":null}}',
    );
    expect(found).toMatchObject({
      kind: 'read',
      refused: [{ place: 'node_modules/a' }, { place: 'node_modules/b' }],
    });
  });

  it.each(['', '[]', '{', '{"packages":[]}', '{"dependencies":{}}', 'null'])('are none in %j', (text) => {
    expect(lockedPlaces(text).kind).toBe('unreadable');
  });
});
