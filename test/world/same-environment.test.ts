import { expect, it } from 'vitest';
import { readRequest } from '../../src/cli/npm-argv.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { npmsAtHand, testEnv } from '../cli/npms.ts';

/** Files of tests share a process, and npm's own reader writes into its environment. */
const name = 'NODE_ENV';
const first = process.env[name];

it('is written to by npm’s reader', async () => {
  const [npm] = npmsAtHand();
  if (npm === undefined) throw new Error('no npm');
  const env = testEnv('/tmp', '/tmp/nobody');
  await readRequest({ env, files: nodeFiles }, npm, ['install', '--omit=dev']);
  expect(process.env[name]).toBe('production');
});

it('is as before in the next test', () => {
  expect(process.env[name]).toBe(first);
});
