import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/npm-argv.ts';
import { isPlainScript } from '../../src/cli/plain-script.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { npmsAtHand, testEnv } from './npms.ts';

/** Command lines that may go to npm without being read; npm's own grammar must say the same of each. */

const plain = [
  ['run', 'build'],
  ['run'],
  ['run-script', 'build', 'one', 'two'],
  ['test'],
  ['start', '--', '--preset', 'strict', '--trust=x'],
  ['restart', '--', 'install', 'evil'],
];

const toBeRead = [
  ['run', 'build', '--preset=strict'],
  ['run', '--prefix', 'x', 'build'],
  ['run', 'build', '-w', 'a'],
  ['--loglevel', 'silly', 'run', 'build'],
  ['-C', 'run', 'install', 'evil'],
  ['rum', 'build'],
  ['install', 'run'],
  ['exec', 'run'],
  [],
];

it.each(plain.map((args) => [args.join(' '), args] as const))('goes to npm: %s', async (_line, args) => {
  expect(isPlainScript(args)).toBe(true);
  for (const npm of npmsAtHand()) {
    const { request, rule } = await readCommandLine(
      { env: testEnv(tmpdir(), tmpdir()), files: nodeFiles },
      npm,
      args,
    );
    expect([rule.kind, request.npmArgs]).toEqual(['passed', args]);
  }
});

it.each(toBeRead.map((args) => [args.join(' '), args] as const))('is read: %s', (_line, args) => {
  expect(isPlainScript(args)).toBe(false);
});
