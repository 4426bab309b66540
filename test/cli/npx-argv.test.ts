import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { npxArgs } from '../../src/cli/npx-argv.ts';
import { loadNpmModules, type NpmModules } from '../../src/plan/npm-modules.ts';
import { npmsAtHand } from './npms.ts';

const oracle = fileURLToPath(new URL('./npx-oracle.cjs', import.meta.url));

/** What npm's own npx makes of them. */
function byNpx(root: string, lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const { stdout, status } = spawnSync(process.execPath, [oracle, root], {
    input: JSON.stringify(lines),
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return JSON.parse(stdout) as readonly (readonly string[])[];
}

const word = fc.oneof(
  fc.constantFrom(
    'cowsay',
    'hi',
    '--',
    '-',
    '',
    '-p',
    '-p=x',
    '--package',
    '--package=a',
    '-c',
    '--call=x y',
  ),
  fc.constantFrom(
    '-y',
    '--yes',
    '--no',
    '--no-install',
    '--shell',
    '--shell=sh',
    '-q',
    '--quiet',
    '-d',
    '-ddd',
  ),
  fc.constantFrom(
    '--npm',
    '-n',
    '--node-arg=x',
    '--ignore-existing',
    '--always-spawn',
    '--loglevel',
    '--reg',
  ),
  fc.constantFrom(
    '--version',
    '-v',
    '--help',
    '-h',
    '--userconfig',
    '--cache',
    '--foo',
    '--foo=bar',
    '-w',
    '-ws',
  ),
);

describe.each(npmsAtHand())('npqx reads its words as npx of npm $version', ({ root, ...npm }) => {
  let modules: NpmModules;
  beforeAll(async () => {
    modules = await loadNpmModules({ root, ...npm });
  });

  it('whatever they are', () => {
    const lines = fc.sample(fc.array(word, { maxLength: 7 }), 500);
    const ours = lines.map((line) => npxArgs(line, modules).args);
    expect(ours).toEqual(byNpx(root, lines));
  });

  it('and takes the options of npq for what they are', () => {
    expect(npxArgs(['--non-interactive', 'cowsay', '--json'], modules).args).toEqual([
      'exec',
      '--non-interactive',
      '--',
      'cowsay',
      '--json',
    ]);
    expect(npxArgs(['--preset', 'strict', 'cowsay'], modules).args).toEqual([
      'exec',
      '--preset',
      'strict',
      '--',
      'cowsay',
    ]);
  });

  it('and says which options npx has no more', () => {
    expect(npxArgs(['--npm', 'x', '--always-spawn', 'cowsay'], modules)).toEqual({
      ...{ args: ['exec', '--', 'cowsay'], removed: ['npm', 'always-spawn'] },
    });
  });
});
