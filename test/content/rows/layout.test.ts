import { describe, expect, it } from 'vitest';
import { hits, rows } from './given.ts';

const odd = (what: string, path = 'lib/x.js') => ({ oddities: [{ path, what }] });

describe('E8, what no tarball of npm has', () => {
  it.each([
    'a path that leads out of the package',
    'an absolute path',
    'a file in place of the package folder',
    'a path that is too deep to unpack',
    'a symbolic link that leads out of the package',
    'a hard link that leads out of the package',
    'a backslash, which Windows takes for a folder',
    'lies in lib, which is a file',
    'an entry of type CharacterDevice',
    'an entry of a kind that npm leaves out: FIFO',
    '17 more oddities',
  ])('%s: asks', (what) => {
    expect(rows(odd(what))).toEqual(['E8 high']);
  });

  it.each([
    'a symbolic link',
    'a hard link',
    'an entry of type ContiguousFile2',
    'a broken header, which npm skips: checksum failure',
    'the same path as LIB/x.js on disks that do not tell upper from lower case',
  ])('%s: is told', (what) => {
    expect(rows(odd(what))).toEqual(['E8 notice']);
  });

  it('says where, and of what has no path only what', () => {
    expect(hits(odd('an absolute path'))[0]?.says).toBe('its tarball has at lib/x.js: an absolute path');
    expect(hits(odd('17 more oddities', ''))[0]?.says).toBe('its tarball has: 17 more oddities');
  });
});
