import { describe, expect, it } from 'vitest';
import { isOwnCommand } from '../../src/cli/own-commands.ts';
import { loadNpmModules } from '../../src/plan/npm-modules.ts';
import { npmsAtHand } from './npms.ts';

describe('the word waive', () => {
  it.each(npmsAtHand().map((npm) => [npm.version, npm] as const))(
    'is neither a command of npm %s nor short for one',
    async (_version, npm) => {
      const { deref } = await loadNpmModules(npm);
      expect(deref('waive')).toBeUndefined();
    },
  );

  it("is npq's own, whatever follows", () => {
    expect(isOwnCommand(['waive'], new Set())).toBe(true);
    expect(isOwnCommand(['waive', '--list'], new Set())).toBe(true);
    expect(isOwnCommand(['install', 'waive'], new Set())).toBe(false);
  });
});
