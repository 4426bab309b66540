import { describe, expect, it } from 'vitest';
import { parsing } from '../../src/content/parsing.ts';

const code = 'run(1 + 2);';
const ample = { parsedFile: 1_000, parsed: 10_000, steps: 10_000 };
const isRead = (unfolding: object) => !('failed' in unfolding);

describe('parsing of a package', () => {
  it('ends where its files took all steps together, on that occasion alone', () => {
    const { unfold } = parsing({ ...ample, steps: 1 });
    unfold('a.js', code, 'started');
    expect(unfold('b.js', code, 'started')).toEqual({ failed: 'exhausted' });
    expect(unfold('b.js', code, 'veiled')).not.toEqual({ failed: 'exhausted' });
  });

  it('ends where its files have all characters together, on that occasion alone', () => {
    const { unfold } = parsing({ ...ample, parsed: code.length });
    expect(isRead(unfold('a.js', code, 'started'))).toBe(true);
    expect(unfold('b.js', code, 'started')).toEqual({ failed: 'over-budget' });
    expect(isRead(unfold('b.js', code, 'veiled'))).toBe(true);
  });

  it('leaves out a file that is too long, and takes the next', () => {
    const { unfold } = parsing({ ...ample, parsedFile: code.length });
    expect(unfold('a.js', `${code};`, 'started')).toEqual({ failed: 'over-budget' });
    expect(isRead(unfold('b.js', code, 'started'))).toBe(true);
  });

  it('takes each file once, until it is forgotten', () => {
    const { unfold, forget } = parsing({ ...ample, parsed: code.length });
    const first = unfold('a.js', code, 'veiled');
    expect(unfold('a.js', code, 'started')).toBe(first);
    forget('a.js');
    expect(unfold('a.js', code, 'started')).not.toBe(first);
  });
});
