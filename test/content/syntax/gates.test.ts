import { describe, expect, it } from 'vitest';
import { unfolded } from './unfolding.ts';

const start = `require('child_process').exec('id')`;

describe('what holds a start back', () => {
  it.each([
    [`setTimeout(() => { ${start} }, 3600000)`, 'delayed', '60 min'],
    [
      `const wait = 24 * 60 * 60 * 1000; setTimeout(run, wait); function run() { ${start} }`,
      'delayed',
      '1440 min',
    ],
    [`await new Promise(r => setTimeout(r, 36e5)); ${start}`, 'delayed', '60 min'],
    [`require('timers/promises').setTimeout(36e5).then(() => ${start})`, 'delayed', '60 min'],
    [`if (Date.now() > 1780000000000) { ${start} }`, 'time-or-ci-gate', 'date 1780000000000'],
    [
      `if (Date.now() < new Date('2027-01-01')) process.exit(0); ${start}`,
      'time-or-ci-gate',
      'date 2027-01-01',
    ],
    [`const now = new Date(); now >= new Date(2027, 1, 1) && ${start}`, 'time-or-ci-gate', 'date 2027-1-1'],
    [`if (new Date().getFullYear() > 2026) go(); function go() { ${start} }`, 'time-or-ci-gate', 'date 2026'],
    [`if (Date.now() > Date.parse('2027-01-01')) { ${start} }`, 'time-or-ci-gate', 'date 2027-01-01'],
    [`if (process.env.CI) return; ${start}`, 'time-or-ci-gate', 'process.env.CI'],
    [
      `const { env } = process; if (!env['GITHUB_' + 'ACTIONS']) ${start}`,
      'time-or-ci-gate',
      'process.env.GITHUB_ACTIONS',
    ],
    [`if (require('is-ci')) process.exit(); ${start}`, 'time-or-ci-gate', 'is-ci'],
  ])('%s', (source, kind, what) => {
    expect(unfolded(source).gates).toEqual([{ kind, what, line: 1 }]);
  });

  it.each([
    `setTimeout(() => { ${start} }, 1000)`,
    `setInterval(() => cache.clear(), 3600000)`,
    `const begun = Date.now(); work(); if (Date.now() - begun > 1000) { ${start} }`,
    `if (process.env.CI) { color = false } ${start}`,
    `if (process.env.HOME) { ${start} }`,
    `${start}; if (process.env.CI) process.exit(0)`,
    `if (new Date() > new Date(expires)) { ${start} }`,
  ])('is not %s', (source) => {
    expect(unfolded(source).gates).toEqual([]);
  });
});
