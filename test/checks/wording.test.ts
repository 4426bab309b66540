import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, otherVersion, pasteable, pointInTime, shortened } from '../../src/checks/wording.ts';
import { aPackage } from './given.ts';

describe('an age in words', () => {
  it.each([
    [0, 'less than a minute'],
    [-5000, 'less than a minute'],
    [59_999, 'less than a minute'],
    [60_000, '1 minute'],
    [3_599_999, '59 minutes'],
    [3_600_000, '1 hour'],
    [48 * 3_600_000 - 1, '47 hours'],
    [48 * 3_600_000, '2 days'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('ends at a point in time', () => {
    expect(pointInTime(new Date('2026-11-03T14:05:59.999Z'))).toBe('2026-11-03 14:05 UTC');
  });
});

describe('a foreign line', () => {
  it('is whole up to the limit, and has a marked gap above', () => {
    expect(shortened('abcdefgh', 8)).toBe('abcdefgh');
    expect(shortened('abcdefghi', 8)).toBe('abcdef … 1 characters … hi');
  });

  it('stays one short line whatever it holds, and keeps its ends', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000, unit: 'binary' }), (text) => {
        const line = shortened(text);
        expect(line.length).toBeLessThan(440);
        expect(line).not.toMatch(/[\n\r\t\u2028]/);
        expect(line.slice(-50)).toBe(text.replace(/\s+/g, ' ').trim().slice(-50));
      }),
    );
  });
});

describe('a command to paste', () => {
  it.each(['express', '@acme/tool', 'JSONStream', 'a.b_c~d'])('takes %s', (name) => {
    expect(pasteable('npm view', name)).toBe(`npm view ${name}`);
  });

  it.each(['a b', 'a;b', '$(x)', '-rf', '@a/-b', 'a\nb', '../x', '', '@/x', '~'])('refuses %j', (name) => {
    expect(pasteable('npm view', name)).toBeUndefined();
  });
});

describe('the command for another version', () => {
  it('is one to paste, for what the project asks for itself', () => {
    expect(otherVersion(aPackage(), '1.2.2')).toBe('npq install teapot@1.2.2');
  });

  it('is none for what another package brings, nor where version or name could be more than that', () => {
    expect(otherVersion(aPackage({ path: ['kettle@1.0.0', 'teapot@1.2.3'] }), '1.2.2')).toBeUndefined();
    expect(otherVersion(aPackage(), '1.2.2; reboot')).toBeUndefined();
    expect(otherVersion(aPackage({ name: '--unsafe' }), '1.2.2')).toBeUndefined();
  });
});
