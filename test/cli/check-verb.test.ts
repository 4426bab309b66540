import { describe, expect, it } from 'vitest';
import { verbRule } from '../../src/cli/verbs.ts';
import { loadNpmModules } from '../../src/plan/npm-modules.ts';
import { npmsAtHand } from './npms.ts';

describe('the word check', () => {
  it.each(npmsAtHand().map((npm) => [npm.version, npm] as const))(
    'is neither a command of npm %s nor short for one',
    async (_version, npm) => {
      const { deref } = await loadNpmModules(npm);
      expect(deref('check')).toBeUndefined();
    },
  );

  it('is gated, with packages and without', () => {
    expect(verbRule('check', []).kind).toBe('gated');
    expect(verbRule('check', ['sprout']).kind).toBe('gated');
  });
});
