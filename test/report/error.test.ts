import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { renderError } from '../../src/report/error.ts';

describe('an expected failure', () => {
  it('is told with what was found and the next step', () => {
    const error = new NpqError('npm-not-found', { message: 'No npm was found.', hint: 'Install npm.' });
    expect(renderError(error)).toMatchSnapshot();
  });

  it('cannot act on the terminal', () => {
    const error = new NpqError('usage', { message: 'a\u001B[2J\u202Eb', hint: '\u009Bc' });
    expect(renderError(error).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
