import { describe, expect, it } from 'vitest';
import { placesWords } from '../../src/report/places.ts';
import { entry, pkg } from './reports.ts';

const twice = { ...pkg('ms@2.1.3'), entries: [entry(['ms@2.1.3']), entry(['debug@4.4.4', 'ms@2.1.3'])] };
const forMac = { ...pkg('for-mac@1.0.0'), entries: [entry(['for-mac@1.0.0'], { inert: true })] };

describe('what is to be installed', () => {
  it('is counted in packages', () => {
    expect(placesWords([pkg('a@1.0.0')])).toBe('1 package to install');
    expect(placesWords([pkg('a@1.0.0'), pkg('b@1.0.0')])).toBe('2 packages to install');
  });

  it('and in places where npm will count more than there are packages', () => {
    expect(placesWords([pkg('a@1.0.0'), twice])).toBe('2 packages to install in 3 places');
  });

  it('and apart where npm will not put them on this machine', () => {
    expect(placesWords([pkg('a@1.0.0'), forMac])).toBe('1 package to install, 1 more for other platforms');
  });
});
