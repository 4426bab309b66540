import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { decodeOptions, type RawOptions } from '../../src/checks/options.ts';
import { NpqError } from '../../src/errors.ts';

describe("a check's options", () => {
  it('have defaults', () => {
    expect(decodeOptions(checks).get('fresh-release')).toEqual({ minAgeHours: 24 });
    expect([...decodeOptions(checks).keys()]).toEqual(checks.map(({ id }) => id));
  });

  it.each([
    [{ 'fresh-relase': {} }, 'There is no check named "fresh-relase". Did you mean fresh-release?'],
    [
      { 'fresh-release': { minAgeHour: 3 } },
      'There is no option of fresh-release named "minAgeHour". Did you mean minAgeHours?',
    ],
    [{ deprecated: { minAgeHours: 3 } }, 'There is no option of deprecated named "minAgeHours".'],
    [{ 'fresh-release': { minAgeHours: '3' } }, 'minAgeHours of the check fresh-release: '],
    [{ 'fresh-release': { minAgeHours: -1 } }, 'minAgeHours of the check fresh-release: '],
    [{ 'fresh-release': { minAgeHours: Number.NaN } }, 'minAgeHours of the check fresh-release: '],
  ])('%j are refused', (raw, message) => {
    expect(() => decodeOptions(checks, raw as unknown as RawOptions)).toThrow(message);
  });

  it('of any content are decoded or refused with a typed error', () => {
    const anyOptions = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('fresh-release', '__proto__', 'constructor')),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('minAgeHours', '__proto__')), fc.anything()),
    );
    fc.assert(
      fc.property(anyOptions, (raw) => {
        try {
          return decodeOptions(checks, raw).size === checks.length;
        } catch (error) {
          return error instanceof NpqError && error.code === 'config-invalid';
        }
      }),
    );
  });
});
