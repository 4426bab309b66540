import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { defaultPreset, findPreset, presetNames, presets } from '../../src/verdict/presets.ts';

describe('presets', () => {
  it('are found by name; balanced is the default', () => {
    expect(presetNames).toEqual(['balanced', 'strict', 'ci', 'report-only']);
    for (const name of presetNames) expect(findPreset(name).name).toBe(name);
    expect(defaultPreset).toBe(findPreset('balanced'));
  });

  it('that do not exist are named with the nearest and all there are', () => {
    expect(() => findPreset('blanced')).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: 'There is no preset named "blanced". Did you mean balanced?',
        hint: 'Choose one of: balanced, strict, ci, report-only.',
      }),
    );
    expect(() => findPreset('__proto__')).toThrow('There is no preset named "__proto__".');
  });

  it('rule only checks that exist', () => {
    const ids = checks.map(({ id }) => id);
    for (const preset of presets) for (const rule of preset.checks) expect(ids).toContain(rule.check);
  });

  it('never let a critical finding or changed bytes pass, but for report-only', () => {
    for (const preset of presets.filter(({ name }) => name !== 'report-only')) {
      expect(preset.severities.critical).toBe('block');
      expect(preset.unknowns.integrityMismatch).toBe('block');
      expect(preset.unknowns.essential).toBe('incomplete');
    }
  });
});
