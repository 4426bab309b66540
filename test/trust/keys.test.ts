import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { dangerousKeys } from '../../src/trust/dangerous-keys.ts';
import { harmlessKeys } from '../../src/trust/harmless-keys.ts';
import { machineNpm } from './inspect.ts';
import { npmSettings } from './npm-settings.ts';

interface Definitions {
  readonly definitions: Readonly<Record<string, unknown>>;
}

const ours = createRequire(import.meta.url)('@npmcli/config/lib/definitions') as Definitions;
const theirs = createRequire(machineNpm().cli)('@npmcli/config/lib/definitions') as Definitions;

const isSorted = (key: string) => Object.hasOwn(dangerousKeys, key) || harmlessKeys.has(key);

describe('every setting that npm defines is sorted', () => {
  it.each(Object.entries(npmSettings))('of npm %s', (_version, keys) => {
    expect(keys.filter((key) => !isSorted(key))).toEqual([]);
  });

  it("of the npm libraries that npq brings, and of this machine's npm", () => {
    const keys = [...Object.keys(ours.definitions), ...Object.keys(theirs.definitions)];
    expect(keys.length).toBeGreaterThan(300);
    expect(keys.filter((key) => !isSorted(key))).toEqual([]);
  });

  it('into one list only', () => {
    expect(Object.keys(dangerousKeys).filter((key) => harmlessKeys.has(key))).toEqual([]);
  });

  it('and the lists hold nothing that no npm defines', () => {
    const defined = new Set(Object.values(npmSettings).flat());
    // Credentials that npm reads without a definition, and the version that it tells scripts.
    const undefinedByNpm = [
      '_authtoken',
      '-authtoken',
      '_password',
      'certfile',
      'keyfile',
      'username',
      'npm-version',
    ];
    const listed = [...Object.keys(dangerousKeys), ...harmlessKeys].filter((key) => !defined.has(key));
    expect(listed.sort()).toEqual(undefinedByNpm.sort());
  });
});
