import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { renderError } from '../../src/report/error.ts';

describe('an expected failure', () => {
  it('is told with what was found and the next step', () => {
    const error = new NpqError('npm-not-found', { message: 'No npm was found.', hint: 'Install npm.' });
    expect(renderError(error)).toMatchSnapshot();
  });

  it('is broken at the edge of a terminal, but not inside a command', () => {
    const error = new NpqError('resolve-failed', {
      message: 'Expected a version of left-pad for 99, found none that satisfies it (ETARGET).',
      hint: 'See which versions of the package there are: `npm view left-pad versions --all`',
    });
    expect(renderError(error, 60)).toBe(
      [
        'npq: Expected a version of left-pad for 99, found none that',
        '     satisfies it (ETARGET).',
        '     → See which versions of the package there are:',
        '       `npm view left-pad versions --all`',
        '',
      ].join('\n'),
    );
  });

  it('cannot act on the terminal', () => {
    const error = new NpqError('usage', { message: 'a\u001B[2J\u202Eb', hint: '\u009Bc' });
    expect(renderError(error).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
