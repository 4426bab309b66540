import { describe, expect, it } from 'vitest';
import { refuseWords, runsNoScripts, splitWith } from '../../src/managers/index.ts';
import { pnpm } from '../../src/managers/pnpm.ts';

describe('npq with', () => {
  it('reads its own options before the manager’s name, and nothing behind it', () => {
    const words = ['with', '--preset', 'strict', 'pnpm', 'add', '--json', 'yarn'];
    expect(splitWith(words)).toEqual({
      ...{ name: 'pnpm', own: ['--preset', 'strict'], theirs: ['add', '--json', 'yarn'] },
    });
  });

  it('wants to know which one', () => {
    expect(() => splitWith(['with'])).toThrow('pnpm, yarn, bun');
    expect(() => splitWith(['with', 'npm', 'install'])).toThrow('pnpm, yarn, bun');
  });

  it.each([
    ['pnpm', ['add', 'x', '--registry=https://elsewhere.example']],
    ['pnpm', ['--config.store-dir=./s', 'add', 'x']],
    ['pnpm', ['--@acme:registry=https://elsewhere.example', 'add', 'x']],
    ['yarn', ['add', 'x', '--cache-folder', 'c']],
    ['bun', ['add', 'x', '-c=other.toml']],
    ['pnpm', ['--config.storeDir=./s', 'add', 'x']],
    ['pnpm', ['--httpsProxy=http://elsewhere.example', 'add', 'x']],
    ['pnpm', ['-C', 'other', 'add', 'x']],
    ['yarn', ['--cwd=other', 'add', 'x']],
    ['pnpm', ['add', '-g', 'x']],
    ['yarn', ['global', 'add', 'x']],
    ['bun', ['add', '-g', 'x']],
  ] as const)('takes no word that leads %s elsewhere: %j', (name, words) => {
    expect(() => refuseWords(name, words)).toThrow();
  });

  it('leaves alone what a script gets', () => {
    expect(() => refuseWords('pnpm', ['run', 'build', '--', '--registry=x'])).not.toThrow();
  });

  it('believes that no script runs only where it is said', () => {
    expect(runsNoScripts(['add', 'x', '--ignore-scripts'])).toBe(true);
    expect(runsNoScripts(['add', 'x', '--', '--ignore-scripts'])).toBe(false);
    expect(runsNoScripts(['add', 'x'])).toBe(false);
  });

  it('gives pnpm 12 a scope in the only form that it takes', () => {
    const given = { gateUrl: 'http://g/', proxyUrl: 'http://p', scopes: ['@a'], ownFolder: '/own' };
    expect(pnpm.steer({ ...given, major: 12 }).args).toContain('--config.@a:registry=http://g/');
    expect(pnpm.steer({ ...given, major: 10 }).args).toContain('--@a:registry=http://g/');
  });
});
